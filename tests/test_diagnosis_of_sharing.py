"""The answer of one comes out for another: named with the line that keeps what all share."""

from __future__ import annotations

import textwrap

import pytest

from grader.diagnosis import diagnose
from grader.judge.unmet import About, Unmet
from tests.conftest import PlaySource

SHARED = [
    ("current = name", """
        current = ""
        async def answer(name):
            global current
            current = name
            await fetch(name)
            return current
    """),
    ('state["name"] = name', """
        state = {}
        async def answer(name):
            state["name"] = name
            await fetch(name)
            return state["name"]
    """),
    ("answer.name = name", """
        async def answer(name):
            answer.name = name
            await fetch(name)
            return answer.name
    """),
]  # fmt: skip
MAIN = """
import asyncio
from services import fetch
{}
async def main():
    return await asyncio.gather(answer("x"), answer("y"), answer("z"))
"""


def named(play_source: PlaySource, body: str, expected: list[str]) -> tuple[str, str]:
    source = MAIN.format(textwrap.dedent(body))
    evidence = play_source(source)
    mistake = diagnose(evidence, Unmet(About.RESULT, "", values=(evidence.result, expected)), {"kata.py": source})
    assert mistake
    return mistake.name, mistake.text


@pytest.mark.parametrize(("line", "body"), SHARED)
def test_what_is_kept_for_all_is_shown(play_source: PlaySource, line: str, body: str) -> None:
    assert named(play_source, body, ["x", "y", "z"]) == ("shared-state", line)


@pytest.mark.parametrize("expected", [["x", "y", "w"], ["z", "z", "y"]])
def test_other_wrong_answers_are_just_wrong(play_source: PlaySource, expected: list[str]) -> None:
    assert named(play_source, SHARED[0][1], expected)[0] == "wrong-answer"


def test_an_answer_for_all_without_anything_shared_is_just_wrong(play_source: PlaySource) -> None:
    body = "async def answer(name):\n    await fetch(name)\n    return 'z'"
    assert named(play_source, body, ["x", "y", "z"]) == ("wrong-answer", "")
