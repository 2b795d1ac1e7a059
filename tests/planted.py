"""Planted answers, for tests that need an answer to play with."""

from __future__ import annotations

from pathlib import Path

from grader.exercise import catalogue
from grader.lab.answers import PlantedAnswer, find, read_book


def planted(exercise: str) -> list[PlantedAnswer]:
    """All planted answers to an exercise."""
    return read_book(catalogue.select(catalogue.load(), [exercise])[0])


def laid_out(exercise: str, name: str, folder: Path) -> Path:
    """Write the answer `name`, as in "wrong/in_turn", into a folder, and return that."""
    found = find(catalogue.select(catalogue.load(), [exercise])[0], name)
    for file, data in found.files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
