"""Small changes of a solution: which there are, and that each one that is accepted has its reason."""

from __future__ import annotations

import ast
import tomllib

from grader.exercise import catalogue, stubs
from grader.exercise.submission import read_submission
from grader.lab import mutants

SOURCE = '''"""A program."""
import asyncio

LIMIT = 2


async def work(items, lost):
    """Do it."""
    async with asyncio.timeout(5) as limit:
        for item in items:
            if item.broken:
                continue
            try:
                await item.run()
            except OSError:
                lost.add(item)
            finally:
                item.close()


if __name__ == "__main__":
    print(1)
'''


def test_every_kind_of_change_is_made_and_each_has_its_own_name() -> None:
    made = {mutant.name: mutant.source for mutant in mutants.mutants("work.py", SOURCE)}
    assert len(made) == len(set(made.values()))
    assert set(made) >= {
        "left out: lost.add(item)",
        "left out: item.close()",
        "turned: if item.broken:",
        "2 made 3: LIMIT = 2",
        "5 made 6: async with asyncio.timeout(5) as limit:",
        "widened: except OSError:",
        "without its finally: item.close()",
    }
    assert "limit = asyncio.timeout(5)" in made["unwrapped: async with asyncio.timeout(5) as limit:"]
    for source in made.values():
        assert "print(1)" in source  # below __main__ nothing is changed
        ast.parse(source)
    of_the_rest = [mutant.name for mutant in mutants.mutants("work.py", SOURCE, stub=SOURCE.replace("LIMIT = 2", ""))]
    assert of_the_rest == ["2 made 3: LIMIT = 2"]  # a function that was handed out complete stays as it is


def test_what_is_accepted_is_a_change_of_a_solution_and_has_a_reason() -> None:
    exercises = {exercise.id: exercise for exercise in catalogue.load()}
    for name, reasons in tomllib.loads(mutants.LIST.read_text(encoding="utf-8")).items():
        solution = read_submission(exercises[name], exercises[name].solution)
        stub = stubs.handed_out(exercises[name])
        made = {
            mutant.name
            for file, data in solution.items()
            for mutant in mutants.mutants(file, data.decode(), stub[file].decode())
        }
        assert set(reasons) <= made, name
        assert all(len(reason) > 20 for reason in reasons.values()), name
