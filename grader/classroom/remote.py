"""What a Dask worker runs. It is sent by value: the scheduler reads whatever passes it, and need not have the grader.

So only plain data goes there and back, and the grader is imported where these functions run.
"""

from __future__ import annotations

from typing import Any


def version() -> str:
    """Which grader a worker has."""
    from grader.classroom.fingerprints import of_grader

    return of_grader()


def judge(batch: dict[str, Any]) -> dict[str, Any]:
    """Judge a batch on a worker. `refused` says why it cannot be judged there, "" if it can."""
    import dataclasses

    from grader.classroom.work import Batch, WorkerError
    from grader.classroom.work import judge as judge_here

    try:
        return {**dataclasses.asdict(judge_here(Batch(**batch))), "refused": ""}
    except WorkerError as error:
        return {"refused": str(error)}
