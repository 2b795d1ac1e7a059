"""A check may name the mistake itself, and expect a prediction to hold."""

from __future__ import annotations

from typing import Any

import pytest

from grader.diagnosis import diagnose
from grader.judge.match import Match
from grader.judge.scenarios import scenario
from grader.judge.unmet import Unmet
from grader.judge.world import World
from tests.conftest import PlaySource

HELPERS = "import asyncio, time\nfrom services import fetch_blocking\nasync def nap(): pass\n"


def predict(play_source: PlaySource, body: str, measured: Any, head: str = "def main():") -> Unmet | None:
    source = f"{HELPERS}\n{head}\n    {body}\n"
    match = Match(play_source(source, sync=True), World("seed", {}, None), "", {})  # type: ignore[arg-type]
    try:
        match.expect_prediction("main", measured)
    except Unmet as error:
        unmet = error
    else:
        return None
    mistake = diagnose(match.evidence, unmet, {"kata.py": source})
    assert mistake is not None
    function = source[: source.index(head)].count("\n") + 1
    is_a_text = "you predicted '" in str(unmet)  # and is told at the line that makes it, the one below
    assert (mistake.name, mistake.line) == (unmet.mistake, function + is_a_text)
    return unmet


@pytest.mark.parametrize(
    ("body", "measured"),
    [("return 1.5", 1.5), ("return 2", 2.0), ("return 0.1 + 0.2", 0.3), ("return ['a', 'b']", ["a", "b"])],
)
def test_a_prediction_that_holds(play_source: PlaySource, body: str, measured: Any) -> None:
    assert predict(play_source, body, measured) is None


@pytest.mark.parametrize(
    ("body", "measured", "mistake", "said"),
    [
        ("return 3.0", 1.5, "wrong-prediction", "You predicted 3 s. The program took 1.5 s (simulated)."),
        ("return 3", 1.5, "wrong-prediction", "You predicted 3 s."),
        ("return 10**400", 1.5, "wrong-prediction", "You predicted 1000"),
        ("return float('nan')", 1.5, "wrong-prediction", "You predicted nan s."),
        ("return float('inf')", 1.5, "wrong-prediction", "You predicted inf s."),
        ("return True", 1.0, "wrong-answer", "The prediction is True. It has to be a number of seconds."),
        ("return None", 1.5, "wrong-answer", "The prediction is None."),
        ("return max", 1.5, "wrong-answer", "an object of type builtin_function_or_method"),
        ("return ['b', 'a']", ["a", "b"], "wrong-prediction", "The first line differs: you predicted 'b'"),
        ("return ['a', 'a']", ["a", "b"], "wrong-prediction", "The first line agrees. Then you predicted 'a'"),
        ("return ['a', 'b']", ["a", "b", "c"], "wrong-prediction", "2 lines agree. Then you predicted nothing more"),
        ("return ['a', 'b']", ["a"], "wrong-prediction", "and the program printed nothing more"),
        ("return 'a'", ["a"], "wrong-answer", "It has to be a list of lines."),
        ("time.sleep(1.5); return 1.5", 1.5, "wrong-answer", "This one ran the program and needed 1.5 s"),
        ("fetch_blocking('x'); return 1.5", 1.5, "wrong-answer", "This one ran the program"),
        ("asyncio.run(nap()); return 1.5", 1.5, "wrong-answer", "This one ran the program."),
    ],
)
def test_a_prediction_that_does_not(play_source: PlaySource, body: str, measured: Any, mistake: str, said: str) -> None:
    unmet = predict(play_source, body, measured)
    assert unmet is not None
    assert unmet.mistake == mistake
    assert said in unmet.message
    assert len(unmet.message) < 300


def test_a_prediction_that_is_a_coroutine(play_source: PlaySource) -> None:
    unmet = predict(play_source, "return 1.5", 1.5, head="async def main():")
    assert unmet is not None
    assert unmet.mistake == "needless-async"


SOURCE = "import asyncio\n\nclass Desk:\n    limit = 3\n\n    async def open(self): pass\n\ndef main(): return 1\n"


@pytest.mark.parametrize(
    ("function", "line"), [("main", 8), ("Desk", 3), ("Desk.open", 6), ("open", None), ("", None), ("Desk.shut", 3)]
)
def test_a_mistake_that_the_check_names(play_source: PlaySource, function: str, line: int | None) -> None:
    match = Match(play_source(SOURCE, sync=True), World("seed", {}, None), "", {})  # type: ignore[arg-type]
    with pytest.raises(Unmet) as caught:
        match.expect(False, "It has to be plain.", mistake="needless-async", function=function)
    mistake = diagnose(match.evidence, caught.value, {"kata.py": SOURCE})
    assert mistake is not None
    assert (mistake.name, mistake.line) == ("needless-async", line)


def test_a_call_by_name_is_shown_as_a_learner_would_type_it() -> None:
    @scenario
    def by_name(kata, note, function, seconds):  # type: ignore[no-untyped-def]
        return getattr(kata, function)(seconds)

    assert by_name.called({"function": "in_turn", "seconds": [0.5, 1.5]}) == "in_turn([0.5, 1.5])"


def test_a_long_call_is_told_by_the_name_of_its_object() -> None:
    @scenario
    async def read(kata, note, services, question):  # type: ignore[no-untyped-def]
        graph = kata.StateGraph({"planner": services.planner}, [("planner", "llm")]).compile(kata.CompiledGraph)
        async for update in graph.astream({"question": question}):
            note("update", update)

    assert read.called({"question": "eels"}) == "graph.astream({'question': 'eels'})"
