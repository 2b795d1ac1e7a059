"""Players that say what they like: nothing is earned by saying nothing, and whatever is said, the judge has a sentence.

No process plays here. The hidden checks of all simulated exercises judge streams of messages that were made up.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.exercise.catalogue import load
from grader.exercise.submission import read_submission
from grader.grading import run
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.judge import talk
from grader.judge.evidence import Evidence
from grader.judge.players import ExitReport, WireClosed
from grader.sinks import github, junit, terminal
from grader.verdict import ExerciseVerdict, Status, Verdict

ROOT = Path(__file__).resolve().parent.parent
Message = dict[str, Any]
FAILURE = {"types": ["ValueError", "Exception"], "text": "no", "frames": [["k.py", 1, "f"]], "inner": []}
PLACE = ["k.py", 1]
# One of each thing that a player can say. What an event must hold is in its own handler; more does no harm.
FIELDS: Message = {
    "at": PLACE, "of": "f", "id": 1, "loop": 0, "text": "t", "call": "time.sleep(1)", "start": 0, "end": 0, "what": "x",
    "of_the_stage": False, "beside_a_loop": True, "frames": [PLACE], "told": True, "name": "t", "why": "join",
    "error": FAILURE, "category": "W", "message": "Task was destroyed but it is pending!", "made_at": None,
}  # fmt: skip
EVENTS = [name.removeprefix("_event_") for name in vars(talk._Talk) if name.startswith("_event_")]
RESULTS = ("returned", "raised", "import", "syntax", "deadlock", "runaway", "polling", "flooded", "asked_for_input")
ODD: list[Any] = [
    None, True, 0, -1, 2**70, 1.5, float("nan"), float("-inf"), "", "\x00\ud800\x1b[2J", "x" * 5000, [], [None], {},
    ["k.py", -5], ["k.py", 10**12], ["", 1], {"list": [1]}, {"list": 1}, {"dict": [[{"list": []}, 1]]},
    {"object": ["coroutine", "f"]}, {"float": "nan"}, FAILURE, {**FAILURE, "frames": [["k.py", -3, "f"]]},
]  # fmt: skip


class Forger:
    """A player that says what it was given, and hears nothing."""

    kept_us_waiting = 0.0
    bytes_read = 0

    def __init__(self, messages: list[Message]) -> None:
        self._messages = iter(messages)
        self.wire = self

    def put(self, verb: str, **fields: Any) -> None:
        pass

    def send(self, seconds: float) -> None:
        pass

    def get(self, seconds: float) -> Message:
        for message in self._messages:
            return dict(json.loads(json.dumps(message)))  # what JSON cannot carry does not come over the wire
        raise WireClosed

    def where(self) -> tuple[bool, str]:
        return True, ""

    def end(self, *, hung_up: bool) -> ExitReport:
        return ExitReport(0)


class Forgers:
    """Players who are all forgers."""

    layers: tuple[str, ...] = ()
    layers_missing: tuple[str, ...] = ()
    stopped = False

    def __init__(self, messages: Callable[[], list[Message]]) -> None:
        self._messages = messages

    def start(self) -> Forger:
        return Forger(self._messages())

    def require(self, level: str) -> None:
        pass

    def starved(self) -> None:
        pass

    def close(self) -> None:
        pass


class ForgedRun(GradingRun):
    """All jobs of all forgers in one grading run; each job has its own way to forge."""

    forgery: Callable[[], list[Message]] = list

    def play(self, number: int, *args: Any) -> Any:
        self.forgery = FORGERIES[self.results[number].job.label]
        return super().play(number, *args)


NOTHING = {
    "None": {"kind": "returned", "value": None},
    "an empty list": {"kind": "returned", "value": {"list": []}},
    "zero": {"kind": "returned", "value": 0},
    "an error": {"kind": "raised", "error": {**FAILURE, "types": ["CancelledError", "TimeoutError", "ValueError"]}},
}
RIGHT_ALL_THE_SAME = {("an empty list", "test_none_at_all")}  # of no jobs, the answer is an empty list
SEEDS = ("seed 1", "seed 2", "seed 3")


@pytest.fixture(scope="module")
def judged() -> dict[str, list[ExerciseVerdict]]:
    """What the hidden checks of all simulated exercises make of each forger."""
    exercises = [exercise for exercise in load() if exercise.clock == "simulated"]
    contents = [read_submission(each, ROOT / "solutions" / each.folder.name) for each in exercises]
    jobs = [job_of(*pair, label) for label in FORGERIES for pair in zip(exercises, contents, strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "open_players", lambda **options: Forgers(lambda: forged.forgery()))  # noqa: PLW0108 - it changes
        patch.setattr(run.known_answers, "vouch", lambda players, folder: None)  # no forger knows those
        forged = ForgedRun(jobs, Options(seed=7))
        verdicts = [exercise_verdict(result) for result in forged.run()]
    size = len(exercises)
    return {label: verdicts[place * size : (place + 1) * size] for place, label in enumerate(FORGERIES)}


@pytest.mark.parametrize("what", NOTHING)
def test_a_player_that_does_nothing_passes_no_check(judged: dict[str, list[ExerciseVerdict]], what: str) -> None:
    passed = [
        (verdict.id, check.id, check.basis)
        for verdict in judged[what]
        for check in verdict.checks
        if check.status is not Status.FAILED and (what, check.id) not in RIGHT_ALL_THE_SAME
    ]
    assert passed == []


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_said_comes_to_a_verdict_that_every_sink_can_tell(
    judged: dict[str, list[ExerciseVerdict]], seed: str
) -> None:
    checks = [(verdict.id, check) for verdict in judged[seed] for check in verdict.checks]
    ours = [(name, check.message) for name, check in checks if check.status in (Status.ERROR, Status.INCONCLUSIVE)]
    assert ours == []
    assert not [verdict for verdict in judged[seed] if verdict.status is Status.ERROR]
    assert {check.basis for _, check in checks if check.status is Status.PASSED} <= {"reported"}
    whole = Verdict(tuple(judged[seed]), 7, "simulated", "feedback", "3", "linux", "0", (), ())
    schema = json.loads((ROOT / "grader" / "verdict.schema.json").read_text())
    jsonschema.validate(json.loads(whole.dumps()), schema)
    out = io.StringIO()
    terminal.show(whole, out)
    for text in (github.render(whole), github.summary(whole), junit.render(whole), out.getvalue()):
        assert "\x1b" not in text
        text.encode()


def test_what_a_busy_machine_keeps_from_being_played_costs_nobody_a_point() -> None:
    (exercise,) = [each for each in load() if each.id == "never_awaited"]
    solution = read_submission(exercise, ROOT / "solutions" / exercise.folder.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "open_players", lambda **options: Forgers(list))
        patch.setattr(run.known_answers, "vouch", lambda players, folder: None)
        busy = GradingRun([job_of(exercise, solution)], Options(seed=7))
        patch.setattr(busy, "play_once", lambda *of: Evidence(end="silent", exit=ExitReport(starved=9.0)))
        verdict = exercise_verdict(busy.run()[0])
    assert {check.status for check in verdict.checks} == {Status.INCONCLUSIVE}
    assert verdict.open_points == verdict.max_points


def made_up(chance: random.Random) -> Iterator[Message]:
    """A stream of messages, most of them well made."""
    yield {"verb": "begin"}
    for _ in range(chance.randrange(6)):
        message: Message = chance.choice(
            [
                {"verb": "event", **FIELDS, "kind": chance.choice(EVENTS)},
                {"verb": "note", "name": chance.choice(["began", "updates", "kept"]), "value": chance.choice(ODD)},
                {"verb": "wait", "until": chance.randrange(10**10), "busy": False},
            ]
        )
        if chance.random() < 0.2:
            message[chance.choice(list(message))] = chance.choice(ODD)
        yield message
    ending: Message = {"verb": "result", "kind": chance.choice(RESULTS), "value": chance.choice(ODD), **FIELDS}
    ending["kind"] = chance.choice(RESULTS) if chance.random() < 0.5 else "returned"
    if chance.random() < 0.3:
        ending[chance.choice(list(ending))] = chance.choice(ODD)
    yield ending
    yield {"verb": "end"}


def _forgeries() -> Iterator[tuple[str, Callable[[], list[Message]]]]:
    for what, result in NOTHING.items():
        stream: list[Message] = [{"verb": "begin"}, {"verb": "result", **result}, {"verb": "end"}]
        yield what, lambda stream=stream: stream  # type: ignore[misc]
    for seed in SEEDS:
        chance = random.Random(seed)
        yield seed, lambda chance=chance: list(made_up(chance))  # type: ignore[misc]


FORGERIES = dict(_forgeries())
