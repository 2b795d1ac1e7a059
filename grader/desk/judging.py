"""What the warm process does for one wish: a verdict, what it is worth knowing beside it, and progress kept."""

from __future__ import annotations

import secrets
from typing import Any

from grader.desk import facts, progress, tried
from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import JobResult, Options
from grader.judge.players import Players


def verdict_on(wish: dict[str, Any], players: Players | None) -> dict[str, Any]:
    """Judge the exercises whose folders a wish names. Returns plain data: `verdict`, `facts`, and a `note` or "".

    `solutions` judges the reference answers instead, and keeps nothing of that.
    """
    chosen = [catalogue.read(catalogue.ROOT / "exercises" / name) for name in wish["names"]]  # no more: it takes time
    seen: dict[str, Any] = {}

    def look(result: JobResult) -> None:
        seen[result.job.exercise.id] = facts.of_job(result)

    if wish.get("tried"):  # advice on a verdict that was given with this seed
        options = Options(int(wish["seed"]))
        return {"tried": tried.judged_anew(chosen[0], options)}
    solutions = bool(wish.get("solutions"))
    seed = wish.get("seed")
    verdict = grade(
        chosen,
        Options(secrets.randbelow(10**6) if seed is None else int(seed)),
        folder_of=lambda exercise: exercise.solution if solutions else exercise.folder,
        all_timelines=not solutions,
        players=players,
        seen=look,
    )
    answer: dict[str, Any] = {"verdict": verdict.to_json(), "facts": seen}
    if not solutions:
        answer["note"] = progress.keep(catalogue.ROOT, chosen, verdict)
    return answer
