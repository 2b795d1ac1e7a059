"""The book of answers: a cell is read as a complete answer, its lines are found again, and only a person judges it."""

from __future__ import annotations

import dataclasses
import re
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise, PartSpec
from grader.grading.job import Options
from grader.lab import authoring, prove
from grader.lab.answers import BookError, PlantedAnswer, book_of, find, note_seen, read_book
from grader.lab.overlay import OverlayError, SourceLine, lay_over

BASE = '''\
"""A desk."""

import asyncio

from services import ask

LIMIT = 3


# Part 1.
class Desk:
    """It answers."""

    open = True

    def __init__(self):
        self.calls = 0

    async def reply(self, text):
        return await ask(text)


def all_of(texts):
    return [ask(text) for text in texts]


if __name__ == "__main__":
    asyncio.run(Desk().reply("hello"))
'''


def over(difference: str, base: str = BASE) -> str:
    lines = [SourceLine(text, number) for number, text in enumerate(textwrap.dedent(difference).split("\n"), start=1)]
    found = lay_over([SourceLine(text) for text in base.removesuffix("\n").split("\n")], lines)
    return "\n".join(line.text for line in found) + "\n"


def test_nothing_that_differs_leaves_the_base_as_it_is() -> None:
    assert over("") == BASE


def test_a_definition_takes_the_place_of_its_namesake() -> None:
    text = over("def all_of(texts):\n    return texts")
    assert text == BASE.replace("[ask(text) for text in texts]", "texts")


def test_an_assignment_takes_the_place_of_a_function_and_the_other_way_round() -> None:
    assert over("all_of = list") == BASE.replace(
        "def all_of(texts):\n    return [ask(text) for text in texts]", "all_of = list"
    )
    assert "LIMIT = 3" not in over("def LIMIT():\n    return 4")


def test_new_definitions_stand_beside_their_neighbours() -> None:
    text = over(
        "BEFORE = 1\n\n\ndef all_of(texts):\n    return helper(texts)\n\n\ndef helper(texts):\n    return texts"
    )
    order = [text.index(word) for word in ("class Desk", "BEFORE", "def all_of", "def helper", "__main__")]
    assert order == sorted(order)


def test_new_definitions_alone_stand_behind_the_imports() -> None:
    text = over("class Other:\n    pass")
    assert text.index("from services") < text.index("class Other") < text.index("LIMIT")


def test_imports_are_added_once() -> None:
    text = over("import asyncio\nimport queue\nfrom __future__ import annotations\n\nLIMIT = queue.Queue()")
    assert text.count("import asyncio") == 1
    assert text.index('"""A desk."""') < text.index("from __future__") < text.index("import asyncio")
    assert text.index("from services") < text.index("import queue") < text.index("LIMIT")


def test_what_is_said_to_be_left_out_is_left_out() -> None:
    text = over("del LIMIT, Desk.__init__, ask, __main__")
    assert [word for word in ("LIMIT", "__init__", "import ask", "__main__") if word in text] == []
    assert "async def reply" in text
    with pytest.raises(OverlayError, match="no limit to leave out"):
        over("del limit")


def test_of_a_class_only_what_differs() -> None:
    text = over(
        """
        class Desk:  # only what differs
            async def reply(self, text):
                return helped(text)

            def close(self):
                self.open = False
        """
    )
    assert text == BASE.replace(
        "        return await ask(text)\n",
        "        return helped(text)\n\n    def close(self):\n        self.open = False\n",
    )
    with pytest.raises(OverlayError, match="no class Shop"):
        over("class Shop:  # only what differs\n    open = False", BASE.replace("Desk", "Bank") + "Shop = 1\n")


def test_lines_know_where_they_were_written() -> None:
    lines = [SourceLine(text, 40 + number) for number, text in enumerate(["def all_of(texts):", "    return texts"])]
    found = lay_over([SourceLine(text) for text in BASE.split("\n")], lines)
    assert [(line.text, line.origin) for line in found if line.origin] == [(line.text, line.origin) for line in lines]


# --- the book --------------------------------------------------------------------------------------------


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    authoring.create("tea_house", "calls", tmp_path / "exercises")
    [made] = catalogue.load(exercises=tmp_path / "exercises")
    return made


def write(exercise: Exercise, *cells: str) -> list[PlantedAnswer]:
    book_of(exercise).write_text("\n\n\n".join(textwrap.dedent(cell).strip("\n") for cell in cells) + "\n", "utf-8")
    return read_book(exercise)


WRONG = """
    # %% wrong one_by_one: part 1, sequential-awaits
    # Tasks overlap.
    # seen: nothing yet
    async def answer_all(letters):
        answers = []
        for letter in letters:
            answers.append(await asyncio.create_task(write_answer(letter)))  # <- the fault
        return answers
"""
RIGHT = """
    # %% right task_group
    async def answer_all(letters):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(write_answer(letter)) for letter in letters]
        return [task.result() for task in tasks]
"""


def test_a_cell_is_a_complete_answer_with_what_its_author_says(exercise: Exercise) -> None:
    right, wrong = write(exercise, RIGHT, WRONG)
    assert (right.label, right.part, right.mistake, right.faults) == ("right/task_group", None, "", ())
    assert (wrong.label, wrong.part, wrong.mistake, wrong.belief) == (
        "wrong/one_by_one", 1, "sequential-awaits", "Tasks overlap.",
    )  # fmt: skip
    lines = wrong.files["tea_house.py"].decode().split("\n")
    [(file, number)] = wrong.faults
    assert file == "tea_house.py"
    assert lines[number - 1].strip() == "answers.append(await asyncio.create_task(write_answer(letter)))"
    book = book_of(exercise).read_text("utf-8").split("\n")
    assert book[wrong.line_in_book(file, number) - 1].endswith("# <- the fault")
    assert wrong.line_in_book(file, 1) == 0
    assert "async def main" in "\n".join(lines)


def test_a_cell_may_stand_on_the_stub_or_on_its_own_feet(exercise: Exercise) -> None:
    stub, alone = write(
        exercise,
        "# %% wrong stub (from the stub): part 1, sequential-awaits",
        "# %% wrong alone (complete): part 1, import-failed\nimport nothing\n\nX = 1",
    )
    assert (
        stub.files["tea_house.py"].decode().rstrip() == (exercise.folder / "tea_house.py").read_text("utf-8").rstrip()
    )
    assert alone.files["tea_house.py"] == b"import nothing\n\nX = 1\n"


def test_code_that_does_not_parse_stands_in_a_string(exercise: Exercise) -> None:
    cell = '# %% wrong broken (complete): part 1, syntax-error\nr"""\nfor x in\n    "\\n"  # <- the fault\n"""'
    [answer] = write(exercise, cell)
    assert answer.files["tea_house.py"] == b'for x in\n    "\\n"\n'
    assert answer.faults == (("tea_house.py", 2),)
    assert answer.line_in_book("tea_house.py", 2) == 4


def test_more_files_than_one(exercise: Exercise) -> None:
    toml = exercise.folder / "exercise.toml"
    toml.write_text(toml.read_text("utf-8").replace('files = ["tea_house.py"]', 'files = ["tea_house.py", "cups.py"]'))
    for folder in (exercise.folder, exercise.solution):
        (folder / "cups.py").write_text("CUPS = 3\n", "utf-8")
    [exercise] = catalogue.load(exercises=exercise.folder.parent)
    (answer,) = write(exercise, "# %% right more\n# file: cups.py\nCUPS = 4\n")
    assert answer.files["cups.py"] == b"CUPS = 4\n"
    assert answer.files["tea_house.py"] == (exercise.solution / "tea_house.py").read_bytes()
    with pytest.raises(BookError, match=r"has no file spoons\.py"):
        write(exercise, "# %% right more\n# file: spoons.py\nCUPS = 4\n")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("# %% wrong 1, blocking", r"line 1 .* a cell begins like"),
        ("# %% right x: part 1, blocking-call", r"line 1 .* a cell begins like"),
        ("# %% right x\ndef f(:\n    pass", r"tea_house\.py, line 2 .*into a string"),
        ("# %% right x\ndel nothing", r"no nothing to leave out"),
        ("# %% right x\nX = 1\n# %% right x\nX = 2", r"more than one cell called right/x"),
    ],
)
def test_a_book_that_cannot_be_read_says_where(exercise: Exercise, cell: str, said: str) -> None:
    with pytest.raises(BookError, match=said):
        write(exercise, cell)


def test_a_name_that_is_not_there_is_answered_with_those_that_are(exercise: Exercise) -> None:
    write(exercise, RIGHT, WRONG)
    assert find(exercise, "one_by_one") == find(exercise, "wrong/one_by_one")
    with pytest.raises(BookError, match="There are: right/task_group, wrong/one_by_one"):
        find(exercise, "two_by_two")


# --- prove -----------------------------------------------------------------------------------------------


def proved(exercise: Exercise, capsys: pytest.CaptureFixture[str], **how: Any) -> tuple[int, str]:
    bad = prove.run([exercise], Options(1), **how)
    said = "\n".join(line for line in capsys.readouterr().out.split("\n") if "still to write" not in line)
    return bad, said


def test_prove_compares_part_mistake_and_line(exercise: Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    marked = WRONG.replace("  # <- the fault", "").replace("return answers", "return answers  # <- the fault")
    elsewhere = marked.replace("        return", "        x = 1\n        x = 2\n        x = 3\n        return")
    write(
        exercise,
        RIGHT,
        elsewhere.replace("one_by_one", "far"),
        WRONG,
        WRONG.replace("one_by_one: part 1, seq", "other: part 1, too-seq"),
    )
    _, said = proved(exercise, capsys)
    assert "marked line of 2 of 3 wrong answers" in said
    assert "wrong/far" not in said
    assert re.search(r"wrong/other, tea_house\.py:\d+: its cell names 'too-sequential-awaits', which is no named", said)
    _, said = proved(exercise, capsys, lines=True)
    assert re.search(
        r"wrong/far, tea_house\.py:\d+: the verdict names line \d+: answers\.append.* Marked: line \d+", said
    )


def test_wrong_answers_are_judged_on_more_seeds_and_one_that_passes_by_luck_is_told(
    exercise: Exercise, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(exercise, RIGHT, WRONG)
    judge, judged = prove.judge_side_by_side, []

    def lucky_on_three(
        planted: Sequence[prove.Proof], options: Options, count: int, **how: bool
    ) -> Iterator[tuple[prove.Proof, prove.Finding]]:
        if planted:
            judged.append((options.seed, [proof.name for proof in planted]))
        for proof, finding in judge(planted, options, count, **how):
            yield proof, prove.Finding([f"{proof.name} passes"], prove.PASSES) if options.seed == 3 else finding

    monkeypatch.setattr(prove, "judge_side_by_side", lucky_on_three)
    _, said = proved(exercise, capsys, seeds=2)
    assert judged[-2:] == [(2, ["wrong/one_by_one"]), (3, ["wrong/one_by_one"])]
    assert "seed 3: wrong/one_by_one passes" in said
    assert "seed 2" not in said


def test_a_visible_check_is_asked_for_in_each_part(exercise: Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    write(exercise, RIGHT, WRONG)
    assert "visible" not in proved(exercise, capsys)[1]
    more = dataclasses.replace(exercise, parts=(*exercise.parts, PartSpec(9, "another part", 1)))
    assert "part 9 has no visible check (checks/)" in proved(more, capsys)[1]
    shutil.rmtree(exercise.visible)
    assert f"part {exercise.parts[0].number} has no visible check (checks/)" in proved(exercise, capsys)[1]


def test_what_was_seen_is_noted_and_nothing_else(exercise: Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    unnamed = WRONG.replace("one_by_one: part 1, sequential-awaits", "new").replace("# seen: nothing yet", "# More.")
    write(exercise, RIGHT, WRONG, unnamed)
    before = book_of(exercise).read_text("utf-8").split("\n")
    _, said = proved(exercise, capsys, accept=True)
    assert "its cell names no part and mistake" in said
    after = book_of(exercise).read_text("utf-8").split("\n")
    added = [line for line in after if line not in before]
    assert len(added) == 1
    assert re.fullmatch(r"# seen: part 1, sequential-awaits, line \d+: answers\.append\(.*\)", added[0])
    assert after[after.index("# %% wrong new") + 3] == added[0]
    assert [line for line in before if line not in after] == ["# seen: nothing yet"]  # it does what it says
    note_seen(exercise, {"wrong/new": ""})
    assert book_of(exercise).read_text("utf-8").split("\n") == [line for line in before if "nothing yet" not in line]


def test_an_answer_can_be_shown_in_full(exercise: Exercise, capsys: pytest.CaptureFixture[str]) -> None:
    [_, wrong] = write(exercise, RIGHT, WRONG)
    prove.show(exercise, "one_by_one")
    shown = capsys.readouterr().out.split("\n")
    [(file, number)] = wrong.faults
    [line] = [line for line in shown if line.endswith("# <- the fault")]
    assert line.split()[:2] == [str(number), str(wrong.line_in_book(file, number))]
