"""The catalogue: what `exercise.toml` says, and one sentence of advice for whatever is wrong with it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from grader.exercise.catalogue import ROOT, TRACKS, CatalogueError, load, select

GOOD = {
    "title": '"The heartbeat that stopped"',
    "track": '"never-block"',
    "learn": '"A call that blocks goes into a thread."',
    "files": '["loop.py"]',
    "hints": '["one", "two", "three"]',
    "why": '"""\nBecause.\n"""',
    "parts": '[{title = "One", points = 2}, {title = "Two", points = 3}]',
}
POINTS = "part 1 needs a title and a whole number of points above 0"
KEYS = "title, track, learn, stands_on, minutes, files, given, module, clock, extra, parts, hints, hint_for, why, try"


def write(root: Path, name: str = "41_loop", **keys: str | None) -> Path:
    """Make an exercise folder; a keyword replaces a line of its exercise.toml, None leaves the line out."""
    folder = root / "exercises" / name
    folder.mkdir(parents=True)
    lines = [f"{key} = {value}" for key, value in {**GOOD, **keys}.items() if value is not None]
    (folder / "exercise.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def complaint(root: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(root)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


# -- what is read -------------------------------------------------------------------------------------------


def test_an_exercise_has_what_its_toml_and_its_folder_say(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (exercise,) = load(tmp_path)
    assert (exercise.number, exercise.id, exercise.label) == ("41", "loop", "41 loop")
    assert (exercise.folder, exercise.hidden) == (folder, folder / ".hidden")
    assert exercise.solution == tmp_path / "solutions" / "41_loop"
    assert (exercise.track, exercise.files, exercise.module) == ("never-block", ("loop.py",), "loop")
    assert (exercise.clock, exercise.extra, exercise.why) == ("simulated", "", "Because.")
    assert [(part.number, part.title, part.points) for part in exercise.parts] == [
        (1, "One", 2),
        (2, "Two", 3),
    ]
    assert exercise.max_points == 5


def test_exercises_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("42_zoo", "12_ape", "41_bee"):
        write(tmp_path, name, track=f'"{TRACKS[name[0]]}"')
    assert [exercise.id for exercise in load(tmp_path)] == ["ape", "bee", "zoo"]


@pytest.mark.parametrize(
    ("files", "module"),
    [
        ('["shop/cart.py", "shop/till.py"]', "shop.cart"),
        ('["shop/__init__.py"]', "shop"),
        ('["loop.py", "prices.json"]', "loop"),
    ],
)
def test_the_module_is_the_first_file(tmp_path: Path, files: str, module: str) -> None:
    write(tmp_path, files=files)
    assert load(tmp_path)[0].module == module


def test_the_module_can_be_another_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        files='["shop/till.py", "shop/cart.py"]',
        module='"shop.cart"',
        clock='"real"',
        extra='"web"',
    )
    (exercise,) = load(tmp_path)
    assert (exercise.module, exercise.clock, exercise.extra) == ("shop.cart", "real", "web")


def test_a_pack_in_another_folder_has_its_solutions_beside_it(tmp_path: Path) -> None:
    write(tmp_path)
    (exercise,) = load(exercises=tmp_path / "exercises")
    assert exercise.solution == tmp_path / "solutions" / "41_loop"


def test_what_lies_between_the_exercises_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path)
    base = tmp_path / "exercises"
    (base / "my notes").mkdir()
    (base / "my notes" / "idea.py").write_text("")
    (base / "README.md").write_text("")
    for name in ("__pycache__", ".ipynb_checkpoints", "22_renamed/__pycache__", "33_empty"):
        (base / name).mkdir(parents=True)
    assert [exercise.id for exercise in load(tmp_path)] == ["loop"]


def test_one_that_cannot_be_read_does_not_stand_in_the_way_of_the_others(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "exercises" / "42_half_made").mkdir()
    (tmp_path / "exercises" / "42_half_made" / "half_made.py").write_text("")
    problems: list[str] = []
    assert [exercise.id for exercise in load(tmp_path, problems=problems)] == ["loop"]
    assert [problem.partition(" ")[0] for problem in problems] == ["42_half_made/exercise.toml"]


# -- what is refused ----------------------------------------------------------------------------------------


def test_outside_of_a_clone(tmp_path: Path) -> None:
    expected = f"There is no folder {tmp_path / 'exercises'}. Run the command from a clone of the repository."
    assert complaint(tmp_path) == expected
    (tmp_path / "exercises").write_text("")
    assert complaint(tmp_path) == expected


@pytest.mark.parametrize("name", ["4_loop", "041_loop", "01_loop", "41-loop", "41_Loop", "loop", "41_"])
def test_a_folder_name_that_is_none(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert complaint(tmp_path) == (f"{name} is not an exercise folder: its name must look like 41_blocked_loop.")


def test_two_exercises_with_one_number_or_one_name(tmp_path: Path) -> None:
    write(tmp_path / "a", "41_loop")
    write(tmp_path / "a", "41_pool")
    assert complaint(tmp_path / "a") == "41_loop and 41_pool share the number 41. Rename one of the folders."
    write(tmp_path / "b", "41_loop")
    write(tmp_path / "b", "42_loop")
    assert complaint(tmp_path / "b") == "41_loop and 42_loop share the id loop. Rename one of the folders."


def test_an_exercise_toml_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    (write(tmp_path) / "exercise.toml").rename(tmp_path / "exercises" / "41_loop" / "loop.py")
    assert complaint(tmp_path).startswith("41_loop/exercise.toml cannot be read (")
    (tmp_path / "exercises" / "41_loop" / "exercise.toml").mkdir()
    assert complaint(tmp_path).startswith("41_loop/exercise.toml cannot be read (")


def test_an_exercise_toml_that_is_no_toml_or_no_text(tmp_path: Path) -> None:
    path = write(tmp_path) / "exercise.toml"
    path.write_text('title = "one"\ntitle two\n')
    assert re.match(r"41_loop/exercise\.toml is not valid TOML: .*line 2.*", complaint(tmp_path))
    path.write_bytes(b'title = "caf\xe9"')
    assert complaint(tmp_path) == "41_loop/exercise.toml is not UTF-8 text. Save it as UTF-8."


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("title", None, "a text is needed here"),
        ("title", '"  "', "a text is needed here"),
        ("why", "3", "a text is needed here"),
        ("extra", "[]", "a text is needed here"),
        ("track", '"loop"', "the number 41 belongs to the track 'never-block'"),
        ("clock", '"wall"', "it must be one of simulated, real"),
        ("hints", '"one"', "a list of texts is needed here"),
        ("hints", "[]", "a list of texts is needed here"),
        ("stands_on", '"loop"', "a list of texts is needed here"),
        ("minutes", '"20"', "a whole number is needed here"),
        ("hints", '["one", ""]', "a list of texts is needed here"),
        ("hints", '["one", 2]', "a list of texts is needed here"),
        ("files", None, "a list of texts is needed here"),
        ("files", '["loop.py", "Loop.py"]', "each file can stand here only once"),
        ("files", '["services.py"]', "'services.py' belongs to the exercise, so a learner cannot hand it in"),
        ("files", '["a.json"]', "the first must be the module that is imported, and 'a.json' is not a module"),
        ("files", '["two-words.py"]', "'two-words' cannot be imported"),
        ("files", '["class.py"]', "'class' cannot be imported"),
        ("module", '"a b"', "'a b' cannot be imported"),
        ("parts", "[]", "at least one [[parts]] table with title and points is needed"),
        ("parts", '[{title = "One"}]', POINTS),
        ("parts", '[{title = "", points = 1}]', POINTS),
        ("parts", '[{title = "One", points = 0.5}]', POINTS),
        ("parts", '[{title = "One", points = true}]', POINTS),
        ("parts", '[{title = "One", points = 0}]', POINTS),
        ("hint", '["one"]', "there is no such key, but there is 'hints'"),
        ("colour", '"red"', f"there is no such key, but there are {KEYS}"),
    ],
)
def test_a_wrong_value_is_named_with_its_file_and_key(
    tmp_path: Path, key: str, value: str | None, sentence: str
) -> None:
    keys: dict[str, Any] = {key: value}
    write(tmp_path, **keys)
    assert complaint(tmp_path) == f"41_loop/exercise.toml, key {key!r}: {sentence}."


@pytest.mark.parametrize(
    "file",
    [
        "../loop.py",
        "/loop.py",
        "a/../loop.py",
        "./loop.py",
        "a//b.py",
        "a\\\\b.py",
        "C:loop.py",
        ".x/a.py",
        ".",
    ],
)
def test_a_file_has_to_lie_in_its_folder(tmp_path: Path, file: str) -> None:
    write(tmp_path, files=f'["{file}"]')
    assert "must be a plain path inside the folder, like shop/cart.py" in complaint(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(_path: Path) -> None:  # root could read it, and these tests may run as root
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", forbid)
    assert complaint(tmp_path) == f"The folder {tmp_path / 'exercises'} cannot be read (Permission denied)."


# -- what a person types ------------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    write(tmp_path, "11_first_await", track='"calls"')
    write(tmp_path, "41_blocked_loop")
    write(tmp_path, "42_loop")
    return tmp_path


@pytest.mark.parametrize(
    "word",
    [
        "41",
        "blocked_loop",
        "41_blocked_loop",
        "blocked-loop",
        "Blocked_Loop",
        " 41 ",
        "blocked_loop.py",
        "exercises/41_blocked_loop",
        "exercises/41_blocked_loop/",
        "./exercises/41_blocked_loop/blocked_loop.py",
        "exercises/41_blocked_loop/shop/till.py",
        "/home/me/11/exercises/41_blocked_loop/README.md",
        "exercises\\41_blocked_loop\\",
    ],
)
def test_an_exercise_is_found_by_whatever_names_it(clone: Path, word: str) -> None:
    assert [exercise.label for exercise in select(load(clone), [word])] == ["41 blocked_loop"]


def test_no_word_is_all_of_them_and_several_come_in_order_and_once(clone: Path) -> None:
    assert [exercise.number for exercise in select(load(clone), [])] == ["11", "41", "42"]
    assert [exercise.number for exercise in select(load(clone), ["42", "11", "loop"])] == ["11", "42"]


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("blocked_lop", "Did you mean blocked_loop?"),
        ("first_awiat.py", "Did you mean first_await?"),
        ("exercises/41_bloked_loop", "Did you mean 41_blocked_loop?"),
        ("99", "There are: 11 first_await, 41 blocked_loop, 42 loop."),
        ("/home/me/11/nothing", "There are: 11 first_await, 41 blocked_loop, 42 loop."),
        ("", "There are: 11 first_await, 41 blocked_loop, 42 loop."),
        (".", "There are: 11 first_await, 41 blocked_loop, 42 loop."),
    ],
)
def test_a_name_that_is_none_gets_the_nearest_one(clone: Path, word: str, advice: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        select(load(clone), [word])
    assert str(caught.value) == f"There is no exercise {word!r}. {advice}"


# -- the exercises of this repository -----------------------------------------------------------------------


@pytest.mark.skipif(not (ROOT / "exercises").is_dir(), reason="there are no exercises here")
def test_the_exercises_of_this_repository_can_be_read_and_have_their_files() -> None:
    for exercise in load():
        for file in exercise.files:
            assert (exercise.folder / file).is_file(), f"{exercise.folder.name}/{file}"
        readme = (exercise.folder / "README.md").read_text(encoding="utf-8")
        for part in exercise.parts:
            assert part.title in readme, f"{exercise.folder.name}/README.md has no part {part.title!r}"
