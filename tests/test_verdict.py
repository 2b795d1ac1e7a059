"""The verdict and its published schema: they describe the same document, and nothing else fits it."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader import verdict as module
from grader.verdict import (
    SCHEMA,
    Check,
    ExerciseVerdict,
    Lane,
    Mistake,
    Part,
    Status,
    Stretch,
    Timeline,
    Verdict,
)  # fmt: skip

DOCUMENT = json.loads((Path(module.__file__).parent / "verdict.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(DOCUMENT)


def an_exercise(status: Status = Status.FAILED, **more: Any) -> ExerciseVerdict:
    mistake = Mistake("blocking-call", "blocked_loop.py", 14, "    time.sleep(1)", "It blocks.", "Await it.")
    base = ExerciseVerdict(
        id="blocked_loop",
        number="41",
        title="The heartbeat that stopped",
        track="never-block",
        folder="exercises/41_blocked_loop",
        status=status,
        points=2,
        max_points=6,
        parts=(Part(1, "One", 2, 2, Status.PASSED), Part(2, "Two", 0, 4, Status.FAILED)),
        checks=(
            Check("test_a", 1, "a", Status.PASSED, elapsed=1.25),
            Check("test_b", 2, "b", Status.FAILED, "reported", message="No.", mistake=mistake),
            Check("test_c", 2, "c", Status.FAILED, reached=False),
        ),
        checks_hash="ab" * 32,
    )
    return dataclasses.replace(base, **more)


def a_verdict(*exercises: ExerciseVerdict) -> Verdict:
    return Verdict(
        exercises=exercises or (an_exercise(),),
        seed=7,
        clock="simulated",
        kind="feedback",
        python="3.11.7",
        platform="linux",
        grader="0.1.0",
        layers=("overlay",),
        layers_missing=(),
    )


def test_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(DOCUMENT)
    assert DOCUMENT["properties"]["schema"] == {"const": SCHEMA}


def test_verdict_fits_the_schema_as_data_and_as_text() -> None:
    verdict = a_verdict(an_exercise(), an_exercise(Status.NOT_STARTED, parts=(), checks=()))
    VALIDATOR.validate(verdict.to_json())
    VALIDATOR.validate(json.loads(verdict.dumps()))
    assert verdict.to_json() == json.loads(verdict.dumps())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("exercise", ExerciseVerdict),
        ("check", Check),
        ("part", Part),
        ("mistake", Mistake),
        ("timeline", Timeline),
        ("lane", Lane),
        ("stretch", Stretch),
        ("", Verdict),
    ],
)
def test_schema_names_exactly_the_fields(name: str, kind: type[Any]) -> None:
    described = DOCUMENT["$defs"][name] if name else DOCUMENT
    fields = {field.name for field in dataclasses.fields(kind)}
    if kind is Verdict:
        fields |= {"schema", "points", "max_points"}
    assert set(described["properties"]) == set(described["required"]) == fields
    assert described["additionalProperties"] is False


def test_schema_knows_every_status() -> None:
    assert DOCUMENT["$defs"]["status"]["enum"] == [status.value for status in Status]


def test_unknown_missing_and_wrong_values_are_refused() -> None:
    good = a_verdict().to_json()
    changes: list[tuple[str, Any]] = [
        ("schema", "awaitlings/verdict/v0"),
        ("seed", "7"),
        ("clock", "wall"),
        ("kind", "grade"),
        ("points", -1),
        ("points", 1.5),
        ("cpus", 0),
        ("surprise", 1),
    ]
    for key, value in changes:
        assert not VALIDATOR.is_valid({**good, key: value}), key
    for key in good:
        assert not VALIDATOR.is_valid({k: v for k, v in good.items() if k != key}), key


def test_a_check_is_never_not_started_and_a_passed_one_has_no_mistake() -> None:
    for field, value in (
        ("status", "not_started"),
        ("basis", "guessed"),
        ("elapsed", -1),
        ("mistake", {"name": "x"}),
    ):
        data = a_verdict().to_json()
        data["exercises"][0]["checks"][0][field] = value
        assert not VALIDATOR.is_valid(data), field
    data = a_verdict().to_json()
    passed, failed, _ = data["exercises"][0]["checks"]
    passed["mistake"] = copy.deepcopy(failed["mistake"])
    assert not VALIDATOR.is_valid(data)


def test_totals_are_sums() -> None:
    verdict = a_verdict(an_exercise(), an_exercise(points=6))
    assert (verdict.points, verdict.max_points) == (8, 12)
    assert verdict.to_json()["points"] == 8


def test_points_that_nobody_could_judge_are_open() -> None:
    passed, failed = Part(1, "One", 2, 2, Status.PASSED), Part(2, "Two", 0, 4, Status.FAILED)
    unjudged = dataclasses.replace(failed, status=Status.INCONCLUSIVE)
    assert an_exercise().open_points == 0
    assert an_exercise(parts=(passed, unjudged)).open_points == 4
    assert an_exercise(Status.ERROR, points=0, parts=(), checks=()).open_points == 6
    assert an_exercise(Status.NOT_STARTED, points=0, parts=(), checks=()).open_points == 0


def test_same_verdict_same_bytes_whatever_was_printed() -> None:
    hostile = "\udc80 \ud800 \x00 \x1b[31m \u202e 日本"
    checks = (Check("test_a", 1, "a", Status.FAILED, output=hostile),)
    verdict = a_verdict(an_exercise(checks=checks))
    text = verdict.dumps()
    assert text == copy.deepcopy(verdict).dumps()
    assert "\\x" not in text
    assert "日本" in text
    VALIDATOR.validate(json.loads(text.encode("utf-8")))  # no lone surrogate: any JSON reader takes it


def test_a_number_that_json_does_not_know_is_refused() -> None:
    checks = (Check("test_a", 1, "a", Status.FAILED, elapsed=float("nan")),)
    with pytest.raises(ValueError, match="JSON"):
        a_verdict(an_exercise(checks=checks)).dumps()


def test_what_was_not_played_because_the_machine_was_busy_is_no_failure() -> None:
    from grader.exercise.catalogue import load, select
    from grader.exercise.submission import read_submission
    from grader.grading.job import DISTURBED, Inconclusive, JobResult, NotReached, Outcome, job_of
    from grader.grading.results import exercise_verdict
    from grader.judge.checks import CheckSpec

    [exercise] = select(load(), ["11"])
    result = JobResult(job_of(exercise, read_submission(exercise, exercise.solution)), over=DISTURBED)
    problems = [Inconclusive("busy"), NotReached(DISTURBED), NotReached(DISTURBED)]
    result.outcomes = [
        Outcome(CheckSpec(part, "x"), f"test_{part}", [], problem) for part, problem in enumerate(problems, start=1)
    ]
    verdict = exercise_verdict(result)
    assert {part.status for part in verdict.parts} == {Status.INCONCLUSIVE}
    assert verdict.open_points == verdict.max_points
