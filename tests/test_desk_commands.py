"""`list`, `hint`, `progress`, `run`, `reset`, `update`, `grade --dispute`, as people type them in a small clone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli import desk
from grader.desk import listing, screen
from grader.desk import states as states_of
from grader.desk.model import Desk
from grader.diagnosis import MISTAKES
from grader.exercise import catalogue, extras, stubs
from grader.sinks.stream import Look

Run = Callable[..., subprocess.CompletedProcess[str]]
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def stub(clone: Path) -> Path:
    return clone / "exercises" / "41_blocked_loop" / "blocked_loop.py"


def solve(clone: Path) -> None:
    shutil.copy(clone / "solutions" / "41_blocked_loop" / "blocked_loop.py", stub(clone))


def states(grader: Run) -> dict[str, str]:
    return {row["id"]: row["state"] for row in json.loads(grader("list", "--json").stdout)}


# --- list -----------------------------------------------------------------------------------------------


def test_the_list_follows_an_exercise_from_new_to_passed_to_changed(grader: Run, clone: Path) -> None:
    assert states(grader) == {"never_awaited": "new", "blocked_loop": "new"}
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# mine\n", "utf-8")
    assert states(grader)["blocked_loop"] == "begun"
    grader("grade")
    assert states(grader)["blocked_loop"] == "failed"
    solve(clone)
    grader("grade")
    assert states(grader)["blocked_loop"] == "passed"
    checks = clone / "exercises" / "41_blocked_loop" / ".hidden" / "test_blocked_loop.py"
    checks.write_text(checks.read_text("utf-8") + "\n# stricter\n", "utf-8")
    assert states(grader)["blocked_loop"] == "changed"
    told = grader("list").stdout
    assert "This exercise has changed since you passed: 41." in told
    assert "nox -s grade -- 41" in told


def test_the_list_of_a_failed_exercise_names_the_mistake(grader: Run, clone: Path) -> None:
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# mine\n", "utf-8")
    grader("grade")
    line = next(line for line in grader("list").stdout.splitlines() if " 41 " in line)
    assert "blocking-call" in line
    assert "today" in line


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["new"], ["11", "41"]),
        (["calls"], ["11"]),
        (["heartbeat"], ["41"]),
        (["BLOCKED", "new"], ["41"]),
        (["4"], ["41"]),
    ],
)
def test_words_choose_by_state_track_or_text(grader: Run, words: list[str], numbers: list[str]) -> None:
    assert [row["number"] for row in json.loads(grader("list", "--json", *words).stdout)] == numbers


def test_a_word_that_nothing_fits_is_answered_with_what_there_is(grader: Run) -> None:
    done = grader("list", "nonsense")
    assert done.returncode == 2
    assert "States are passed, changed, failed, begun, new; tracks are calls," in done.stderr
    assert "No exercise is failed." in grader("list", "failed").stderr


def test_sorting(grader: Run, clone: Path) -> None:
    solve(clone)
    grader("grade")
    for key in ("state", "points", "changed", "title"):
        rows = json.loads(grader("list", "--json", "--sort", key).stdout)
        assert [row["number"] for row in rows] == (["41", "11"] if key != "title" else ["11", "41"]), key


def test_every_way_of_sorting_is_offered() -> None:
    assert tuple(listing.SORTS) == desk.SORTS


@pytest.mark.parametrize("width", ["40", "60", "200"])
def test_no_line_of_the_list_is_wider_than_the_terminal(grader: Run, width: str) -> None:
    assert max(map(len, grader("list", COLUMNS=width).stdout.splitlines())) <= int(width)


def test_a_console_without_box_characters_gets_plain_letters(grader: Run) -> None:
    assert grader("list", PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout.isascii()


def test_plain_is_a_sentence_for_each_exercise(grader: Run) -> None:
    lines = grader("list", "--plain").stdout.splitlines()
    assert lines[0] == "11 Called, but never run: new, 0 of 6 points."
    assert lines[-1] == "0 of 2 exercises passed, 0 of 11 points."


def test_watch_and_list_count_the_points_that_grade_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(extras.EXTRAS, "production", ("a_module_that_is_not_there",))
    rows = states_of.rows(catalogue.load(), {})
    judged = [row for row in rows if row.exercise.extra != "production"]
    most = sum(row.exercise.max_points for row in judged)
    desk = Desk(catalogue.ROOT, rows, rows[0].exercise)
    head = screen.draw(desk, Look(colour=False, width=100, unicode=True), 40)[0]
    assert head.endswith(f"0/{len(judged)} passed, 0/{most} points")
    said = listing.summary(rows)
    assert said.startswith(
        f"0 of {len(judged)} exercises passed, 0 of {most} points. Not counted, since they cannot be"
    )
    assert said.endswith("judged here: 92, 93, 94, 95, 96, 97.")


def test_a_verdict_on_another_text_is_not_told_as_one_on_this(grader: Run, clone: Path) -> None:
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# mine\n", "utf-8")
    grader("grade")
    assert "41 The heartbeat that stopped: blocking-call, " in grader("list", "--plain").stdout
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# and mine\n", "utf-8")
    assert "41 The heartbeat that stopped: begun, " in grader("list", "--plain").stdout


# --- hint -----------------------------------------------------------------------------------------------


def test_each_time_one_step_more(grader: Run) -> None:
    said = [grader("hint", "41").stdout for _ in range(4)]
    assert [text.count("of 3:") for text in said] == [1, 2, 3, 3]
    assert "One more step:  nox -s hint -- 41" in said[1]
    assert "That was the last one." in said[2]
    assert json.loads(grader("list", "--json").stdout)[1]["hints"] == 3


def test_without_a_name_it_is_about_the_exercise_that_i_am_at(grader: Run, clone: Path) -> None:
    assert grader("hint").stdout.startswith("11 ")
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# mine\n", "utf-8")
    assert grader("hint").stdout.startswith("41 ")


def test_a_hint_depends_on_the_mistake_that_was_last_seen(grader: Run, clone: Path) -> None:
    assert "About your last try" not in grader("hint", "41").stdout
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# mine\n", "utf-8")
    toml = clone / "exercises" / "41_blocked_loop" / "exercise.toml"
    assert "hint_for.blocking-call" in toml.read_text("utf-8")
    grader("grade")
    assert "About your last try: The named line is not wrong" in grader("hint", "41").stdout.replace("\n", " ")


def test_every_hint_that_is_for_a_mistake_names_one_that_there_is() -> None:
    for exercise in catalogue.load():
        assert set(exercise.hint_for) <= set(MISTAKES), exercise.label


# --- progress -------------------------------------------------------------------------------------------


def test_progress_goes_to_another_machine(grader: Run, clone: Path) -> None:
    solve(clone)
    grader("grade")
    assert "nox -s progress -- import mine.json" in grader("progress", "export", "mine.json").stdout
    shutil.rmtree(clone / ".awaitlings")
    assert states(grader)["blocked_loop"] == "begun"
    assert "news of 1 exercise" in grader("progress", "import", "mine.json").stdout
    assert states(grader)["blocked_loop"] == "passed"


def test_what_is_no_progress_file_is_not_taken_over(grader: Run, clone: Path) -> None:
    (clone / "note.txt").write_text("hello", "utf-8")
    done = grader("progress", "import", "note.txt")
    assert (done.returncode, done.stderr) == (
        2,
        "note.txt was not taken over. It is damaged, or not a progress file.\n",
    )
    assert "cannot be read" in grader("progress", "import", "nowhere.json").stderr


def test_a_swapped_solution_is_nobodys_progress(grader: Run, clone: Path) -> None:
    grader("swap", "41")
    assert grader("grade", "41").returncode == 0
    assert "passed" not in states(grader).values()


@pytest.mark.parametrize("words", [["--solutions"], ["--submission", "solutions/41_blocked_loop"]])
def test_what_is_not_the_learners_own_file_is_no_progress(grader: Run, words: list[str]) -> None:
    assert grader("grade", "41", *words).returncode == 0
    assert states(grader)["blocked_loop"] == "new"


# --- reset ----------------------------------------------------------------------------------------------


def test_reset_asks_nobody_only_with_yes(grader: Run, clone: Path) -> None:
    mine = stub(clone).read_text("utf-8") + "# mine\n"
    stub(clone).write_text(mine, "utf-8")
    refused = grader("reset", "41")
    assert refused.returncode == 2
    assert "add --yes" in refused.stderr
    assert stub(clone).read_text("utf-8") == mine
    done = grader("reset", "--yes")
    assert "holds the stub as handed out now. Your own text is kept in .awaitlings/backups/" in done.stdout
    assert "11 never_awaited" not in done.stdout
    grader("restore", "41")
    assert stub(clone).read_text("utf-8") == mine
    assert "Nothing to reset" in grader("reset", "11", "--yes").stdout


# --- dispute --------------------------------------------------------------------------------------------


def test_a_dispute_is_one_file_from_which_the_verdict_can_be_played_again(grader: Run, clone: Path) -> None:
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# mine\n", "utf-8")
    done = grader("grade", "41", "--dispute", "--seed", "7")
    (written,) = clone.glob("dispute-41-*.json")
    assert f"Written: {written.name}" in done.stdout
    data = json.loads(written.read_text("utf-8"))
    assert data["seed"] == 7
    assert data["versions"]["python"]
    again = clone / "again"
    again.mkdir()
    for name, text in data["files"].items():
        (again / name).write_text(text, "utf-8")
    grader("grade", "41", "--submission", "again", "--seed", "7", "--json", "again.json")
    assert json.loads((clone / "again.json").read_text("utf-8")) == data["verdict"]


def test_a_dispute_is_about_one_exercise(grader: Run) -> None:
    done = grader("grade", "--dispute")
    assert (done.returncode, "name one exercise" in done.stderr) == (2, True)


# --- run ------------------------------------------------------------------------------------------------

PROGRAM = """
import asyncio, sys
import services
async def main():
    await asyncio.gather(services.send_beat(), services.send_beat())
    print(services.render_pdf("north", "r1"), sys.argv[1:], __name__, __file__)
asyncio.run(main())
"""


def test_run_says_how_long_it_took_and_why(grader: Run, clone: Path) -> None:
    stub(clone).write_text(PROGRAM, "utf-8")
    done = grader("run", "41", "a", "b")
    assert "north.pdf (r1) ['a', 'b'] __main__ blocked_loop.py" in done.stdout
    *_, took, calls = done.stdout.splitlines()
    assert took.startswith("Took ")
    assert took.endswith("send_beat(), then render_pdf('north').")
    assert calls == "3 calls to services, at most 2 at the same time."


STREAM = """
import asyncio, contextlib
import services
async def main():
    async with contextlib.aclosing(services.words()) as stream:
        async for word in stream:
            break
    print("went on")
asyncio.run(main())
"""


def test_run_closes_a_stream_of_a_service_when_the_program_does(grader: Run, clone: Path) -> None:
    service = "async def words():\n    try:\n        yield 'a'\n    finally:\n        print('closed')\n"
    stub(clone).with_name("services.py").write_text(service, "utf-8")
    stub(clone).write_text(STREAM, "utf-8")
    assert grader("run", "41").stdout.startswith("closed\nwent on\n")


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("import sys; sys.exit('no')", 1, "no\n"),
        ("def f(:\n    pass", 1, "SyntaxError"),
        ("def f():\n    1 / 0\nf()", 1, 'File "blocked_loop.py", line 2, in f'),
    ],
)
def test_run_ends_as_python_would(clone: Path, source: str, code: int, said: str) -> None:
    stub(clone).write_text(source, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "run", "41"],
        cwd=clone, env={**os.environ, "PYTHONPATH": str(clone)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert said in done.stderr
    assert "traced.py" not in done.stderr


# --- update ---------------------------------------------------------------------------------------------


@pytest.fixture
def newer(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newer version: 41 has a new stub, services and lesson; 11 was renumbered; there is a new file."""
    folder = tmp_path_factory.mktemp("newer") / "clone"
    shutil.copytree(clone, folder)
    exercise = folder / "exercises" / "41_blocked_loop"
    for name in ("blocked_loop.py", "services.py", "README.md"):
        (exercise / name).write_text((exercise / name).read_text("utf-8") + "\n# newer\n", "utf-8")
    (folder / "exercises" / "11_never_awaited").rename(folder / "exercises" / "17_never_awaited")
    (folder / "solutions" / "11_never_awaited").rename(folder / "solutions" / "17_never_awaited")
    (folder / "NEW.md").write_text("new\n", "utf-8")
    stubs.stamp(catalogue.load(exercises=folder / "exercises"))
    return folder


def test_update_leaves_edited_stubs_alone_and_brings_everything_else(grader: Run, clone: Path, newer: Path) -> None:
    mine = stub(clone).read_text("utf-8") + "# mine\n"
    stub(clone).write_text(mine, "utf-8")
    other = clone / "exercises" / "11_never_awaited" / "never_awaited.py"
    other.write_text(other.read_text("utf-8") + "# mine, too\n", "utf-8")
    done = grader("update", str(newer))
    assert "11_never_awaited is 17_never_awaited now; your files moved along." in done.stdout
    assert "41 blocked_loop: there is a new version of blocked_loop.py; yours was left as it is." in done.stdout
    assert stub(clone).read_text("utf-8") == mine
    assert (clone / "exercises" / "17_never_awaited" / "never_awaited.py").read_text("utf-8").endswith("# mine, too\n")
    assert "# newer" in (clone / "exercises" / "41_blocked_loop" / "services.py").read_text("utf-8")
    assert (clone / "NEW.md").exists()
    assert "0 files" in grader("update", str(newer)).stdout
    grader("reset", "41", "--yes")
    assert "# newer" in stub(clone).read_text("utf-8")


def test_update_replaces_a_stub_that_nobody_touched(grader: Run, clone: Path, newer: Path) -> None:
    grader("update", str(newer))
    assert "# newer" in stub(clone).read_text("utf-8")
    assert states(grader) == {"never_awaited": "new", "blocked_loop": "new"}


def test_update_from_something_else_changes_nothing(grader: Run, clone: Path, tmp_path: Path) -> None:
    assert "is not an awaitlings folder" in grader("update", str(clone / "docs")).stderr
    assert "this very folder" in grader("update", ".").stderr
    assert "no git clone" in grader("update").stderr


@needs_git
def test_update_by_git_moves_the_clone_and_keeps_what_i_wrote(clone: Path, newer: Path, tmp_path_factory) -> None:
    def git(folder: Path, *arguments: str) -> str:
        name = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
        return subprocess.run(("git", *name, *arguments), cwd=folder, check=True, capture_output=True, text=True).stdout

    upstream = tmp_path_factory.mktemp("upstream") / "repository"
    shutil.copytree(clone, upstream)
    (upstream / ".gitignore").write_text(".awaitlings/\n__pycache__/\n", "utf-8")
    git(upstream, "init", "-q")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "one")
    mine = upstream.parent / "mine"
    git(upstream.parent, "clone", "-q", str(upstream), str(mine))
    shutil.rmtree(upstream / "exercises")
    shutil.copytree(newer / "exercises", upstream / "exercises")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "two")

    def update() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "grader", "update"], cwd=mine, capture_output=True, text=True,
                              check=False, env={**os.environ, "PYTHONPATH": str(mine)})  # fmt: skip

    for name in ("41_blocked_loop/blocked_loop.py", "11_never_awaited/never_awaited.py"):
        path = mine / "exercises" / name
        path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    services = mine / "exercises" / "41_blocked_loop" / "services.py"
    services.write_text("# mine\n", "utf-8")
    assert "You have changed exercises/41_blocked_loop/services.py" in update().stderr
    git(mine, "checkout", "--", "exercises/41_blocked_loop/services.py")
    done = update()
    assert "there is a new version of blocked_loop.py; yours was left" in done.stdout, done.stderr
    assert stub(mine).read_text("utf-8").endswith("# mine\n")
    assert "# newer" not in stub(mine).read_text("utf-8")
    assert (mine / "exercises" / "17_never_awaited" / "never_awaited.py").read_text("utf-8").endswith("# mine\n")
    assert git(mine, "rev-parse", "HEAD") == git(upstream, "rev-parse", "HEAD")
    assert update().stdout == "Nothing new: this is the newest version.\n"


@pytest.mark.skipif(os.name == "nt", reason="a killed process is a matter of POSIX")
def test_an_update_or_a_reset_killed_at_any_moment_loses_nothing_and_typed_again_gets_there(
    clone: Path, newer: Path
) -> None:
    mine = stub(clone).read_text("utf-8") + "# mine\n"
    for round_ in range(12):
        stub(clone).write_text(mine, "utf-8")
        words = ("update", str(newer)) if round_ % 2 else ("reset", "41", "--yes")
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", *words], cwd=clone, env={**os.environ, "PYTHONPATH": str(clone)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1 + 0.03 * round_)
        process.kill()
        process.wait()
        kept = [path.read_text("utf-8") for path in (clone / ".awaitlings").glob("backups/*/41_blocked_loop/*.py")]
        assert mine in [stub(clone).read_text("utf-8"), *kept], f"round {round_}: {words}"
    stub(clone).write_text(mine, "utf-8")
    subprocess.run([sys.executable, "-m", "grader", "update", str(newer)], cwd=clone, check=True, capture_output=True,
                   env={**os.environ, "PYTHONPATH": str(clone)})  # fmt: skip
    assert stub(clone).read_text("utf-8") == mine
    assert (clone / "exercises" / "17_never_awaited" / "never_awaited.py").exists()
    assert "# newer" in (clone / "exercises" / "41_blocked_loop" / "services.py").read_text("utf-8")
