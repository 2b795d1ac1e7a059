"""Whatever a player sends, the judge's work grows with its length and no faster: counted, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from grader.judge.clock import Clock
from grader.judge.critical_path import critical_path
from grader.judge.evidence import Blocked, Evidence
from grader.judge.lanes import Lanes
from grader.judge.match import Match
from grader.judge.talk import _Talk
from grader.judge.timeline import timeline
from grader.judge.words import without_addresses
from grader.judge.world import Asked, Draw, ServiceCall, World, same_for_equal
from grader.sandbox.limits import LIMITS
from grader.wire import WireError, unpack


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work runs: the same on any machine."""
    count = 0

    def trace(frame: Any, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def loops_closed(count: int) -> Callable[[], object]:
    world = World("seed", {}, Clock(0))
    talk = _Talk(world, LIMITS, "")
    at = ["kata.py", 5]
    for number in range(count):
        talk._event_loop({"id": number, "of_the_stage": False, "beside_a_loop": False, "at": at})  # type: ignore[arg-type]

    def close() -> None:
        for number in range(count):
            talk._event_loop_closed({"id": number, "at": at})  # type: ignore[arg-type]
        assert all(loop.closed for loop in talk.evidence.loops)

    return close


def calls(count: int, evidence: Evidence | None = None) -> list[ServiceCall]:
    found = [ServiceCall(n, "fetch", {"name": f"{n}"}, n * 10**9, (("kata.py", 5),), False, 0) for n in range(count)]
    for call in found:
        call.ended, call.outcome = call.started + 10**9, "answered"
    return found


def path(count: int) -> Callable[[], object]:
    evidence = Evidence(end="returned", seconds=float(count), calls=calls(count))
    return lambda: critical_path(evidence)


def too_many_calls(count: int) -> Callable[[], object]:
    evidence = Evidence(end="returned", calls=calls(count))
    match = Match(evidence, World("seed", {}, Clock(0)), "main()", {})

    def work() -> None:
        from grader.judge.match import _surplus

        assert match
        _surplus(evidence.calls, 1)

    return work


def picture(count: int) -> Callable[[], object]:
    lanes = Lanes()
    lanes.add("loop", 0, "event loop", None, 0.0)
    for number in range(300):
        lanes.run(0, 0, None, float(number), running=number % 2 == 0)
    blocked = [Blocked(n / 10, n / 10 + 0.05, "time.sleep", ("kata.py", 5), 0, 0) for n in range(count)]
    evidence = Evidence(end="returned", seconds=float(count), blocked=blocked, lanes=lanes)
    return lambda: timeline(evidence)


@pytest.mark.parametrize("make", [loops_closed, path, too_many_calls, picture])
def test_twice_as_much_takes_twice_as_long_at_most(make: Callable[[int], Callable[[], object]]) -> None:
    once, twice = (lines_run(make(count)) for count in (400, 800))
    assert twice < 2.5 * once


def test_words_are_looked_for_once_however_many_there_are() -> None:
    world = World("seed", {}, Clock(0))
    world.words.update({Draw("w", number).word(): Asked("fetch", {}) for number in range(20_000)})
    word = next(iter(world.words))
    match = Match(Evidence(end="returned", result="x" * 10**6), world, "main()", {})
    assert lines_run(lambda: match._made_up_by(match.evidence.result)) < 60_000
    assert match._made_up_by(f"a{word}b") == {"fetch"}
    assert match._made_up_by(f"{word[:-1]}") == frozenset()
    assert match._made_up_by({"deep": [f"bababa{word}"]}) == {"fetch"}


def test_keys_that_collide_are_refused_and_others_are_not() -> None:
    modulus = sys.hash_info.modulus
    colliding = [1 + n * modulus for n in range(1_000)]
    for value in ({"set": colliding}, {"frozenset": colliding}, {"dict": [[key, None] for key in colliding]}):
        with pytest.raises(WireError, match="chosen to collide"):
            unpack(value)
    same_type = [{"object": ["Widget", ""]} for _ in range(100)]
    assert len(unpack({"set": same_type})) == 1
    assert unpack({"set": [-1, -2, 0, 1.5, "a"]}) == {-1, -2, 0, 1.5, "a"}


def test_text_that_looks_like_callbacks_without_end_is_read_once() -> None:
    text = " cb=[" * 200_000
    assert without_addresses(text) == text
    assert without_addresses("<Task cb=[gather.<locals>.done() at x.py:1]>") == "<Task>"


def test_a_question_asked_again_is_where_the_surplus_begins() -> None:
    found = calls(3)
    found[2].args = dict(found[0].args)
    found[2].route = (("kata.py", 9),)
    from grader.judge.match import _surplus

    assert _surplus(found, 2) == ("kata.py", 9)
    assert same_for_equal({"a": 1, "b": 2}) == same_for_equal({"b": 2, "a": 1})
