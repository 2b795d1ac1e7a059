"""What happens at the desk at the same time, without a terminal."""

from __future__ import annotations

from pathlib import Path

from grader.desk import screen
from grader.desk.controller import Controller
from grader.desk.model import Desk, Panel
from grader.exercise import catalogue
from grader.sinks.stream import Look


def test_a_verdict_that_comes_while_a_program_runs_does_not_end_the_run_on_the_screen(tmp_path: Path) -> None:
    exercises = [exercise for exercise in catalogue.load() if exercise.id == "blocked_loop"]
    desk = Desk.open(tmp_path, exercises, None)
    controller = Controller(desk, lambda: None)
    desk.running, desk.judging = "running blocked_loop.py", "judging 41"
    controller._asked[1] = ("verdict", exercises[0], 0.0)
    controller._answered({"run": 1, "problem": "It could not be judged."})
    assert (desk.busy, desk.judging) == ("running blocked_loop.py", "")
    assert ("r", "stop") in desk.actions()


async def test_keys_that_come_faster_than_the_screen_is_drawn_do_not_turn_beyond_the_end(tmp_path: Path) -> None:
    exercises = [exercise for exercise in catalogue.load() if exercise.id == "blocked_loop"]
    desk = Desk.open(tmp_path, exercises, None)
    desk.panel, desk.output = Panel.RUN, [f"line {number}" for number in range(40)]
    controller = Controller(desk, lambda: None)
    look = Look(colour=False, width=80, unicode=False)
    screen.draw(desk, look, 16)
    for _ in range(30):
        await controller.pressed(" ")
    await controller.pressed("up")
    assert any("... 1 more line:" in line for line in screen.draw(desk, look, 16))
