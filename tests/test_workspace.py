"""The learner's files: whatever is put in their place, nothing that somebody wrote is ever lost."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import signal
import stat
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.exercise.stubs import changed_support, handed_out, is_untouched, stale, stamp, support
from grader.workspace import (
    MISSING,
    OWN,
    SOLUTION,
    STUB,
    WorkspaceError,
    lock,
    reset,
    restore,
    say,
    swap,
)

TOML = """
title = "A shop"
track = "calls"
learn = "Nothing."
files = {files}
hints = ["a"]
why = "b"
[[parts]]
title = "c"
points = 1
"""
ONE = {"shop.py": "# TODO\n"}
ONE_SOLVED = {"shop.py": "solved = True\n"}
TWO = {"cart.py": "cart = None\n", "parts/till.py": "till = None\n"}
TWO_SOLVED = {"cart.py": "cart = 'solved'\n", "parts/till.py": "till = 'solved'\n"}

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


class Desk:
    """A clone of a repository with two small exercises: 11 has one file, 12 has two, one in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, stub, solution in (("11_shop", ONE, ONE_SOLVED), ("12_market", TWO, TWO_SOLVED)):
            self.put(root / "exercises" / name, {"exercise.toml": TOML.format(files=list(stub)), **stub})
            self.put(root / "exercises" / name, {"services.py": "def wait(): ...\n", "README.md": "Read me.\n"})
            self.put(root / "solutions" / name, solution)
        self.shop, self.market = catalogue.load(root)
        self.all = [self.shop, self.market]

    def put(self, folder: Path, texts: dict[str, str]) -> None:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())

    def write(self, exercise: Exercise, **texts: str) -> None:
        """Save text in the editor; the keywords are the names of files without folder and suffix."""
        for file in exercise.files:
            if (name := Path(file).stem) in texts:
                self.put(exercise.folder, {file: texts[name]})

    def text(self, exercise: Exercise) -> dict[str, str | None]:
        paths = {Path(file).stem: exercise.folder / file for file in exercise.files}
        return {name: path.read_text() if path.exists() else None for name, path in paths.items()}

    def copies(self) -> list[str]:
        """Every text in the backups, of batches that were written to their end."""
        kept = (self.root / ".awaitlings" / "backups").glob("2*/[0-9]*/**/*.py")
        return [path.read_text() for path in kept]

    def litter(self) -> list[str]:
        """Everything that lies about and that nobody put there."""
        inside = self.root / ".awaitlings" / "backups"
        new = [*inside.glob(".*"), *inside.glob("*/.*"), *inside.glob("*/*.new")]
        beside = {path for one in self.all for path in one.folder.rglob("*") if path.is_file()}
        known = {"exercise.toml", "services.py", "README.md", ".stub.json", "shop.py", "cart.py", "till.py"}
        return [path.name for path in new] + [path.name for path in beside if path.name not in known]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing that it wrote; only a power cut would, and none is tried here."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    stamp(desk.all)
    return desk


# -- swap and restore ---------------------------------------------------------------------------------------


def test_swap_shows_the_solution_and_restore_brings_my_text_back(desk: Desk) -> None:
    desk.write(desk.shop, shop="mine\n")

    (done,) = swap([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": ONE_SOLVED["shop.py"]}
    assert (done.changed, done.was, done.now) == (True, OWN, SOLUTION)
    assert done.copy is not None
    assert done.copy.read_text() == "mine\n"
    copy = done.copy.relative_to(desk.root).as_posix()
    assert done.sentence == f"11 shop: shop.py holds the solution now. Your own text is kept in {copy}"

    (back,) = restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "mine\n"}
    assert (back.changed, back.was, back.now) == (True, SOLUTION, OWN)
    assert re.fullmatch(
        r"11 shop: shop\.py is back to what it was before the swap of [-\d]+ [:\d]+: your own text\.", back.sentence
    )
    assert desk.litter() == []


def test_copies_lie_under_date_reason_and_exercise_with_an_index_that_says_what_they_are(desk: Desk) -> None:
    desk.write(desk.market, till="mine\n")
    swap(desk.all, desk.root)

    (batch,) = (desk.root / ".awaitlings" / "backups").iterdir()
    assert batch.name.endswith("-swap")
    assert (batch / "12_market" / "parts" / "till.py").read_text() == "mine\n"
    index = json.loads((batch / "index.json").read_text())
    assert (index["reason"], index["done"]) == ("swap", True)
    assert "nox -s restore" in index["about"]
    assert {(row["folder"], row["file"], row["was"], row["copy"]) for row in index["files"]} == {
        ("exercises/11_shop", "shop.py", STUB, "11_shop/shop.py"),
        ("exercises/12_market", "cart.py", STUB, "12_market/cart.py"),
        ("exercises/12_market", "parts/till.py", OWN, "12_market/parts/till.py"),
    }


def test_backups_stay_out_of_git(desk: Desk) -> None:
    swap([desk.shop], desk.root)
    assert (desk.root / ".awaitlings" / ".gitignore").read_text() == "*\n"


def test_swapping_twice_does_not_take_the_solution_for_my_text(desk: Desk) -> None:
    desk.write(desk.shop, shop="mine\n")
    swap([desk.shop], desk.root)
    (again,) = swap([desk.shop], desk.root)
    assert not again.changed
    assert again.sentence == "11 shop: shop.py holds the solution already. It was left alone."
    restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "mine\n"}


def test_restoring_twice_is_harmless_and_says_so(desk: Desk) -> None:
    desk.write(desk.shop, shop="mine\n")
    swap([desk.shop], desk.root)
    restore([desk.shop], desk.root)
    desk.write(desk.shop, shop="mine, further on\n")

    done = restore(desk.all, desk.root)
    assert done == []
    assert say("restore", done) == ["There is nothing to restore: no swap or reset is left to take back."]
    assert desk.text(desk.shop) == {"shop": "mine, further on\n"}


def test_restore_before_any_swap_changes_nothing_at_all(desk: Desk) -> None:
    assert restore(desk.all, desk.root) == []
    assert not (desk.root / ".awaitlings").exists()


def test_my_edits_to_the_solution_are_kept_when_i_restore(desk: Desk) -> None:
    desk.write(desk.shop, shop="mine\n")
    swap([desk.shop], desk.root)
    desk.write(desk.shop, shop="solved = 'differently'\n")

    (back,) = restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "mine\n"}
    assert back.copy is not None
    assert back.copy.read_text() == "solved = 'differently'\n"
    assert f"What you wrote since is kept in {back.copy.relative_to(desk.root).as_posix()}" in back.sentence


def test_restore_takes_back_one_swap_after_the_other(desk: Desk) -> None:
    desk.write(desk.shop, shop="first\n")
    swap([desk.shop], desk.root)
    desk.write(desk.shop, shop="second\n")
    swap([desk.shop], desk.root)

    (back,) = restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "second\n"}
    assert "type the command again" in back.sentence
    (back,) = restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "first\n"}
    assert "again to take it back" not in back.sentence
    assert restore([desk.shop], desk.root) == []
    assert {"first\n", "second\n"} <= set(desk.copies())


def test_each_exercise_goes_back_by_itself(desk: Desk) -> None:
    swap([desk.shop], desk.root)
    swap([desk.market], desk.root)
    restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": ONE["shop.py"]}
    assert desk.text(desk.market)["cart"] == TWO_SOLVED["cart.py"]
    assert len(restore(desk.all, desk.root)) == 2


def test_an_exercise_with_files_in_folders_goes_there_and_back(desk: Desk) -> None:
    desk.write(desk.market, cart="my cart\n", till="my till\n")
    done = swap([desk.market], desk.root)
    assert [one.file for one in done] == ["cart.py", "parts/till.py"]
    assert desk.text(desk.market) == {"cart": TWO_SOLVED["cart.py"], "till": TWO_SOLVED["parts/till.py"]}
    restore([desk.market], desk.root)
    assert desk.text(desk.market) == {"cart": "my cart\n", "till": "my till\n"}


def test_only_the_listed_files_are_touched(desk: Desk) -> None:
    (desk.shop.folder / "services.py").write_text("# mine, too\n")
    (desk.shop.solution / "services.py").write_text("# not listed\n")
    swap([desk.shop], desk.root)
    assert (desk.shop.folder / "services.py").read_text() == "# mine, too\n"


def test_an_exercise_named_twice_is_swapped_once(desk: Desk) -> None:
    assert len(swap([desk.shop, desk.shop], desk.root)) == 1
    assert len(restore([desk.shop, desk.shop], desk.root)) == 1


def test_a_file_that_was_missing_is_missing_again_and_my_edits_to_the_solution_are_kept(desk: Desk) -> None:
    for name in ("cart.py", "parts/till.py"):
        (desk.market.folder / name).unlink()
    (desk.market.folder / "parts").rmdir()

    done = swap([desk.market], desk.root)
    assert [(one.was, one.copy) for one in done] == [(MISSING, None)] * 2
    desk.write(desk.market, till="edited\n")
    back = restore([desk.market], desk.root)
    assert desk.text(desk.market) == {"cart": None, "till": None}
    assert "is gone, as before the swap" in back[0].sentence
    assert "edited\n" in desk.copies()
    assert desk.litter() == []


def test_when_git_brought_my_text_back_restore_has_nothing_to_do(desk: Desk) -> None:
    swap([desk.shop], desk.root)
    desk.write(desk.shop, shop=ONE["shop.py"])
    (back,) = restore([desk.shop], desk.root)
    assert not back.changed
    assert "was as before the swap" in back.sentence
    assert restore([desk.shop], desk.root) == []


def test_windows_line_ends_do_not_make_it_another_text(desk: Desk) -> None:
    desk.write(desk.shop, shop=ONE_SOLVED["shop.py"].replace("\n", "\r\n"))
    (done,) = swap([desk.shop], desk.root)
    assert not done.changed


def test_any_bytes_come_back_as_they_were(desk: Desk) -> None:
    mine = b"\xff\xfe broken \r\n\0" * 100_000
    (desk.shop.folder / "shop.py").write_bytes(mine)
    swap([desk.shop], desk.root)
    restore([desk.shop], desk.root)
    assert (desk.shop.folder / "shop.py").read_bytes() == mine


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_stay(desk: Desk) -> None:
    (desk.shop.folder / "shop.py").chmod(0o750)
    swap([desk.shop], desk.root)
    restore([desk.shop], desk.root)
    assert stat.S_IMODE((desk.shop.folder / "shop.py").stat().st_mode) == 0o750


def test_the_whole_folder_may_move_between_swap_and_restore(desk: Desk, tmp_path: Path) -> None:
    desk.write(desk.shop, shop="mine\n")
    swap([desk.shop], desk.root)
    new = tmp_path.with_name(tmp_path.name + "-moved")
    desk.root.rename(new)
    restore(catalogue.load(new), new)
    assert (new / "exercises" / "11_shop" / "shop.py").read_text() == "mine\n"


def test_exercises_may_lie_outside_the_root(desk: Desk, tmp_path: Path) -> None:
    pack = Desk(tmp_path / "a pack")
    pack.write(pack.shop, shop="in the pack\n")
    desk.write(desk.shop, shop="at home\n")
    swap([pack.shop], desk.root)
    swap([desk.shop], desk.root)
    restore([pack.shop], desk.root)
    assert (pack.text(pack.shop), desk.text(desk.shop)) == (
        {"shop": "in the pack\n"},
        {"shop": ONE_SOLVED["shop.py"]},
    )


def test_a_disk_of_its_own_for_the_exercises_does_not_matter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def replace(old: Path, new: Path) -> None:
        if ".awaitlings" in str(old) and ".awaitlings" not in str(new):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    desk.write(desk.shop, shop="mine\n")
    swap(desk.all, desk.root)
    assert desk.text(desk.shop) == {"shop": ONE_SOLVED["shop.py"]}
    restore(desk.all, desk.root)
    assert desk.text(desk.shop) == {"shop": "mine\n"}
    assert desk.litter() == []


# -- reset --------------------------------------------------------------------------------------------------


def test_reset_brings_the_stub_as_handed_out_and_restore_my_text(desk: Desk) -> None:
    desk.write(desk.market, cart="mine\n")
    done = reset([desk.market], desk.root)
    assert [(one.changed, one.now) for one in done] == [(True, STUB), (False, STUB)]
    assert is_untouched(desk.market)
    restore([desk.market], desk.root)
    assert desk.text(desk.market)["cart"] == "mine\n"


def test_reset_fetches_a_file_that_was_deleted(desk: Desk) -> None:
    (desk.shop.folder / "shop.py").unlink()
    reset([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": ONE["shop.py"]}


def test_restoring_everything_leaves_alone_what_i_worked_on_since_its_reset(desk: Desk) -> None:
    desk.write(desk.shop, shop="before\n")
    reset([desk.shop], desk.root)
    desk.write(desk.shop, shop="a better start\n")
    swap([desk.market], desk.root)

    lines = say("restore", restore(desk.all, desk.root))
    assert desk.text(desk.shop) == {"shop": "a better start\n"}
    assert desk.text(desk.market) == {"cart": TWO["cart.py"], "till": TWO["parts/till.py"]}
    assert any("has been worked on since the reset" in line and "nox -s restore -- 11" in line for line in lines)

    restore([desk.shop], desk.root, named=True)
    assert desk.text(desk.shop) == {"shop": "before\n"}
    assert "a better start\n" in desk.copies()


def test_reset_without_a_record_of_the_stub_is_a_sentence(desk: Desk) -> None:
    (desk.shop.folder / ".stub.json").unlink()
    with pytest.raises(WorkspaceError, match=r"does not hold shop\.py as it was handed out. Nothing was changed"):
        reset([desk.shop], desk.root)


# -- what can be in the way ---------------------------------------------------------------------------------


def test_without_a_solution_nothing_is_swapped_not_even_the_others(desk: Desk) -> None:
    (desk.market.solution / "cart.py").unlink()
    with pytest.raises(WorkspaceError, match=r"no solution of 12 market .*cart\.py is missing. Nothing was changed"):
        swap(desk.all, desk.root)
    assert is_untouched(desk.shop)


def test_a_folder_in_the_place_of_a_file_is_a_sentence(desk: Desk) -> None:
    (desk.shop.folder / "shop.py").unlink()
    (desk.shop.folder / "shop.py").mkdir()
    with pytest.raises(WorkspaceError, match=r"11_shop/shop\.py is a folder, .* Nothing was changed"):
        swap(desk.all, desk.root)
    assert is_untouched(desk.market)


@needs_links
def test_a_link_is_never_written_through(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    desk.put(elsewhere, {"till.py": "precious\n"})
    (desk.market.folder / "parts" / "till.py").unlink()
    (desk.market.folder / "parts" / "till.py").symlink_to(elsewhere / "till.py")
    with pytest.raises(WorkspaceError, match=r"till\.py is a link, and links are not followed. Nothing was"):
        swap([desk.market], desk.root)

    (desk.market.folder / "parts" / "till.py").unlink()
    (desk.market.folder / "parts").rmdir()
    (desk.market.folder / "parts").symlink_to(elsewhere)
    with pytest.raises(WorkspaceError, match="lies in parts, which is a link"):
        reset([desk.market], desk.root)

    assert (elsewhere / "till.py").read_text() == "precious\n"


@needs_links
@pytest.mark.parametrize("name", [".awaitlings", ".awaitlings/backups", "exercises/11_shop"])
def test_folders_that_are_links_are_refused(desk: Desk, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    place = desk.root / name
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir()
        place.parent.mkdir(exist_ok=True)
    place.symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))
    with pytest.raises(WorkspaceError, match="is a link"):
        swap([desk.shop], desk.root)
    assert sorted(elsewhere.rglob("*")) == before


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder for somebody who is not root: root may write everywhere."""
    if os.name == "nt":
        pytest.skip("Windows has no such permissions")
    with tempfile.TemporaryDirectory() as name:
        me = os.geteuid()
        os.chmod(name, 0o777)  # noqa: PTH101
        if me == 0:
            os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(me)
            for folder, _, _ in os.walk(name):
                os.chmod(folder, 0o777)  # noqa: PTH101


def test_a_read_only_clone_is_one_sentence(nobody: Path) -> None:
    desk = Desk(nobody / "clone")
    desk.root.chmod(0o555)
    with pytest.raises(WorkspaceError) as caught:
        swap(desk.all, desk.root)
    assert str(caught.value) == (
        f"{desk.root / '.awaitlings'} cannot be written (Permission denied). Nothing was changed. "
        "Make the folder writable, or copy all of it to a place of your own."
    )


def test_a_read_only_exercise_says_what_was_replaced_and_what_was_not(nobody: Path) -> None:
    desk = Desk(nobody / "clone")
    desk.write(desk.market, cart="mine\n", till="mine, too\n")
    (desk.market.folder / "parts").chmod(0o555)
    with pytest.raises(WorkspaceError, match=r"parts/till.py could not be replaced .* 2 of 3 files were"):
        swap(desk.all, desk.root)
    assert desk.text(desk.market) == {"cart": TWO_SOLVED["cart.py"], "till": "mine, too\n"}

    (desk.market.folder / "parts").chmod(0o755)
    restore(desk.all, desk.root)
    assert desk.text(desk.shop) == {"shop": ONE["shop.py"]}
    assert desk.text(desk.market) == {"cart": "mine\n", "till": "mine, too\n"}
    assert desk.litter() == []


def test_a_swap_that_was_stopped_and_typed_again_is_one_swap_for_restore(nobody: Path) -> None:
    desk = Desk(nobody / "clone")
    desk.write(desk.market, cart="mine\n", till="mine, too\n")
    (desk.market.folder / "parts").chmod(0o555)
    with pytest.raises(WorkspaceError):
        swap([desk.market], desk.root)
    (desk.market.folder / "parts").chmod(0o755)
    swap([desk.market], desk.root)
    assert desk.text(desk.market) == {"cart": TWO_SOLVED["cart.py"], "till": TWO_SOLVED["parts/till.py"]}
    restore([desk.market], desk.root)
    assert desk.text(desk.market) == {"cart": "mine\n", "till": "mine, too\n"}


def test_what_my_editor_saves_during_the_swap_is_not_replaced(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.rename

    def rename(old: Path, new: Path) -> None:
        real(old, new)  # the copies are complete at this moment
        desk.write(desk.shop, shop="saved just now\n")

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(WorkspaceError, match="was saved by another program at this very moment"):
        swap([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "saved just now\n"}
    assert restore([desk.shop], desk.root) == []


def test_two_commands_at_once_do_not_meet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    place = desk.root / ".awaitlings"
    place.mkdir()
    with lock.held(place / "lock"), pytest.raises(WorkspaceError, match="Another command is replacing files"):
        swap([desk.shop], desk.root)
    swap([desk.shop], desk.root)


def test_when_the_copies_were_deleted_my_file_is_left_alone(desk: Desk) -> None:
    (done,) = swap([desk.shop], desk.root)
    assert done.copy is not None
    done.copy.unlink()
    (back,) = restore([desk.shop], desk.root)
    assert not back.changed
    assert "is left alone: the copy of it in .awaitlings/backups/" in back.sentence
    assert desk.text(desk.shop) == {"shop": ONE_SOLVED["shop.py"]}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"about": 1, "number": "x", "files": []}', '{"files": [1]}'])
def test_a_damaged_index_hides_its_own_batch_only(desk: Desk, text: str) -> None:
    desk.write(desk.shop, shop="mine\n")
    swap([desk.shop], desk.root)
    desk.put(desk.root / ".awaitlings" / "backups", {"20200101-000000-swap/index.json": text, "note.txt": "!"})
    restore([desk.shop], desk.root)
    assert desk.text(desk.shop) == {"shop": "mine\n"}


def test_an_index_that_points_outside_reaches_nothing(desk: Desk) -> None:
    swap([desk.shop], desk.root)
    (index,) = desk.root.glob(".awaitlings/backups/*/index.json")
    data = json.loads(index.read_text())
    data["files"][0] |= {"file": "../../secret", "copy": "../../secret"}
    data["done"] = False
    index.write_text(json.dumps(data))
    assert restore([desk.shop], desk.root) == []


# -- killed -------------------------------------------------------------------------------------------------

MINE = {"shop": "mine\n", "cart": "my cart\n", "till": "my till\n"}
EDITED = "the solution, edited by me\n"
CHANGING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}


def in_a_process(act: Callable[[], object], kill_at: int | None = None, after: float | None = None) -> bool:
    """Run `act` in another process and kill that; return whether it came to its end all the same.

    `kill_at`: just before that step, where each call that can change a disk is a step. `after`: seconds.
    """
    child = os.fork()
    if child == 0:
        steps = 0

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal steps
            if event in CHANGING or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
                steps += 1
                if steps == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            act()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed where it should have been killed"
    return not os.WIFSIGNALED(status)


def is_safe(desk: Desk, words: set[str], *, solved: bool = True) -> None:
    """Each file is whole, old or new, and every one of `words` stands in its place or in a copy."""
    wanted = {
        "shop": ONE_SOLVED["shop.py"],
        "cart": TWO_SOLVED["cart.py"],
        "till": TWO_SOLVED["parts/till.py"],
    }
    there = desk.text(desk.shop) | desk.text(desk.market)
    for name, text in there.items():
        assert text in {MINE[name], EDITED, wanted[name] if solved else None}
    assert words <= {*there.values(), *desk.copies()}


@needs_fork
def test_swap_killed_at_every_step_loses_nothing_and_restore_still_works(tmp_path: Path) -> None:
    ended, step = False, 0
    while not ended:
        step += 1
        desk = Desk(tmp_path / str(step))
        desk.write(desk.shop, **MINE)
        desk.write(desk.market, **MINE)
        ended = in_a_process(lambda at=desk: swap(at.all, at.root), kill_at=step)  # type: ignore[misc]
        is_safe(desk, set(MINE.values()))

        restore(desk.all, desk.root)
        assert desk.text(desk.shop) | desk.text(desk.market) == MINE, f"killed at step {step}"
        assert restore(desk.all, desk.root) == []
        assert desk.litter() == []
    assert step > 30


@needs_fork
def test_swap_killed_and_typed_again_goes_back_in_one_step(tmp_path: Path) -> None:
    ended, step = False, 0
    while not ended:
        step += 1
        desk = Desk(tmp_path / str(step))
        desk.write(desk.shop, **MINE)
        desk.write(desk.market, **MINE)
        ended = in_a_process(lambda at=desk: swap(at.all, at.root), kill_at=step)  # type: ignore[misc]
        swap(desk.all, desk.root)
        is_safe(desk, set(MINE.values()))
        restore(desk.all, desk.root)
        assert desk.text(desk.shop) | desk.text(desk.market) == MINE, f"killed at step {step}"


@needs_fork
def test_after_a_killed_swap_i_may_go_on_working_in_what_it_had_not_reached(tmp_path: Path) -> None:
    ended, step = False, 0
    while not ended:
        step += 1
        desk = Desk(tmp_path / str(step))
        desk.write(desk.market, **MINE)
        ended = in_a_process(lambda at=desk: swap([at.market], at.root), kill_at=step)  # type: ignore[misc]
        untouched = desk.text(desk.market)["till"] == MINE["till"]
        desk.write(desk.market, till="weeks later\n")
        restore(desk.all, desk.root)
        expected = "weeks later\n" if untouched else MINE["till"]
        assert desk.text(desk.market) == {"cart": MINE["cart"], "till": expected}, f"killed at step {step}"
        assert "weeks later\n" in {desk.text(desk.market)["till"], *desk.copies()}


@needs_fork
def test_restore_killed_at_every_step_loses_neither_my_text_nor_my_edits(tmp_path: Path) -> None:
    ended, step = False, 0
    while not ended:
        step += 1
        desk = Desk(tmp_path / str(step))
        desk.write(desk.shop, **MINE)
        desk.write(desk.market, **MINE)
        swap(desk.all, desk.root)
        desk.write(desk.market, till=EDITED)
        ended = in_a_process(lambda at=desk: restore(at.all, at.root), kill_at=step)  # type: ignore[misc]
        is_safe(desk, {*MINE.values(), EDITED})

        restore(desk.all, desk.root)
        assert desk.text(desk.shop) | desk.text(desk.market) == MINE, f"killed at step {step}"
        assert EDITED in desk.copies()
        assert restore(desk.all, desk.root) == []
        assert desk.litter() == []


@needs_fork
def test_restore_that_takes_a_file_away_killed_at_every_step(tmp_path: Path) -> None:
    ended, step = False, 0
    while not ended:
        step += 1
        desk = Desk(tmp_path / str(step))
        (desk.shop.folder / "shop.py").unlink()
        swap([desk.shop], desk.root)
        desk.write(desk.shop, shop=EDITED)
        ended = in_a_process(lambda at=desk: restore([at.shop], at.root), kill_at=step)  # type: ignore[misc]
        assert EDITED in {desk.text(desk.shop)["shop"], *desk.copies()}
        restore([desk.shop], desk.root)
        assert desk.text(desk.shop) == {"shop": None}, f"killed at step {step}"


@needs_fork
def test_killed_at_random_moments_again_and_again_in_the_same_folder(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write(desk.shop, **MINE)
    desk.write(desk.market, **MINE)

    def back_and_forth() -> None:
        while True:
            swap(desk.all, desk.root)
            restore(desk.all, desk.root)

    moments = random.Random(11)
    for _ in range(60):
        in_a_process(back_and_forth, after=moments.uniform(0.0, 0.04))
        is_safe(desk, set(MINE.values()))
    while restore(desk.all, desk.root):
        pass
    assert desk.text(desk.shop) | desk.text(desk.market) == MINE
    assert desk.litter() == []


# -- the stub as it was handed out --------------------------------------------------------------------------


def test_a_fresh_download_is_untouched_and_one_letter_changes_that(desk: Desk) -> None:
    assert all(is_untouched(exercise) for exercise in desk.all)
    desk.write(desk.market, till="till = 1\n")
    assert is_untouched(desk.shop)
    assert not is_untouched(desk.market)
    assert handed_out(desk.market)["parts/till.py"] == TWO["parts/till.py"].encode()


@pytest.mark.parametrize("text", ["# TODO\r\n", "\ufeff# TODO\n", "# TODO", "# TODO\n\n"])
def test_what_a_checkout_or_an_editor_does_by_itself_does_not_touch_it(desk: Desk, text: str) -> None:
    desk.write(desk.shop, shop=text)
    assert is_untouched(desk.shop)


def test_a_submission_can_be_asked_the_same(desk: Desk) -> None:
    assert is_untouched(desk.shop, {"shop.py": b"# TODO\r\n"})
    assert not is_untouched(desk.shop, {"shop.py": b"done = True\n"})


def test_a_missing_stub_or_one_that_nobody_wrote_down_is_not_untouched(desk: Desk) -> None:
    (desk.shop.folder / "shop.py").unlink()
    (desk.market.folder / ".stub.json").unlink()
    assert not is_untouched(desk.shop)
    assert not is_untouched(desk.market)


def test_the_swapped_in_solution_is_not_untouched(desk: Desk) -> None:
    swap([desk.shop], desk.root)
    assert not is_untouched(desk.shop)


def test_an_author_who_changes_a_stub_is_told_to_check_it_and_then_all_is_well(desk: Desk) -> None:
    assert stale(desk.all) == []
    desk.write(desk.shop, shop="# TODO: START\n")
    (sentence,) = stale(desk.all)
    assert sentence.startswith("11_shop: ")
    assert sentence.endswith("nox -s check -- shop")
    assert stamp(desk.all) == [desk.shop]
    assert stale(desk.all) == []
    assert stamp(desk.all) == []
    assert is_untouched(desk.shop)


def test_a_new_or_changed_file_beside_the_stub_makes_the_stamp_stale(desk: Desk) -> None:
    desk.put(desk.shop.folder, {"prices.csv": "1\n"})
    desk.put(desk.market.folder, {"services.py": "def wait(longer): ...\n"})
    assert len(stale(desk.all)) == 2


def test_windows_line_ends_do_not_make_a_stamp_stale(desk: Desk) -> None:
    for path in desk.root.rglob("*.*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert stale(desk.all) == []
    assert all(is_untouched(exercise) for exercise in desk.all)


def test_a_solution_is_never_stamped_as_the_stub(desk: Desk) -> None:
    swap([desk.shop], desk.root)
    with pytest.raises(catalogue.UserError, match="holds the solution, not the stub"):
        stamp(desk.all)
    assert "holds the solution" in stale([desk.shop])[0]
    assert handed_out(desk.shop) == {"shop.py": b"# TODO\n"}


def test_a_damaged_stamp_is_one_sentence(desk: Desk) -> None:
    for text in ("{", "[]", '{"files": {"shop.py": 3}, "support": {}}', '{"files": {}}'):
        (desk.shop.folder / ".stub.json").write_text(text)
        with pytest.raises(catalogue.UserError, match=r"^11_shop/\.stub\.json is damaged\. Fetch it again"):
            is_untouched(desk.shop)
        assert len(stale([desk.shop])) == 1


def test_a_file_that_i_put_beside_the_stub_is_no_part_of_the_exercise(desk: Desk) -> None:
    desk.put(desk.shop.folder, {"helper.py": "x = 1\n", "services.py": "def wait(less): ...\n"})
    assert list(support(desk.shop)) == ["services.py"]
    assert changed_support(desk.shop) == ["services.py"]


def test_the_stubs_of_this_repository_are_as_they_were_stamped() -> None:
    try:
        exercises = catalogue.load()
    except catalogue.UserError:
        pytest.skip("there are no exercises here")
    assert stale(exercises) == []
