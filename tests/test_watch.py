"""The watch screen as a person uses it: a real terminal, keys, saves, and what is on the screen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import make_clone
from .terminal import Terminal, needs_pty

pytest.importorskip("prompt_toolkit")
pytest.importorskip("watchfiles")
pytestmark = [needs_pty, pytest.mark.skipif(not hasattr(os, "fork"), reason="the judge is forked")]

FAILS = "blocking-call: A blocking call held the event loop"
WARM = "grader.desk.warm"  # a judge is a fork of it, under the same name
PASSES = "✓ passed: 5 of 5 points"

Watch = Callable[..., Terminal]


def stub(clone: Path) -> Path:
    return clone / "exercises" / "41_blocked_loop" / "blocked_loop.py"


def solution(clone: Path) -> str:
    return (clone / "solutions" / "41_blocked_loop" / "blocked_loop.py").read_text("utf-8")


def solve(clone: Path, number: str = "41_blocked_loop") -> None:
    for path in (clone / "solutions" / number).glob("*.py"):
        shutil.copy(path, clone / "exercises" / number)


def begin(clone: Path) -> None:
    """A stub that somebody has begun with, and that fails as it did."""
    stub(clone).write_text(stub(clone).read_text("utf-8") + "# begun\n", "utf-8")


@pytest.fixture
def watch(clone: Path) -> Iterator[Watch]:
    """Start `watch` in the small clone."""
    opened = []

    def start(*words: str, folder: Path = clone, **options: object) -> Terminal:
        opened.append(Terminal(sys.executable, "-m", "grader", "watch", *words, cwd=folder, **options))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A desk at which 41 has failed; each test leaves it at the verdict."""
    folder = make_clone(tmp_path_factory.mktemp("desk"))
    begin(folder)
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\necho opened \"$@\" > '{folder}/opened'\n", "utf-8")
    editor.chmod(0o755)
    terminal = Terminal(sys.executable, "-m", "grader", "watch", cwd=folder, EDITOR=str(editor))
    terminal.folder = folder  # type: ignore[attr-defined]
    terminal.shows(FAILS)
    yield terminal
    terminal.close()


@pytest.fixture
def at_the_verdict(desk: Terminal) -> Iterator[Terminal]:
    desk.press("v")
    desk.shows(FAILS, "n next")
    yield desk
    desk.press("v")


# --- the first minute -----------------------------------------------------------------------------------


def test_a_fresh_clone_is_greeted_in_five_lines_and_told_what_to_open(watch: Watch) -> None:
    text = watch().shows("Save the stub, and it is judged", "q quit")
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("Welcome!"))
    assert all(lines[start : start + 5])
    assert lines[start + 5] == ""
    assert "lesson  exercises/11_never_awaited/README.md" in text
    assert "stub    exercises/11_never_awaited/never_awaited.py" in text
    assert "0/2 passed, 0/11 points" in text


def test_a_save_is_judged_and_passing_does_not_move_on(watch: Watch, clone: Path) -> None:
    terminal = watch("41")
    terminal.shows("Save the stub")
    begin(clone)
    assert "exercises/41_blocked_loop/blocked_loop.py:24" in terminal.shows("not yet: 0 of 5 points", FAILS)
    solve(clone)
    text = terminal.shows(PASSES, "Why it works: The library still blocks", "1/2 passed, 5/11 points", no=FAILS)
    assert "41 The heartbeat that stopped" in text
    terminal.shows("Beside the reference: Same time", "Good to know: line 25: `gather` passes here", "Try: ")
    terminal.press("n")
    terminal.shows("11 Called, but never run", no="Why it works")


def test_a_change_to_a_file_that_is_given_is_answered_with_a_sentence(watch: Watch, clone: Path) -> None:
    solve(clone)
    terminal = watch()
    terminal.shows(PASSES)
    services = stub(clone).with_name("services.py")
    services.write_text(services.read_text("utf-8") + "# mine\n", "utf-8")
    terminal.shows(PASSES, "Note: exercises/41_blocked_loop/services.py differs", "put them into blocked_loop.py")


def test_saving_another_exercise_goes_there(watch: Watch, clone: Path) -> None:
    terminal = watch("11")
    terminal.shows("Save the stub")
    begin(clone)
    terminal.shows("41 The heartbeat that stopped", FAILS)


def test_when_all_is_done_everything_is_judged_once_more_together(watch: Watch, clone: Path) -> None:
    solve(clone, "11_never_awaited")
    terminal = watch("11")
    terminal.shows("passed: 6 of 6 points")
    solve(clone)
    terminal.shows("All 2 exercises pass, judged once more together: 11 of 11 points", "2/2 passed")


# --- each key -------------------------------------------------------------------------------------------


def test_h_is_a_hint_and_one_more_each_time(at_the_verdict: Terminal) -> None:
    desk = at_the_verdict
    desk.press("h")
    assert "Hint 2" not in desk.shows("Hint 1 of 3", "h again for step 2 of 3")
    desk.press("h")
    desk.shows("Hint 1 of 3", "Hint 2 of 3")
    desk.press("h")
    desk.shows("Hint 3 of 3", "That was the last")
    desk.press("h")
    desk.shows(FAILS)


def test_e_explains_the_mistake(at_the_verdict: Terminal) -> None:
    at_the_verdict.press("e")
    at_the_verdict.shows("Next: Await an async version of it", no="Failed as well")
    at_the_verdict.press("escape")
    at_the_verdict.shows("Failed as well")


def test_t_is_the_timeline(at_the_verdict: Terminal) -> None:
    at_the_verdict.press("t")
    text = at_the_verdict.shows("The time it took, from 0 to", no="Failed as well")
    assert "the loop of the check  ████" in text
    assert "line 24" in text


def test_l_lists_and_enter_goes_there(at_the_verdict: Terminal) -> None:
    desk = at_the_verdict
    desk.press("l")
    desk.shows("→ ✗ 41 The heartbeat that stopped  never-block  blocking-call  0/5", "· 11 Called, but never run")
    desk.press("up")
    desk.shows("→ · 11")
    desk.press("enter")
    desk.shows("Your aim: Calling a coroutine function runs nothing", no="→")
    desk.press("l")
    desk.shows("→ · 11")
    desk.press("down")
    desk.shows("→ ✗ 41")
    desk.press("enter")
    desk.shows(FAILS)


def test_f_in_the_list_shows_what_is_open(at_the_verdict: Terminal) -> None:
    at_the_verdict.press("l")
    at_the_verdict.shows("f all / only open")
    at_the_verdict.press("f")
    at_the_verdict.shows("→ · 11")
    at_the_verdict.press("f")
    at_the_verdict.shows("41 The heartbeat that stopped  never-block")


def test_r_runs_the_stub_on_the_real_clock_and_r_again_stops_it(at_the_verdict: Terminal) -> None:
    desk = at_the_verdict
    desk.press("r")
    desk.shows(r"\d s  beat", "running blocked_loop.py on the real clock", "r stop")
    desk.press("r")
    desk.shows(r"\(stopped\)", no="running blocked_loop")


def test_o_opens_the_editor_at_the_line_of_the_mistake(at_the_verdict: Terminal) -> None:
    opened = at_the_verdict.folder / "opened"  # type: ignore[attr-defined]
    at_the_verdict.press("o")
    at_the_verdict.until(lambda: opened.exists() and opened.read_text("utf-8").endswith("\n"), "the editor")
    assert opened.read_text("utf-8").startswith("opened ")
    assert "blocked_loop.py" in opened.read_text("utf-8")
    at_the_verdict.shows(FAILS)


def test_s_shows_no_solution_before_it_is_passed(at_the_verdict: Terminal) -> None:
    assert "solution" not in at_the_verdict.text
    at_the_verdict.press("s")
    at_the_verdict.press("h")
    at_the_verdict.shows("Hint 1 of 3", no="The reference")


def test_c_judges_everything_together(at_the_verdict: Terminal) -> None:
    at_the_verdict.press("c")
    at_the_verdict.shows("Together: 0 of 2 pass", "Failed as well")


def test_x_asks_and_resets_and_keeps_a_copy(watch: Watch, clone: Path) -> None:
    handed_out = stub(clone).read_text("utf-8")
    solve(clone)
    terminal = watch("41")
    terminal.shows(PASSES, "s solution")
    terminal.press("s")
    terminal.shows("The reference, solutions/41_blocked_loop/blocked_loop.py:", "asyncio.to_thread")
    terminal.press("x")
    terminal.shows("Begin 41 again?", "y begin again")
    terminal.press("n")
    terminal.shows("Nothing was changed.", PASSES)
    assert stub(clone).read_text("utf-8") == solution(clone)
    terminal.press("x")
    terminal.shows("y begin again")
    terminal.press("y")
    terminal.shows("holds the stub as handed out now", "Save the stub, and it is judged")
    assert stub(clone).read_text("utf-8") == handed_out
    (copy,) = (clone / ".awaitlings" / "backups").glob("*-reset/41_blocked_loop/blocked_loop.py")
    assert copy.read_text("utf-8") == solution(clone)


def test_the_space_bar_scrolls(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch(rows=16)
    terminal.shows("not yet", r"\.\.\. \d+ more lines", no="Failed as well")
    for _ in range(9):
        terminal.press(" ")
    terminal.shows("Failed as well", r"\.\.\. the end")
    terminal.press("up")
    terminal.shows(r"\.\.\. 1 more line:")


@pytest.mark.parametrize("key", ["q", "ctrl-c"])
def test_q_leaves_the_terminal_as_it_was_and_no_process_behind(watch: Watch, key: str) -> None:
    terminal = watch()
    terminal.shows("q quit")
    terminal.press(key)
    assert terminal.ended() == 0
    assert terminal.raw.endswith((b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?12l\x1b[?25h"))
    assert b"Traceback" not in terminal.raw


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who is whose child")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_killed_from_outside_nothing_runs_on(watch: Watch, number: signal.Signals) -> None:
    terminal = watch()
    terminal.shows("q quit")
    resting(terminal)
    family = descendants(terminal.process.pid)
    terminal.process.send_signal(number)
    terminal.ended()
    terminal.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), "their end")


# --- saving ---------------------------------------------------------------------------------------------


def test_of_a_burst_of_saves_the_last_one_counts(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch()
    terminal.shows(FAILS)
    right = solution(clone)
    for number in range(30):
        stub(clone).write_text(right[: len(right) * number // 30], "utf-8")
    stub(clone).write_text(right, "utf-8")
    terminal.shows(PASSES, no="judging")


def save_by_rename(path: Path, text: str) -> None:
    other = path.with_name(".blocked_loop.py.swp~")
    other.write_text(text, "utf-8")
    other.replace(path)


def save_by_moving_the_old_one_away(path: Path, text: str) -> None:
    backup = path.with_name("blocked_loop.py~")
    path.rename(backup)
    path.write_text(text, "utf-8")
    backup.unlink()


def save_by_deleting_first(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("save", [save_by_rename, save_by_moving_the_old_one_away, save_by_deleting_first])
def test_editors_that_write_another_file_first(watch: Watch, clone: Path, save: Callable[[Path, str], None]) -> None:
    begin(clone)
    terminal = watch()
    terminal.shows(FAILS)
    save(stub(clone), solution(clone))
    terminal.shows(PASSES)


def test_a_folder_that_tells_nothing_is_looked_at(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch("--poll")
    terminal.shows(FAILS)
    solve(clone)
    terminal.shows(PASSES)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who is whose child")
def test_a_save_during_a_run_ends_that_run(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch()
    terminal.shows(FAILS)
    at_rest = resting(terminal)
    stub(clone).write_text(stub(clone).read_text("utf-8").replace("return library.render(name)", "while True: pass"))
    terminal.until(lambda: len(commands(terminal)) > len(at_rest), "a run")
    solve(clone)
    terminal.shows(PASSES)
    terminal.until(lambda: commands(terminal) == at_rest, "the end of all runs")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux who is whose child")
def test_if_somebody_kills_the_warm_process_another_one_takes_over(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch()
    terminal.shows(FAILS)
    os.kill(descendants(terminal.process.pid)[0], signal.SIGKILL)
    solve(clone)
    terminal.shows(PASSES)


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                found += [child, *descendants(child)]
    except OSError:
        pass
    return found


def commands(terminal: Terminal) -> list[str]:
    """The programs that the screen has started, each by the last word of its command."""
    found = []
    for pid in descendants(terminal.process.pid):
        try:
            found.append(Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").rpartition("\0")[2])
        except OSError:
            continue
    return sorted(found)


def resting(terminal: Terminal) -> list[str]:
    """Wait for a warm process that judges nothing and has a fork server waiting, and return what runs then."""
    terminal.until(
        lambda: len(commands(terminal)) > 1 and commands(terminal).count(WARM) == 1, "a warm process at rest"
    )
    return commands(terminal)


# --- for everybody --------------------------------------------------------------------------------------


def test_sixty_columns_are_enough(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch(columns=60, rows=30)
    text = terminal.shows("q quit", "blocking-call")
    assert "stub    exercises/41_blocked_loop/blocked_loop.py" in text
    terminal.resize(110, 40)
    terminal.shows("─" * 105)


def test_without_colour_there_is_none_and_the_path_is_no_link(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch(NO_COLOR="1")
    terminal.shows("blocking-call")
    assert b"\x1b[1;31m" not in terminal.raw
    assert b"\x1b]8;;" not in terminal.raw


def test_with_colour_the_path_can_be_clicked(watch: Watch, clone: Path) -> None:
    terminal = watch()
    terminal.shows("q quit")
    name = f"file://{clone}/exercises/11_never_awaited/never_awaited.py"
    assert f"\x1b]8;;{name}\x1b\\exercises/11_never_awaited/never_awaited.py\x1b]8;;\x1b\\".encode() in terminal.raw


def test_a_console_without_box_characters_gets_plain_letters(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch(PYTHONIOENCODING="ascii:backslashreplace", PYTHONUTF8="0")
    text = terminal.shows("x  not yet", "blocking-call")
    assert text.isascii()


def piped(clone: Path, *words: str, keys: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", "watch", *words],
        cwd=clone, env={**os.environ, "PYTHONPATH": str(clone)}, input=keys, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip


def test_without_a_terminal_one_sentence_says_what_to_type(clone: Path) -> None:
    done = piped(clone)
    assert done.returncode == 2
    assert done.stderr == (
        "There is no terminal here to draw on. A line for each fact instead:  nox -s watch -- --plain\n"
    )


def test_plain_says_a_fact_a_line_and_never_redraws(clone: Path) -> None:
    done = piped(clone, "--plain", keys="h\nl\nnonsense\nq\n")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Welcome!")
    assert "The stub: exercises/11_never_awaited/never_awaited.py. Save it, and it is judged." in lines
    assert any(line.startswith("Hint 1 of 3: ") for line in lines)
    assert "41 The heartbeat that stopped: new, 0 of 5 points." in lines
    assert "Keys: n next, h hint, l list, r run for real, o open in editor, q quit." in lines
    assert "\x1b" not in done.stdout


def test_plain_in_a_terminal_takes_keys_and_judges_saves(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch("--plain", columns=100)
    terminal.shows("41 The heartbeat that stopped: not yet, 0 of 5 points", "Part 1, the heartbeat goes on")
    solve(clone)
    terminal.shows("41 The heartbeat that stopped: passed, 5 of 5 points", "Why it works: ")
    assert terminal.raw.count(b"not yet, 0 of 5 points") == 1  # after a save nothing old is told again
    assert b"\x1b[" not in terminal.raw.replace(b"\x1b[?1l", b"").replace(b"\x1b[?2004l", b"")
    terminal.press("q")
    assert terminal.ended() == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no parents to look for")
def test_a_watch_whose_parent_is_gone_ends(clone: Path) -> None:
    start = "import subprocess, sys; subprocess.Popen(sys.argv[1:]); sys.stdin.read(1)"
    words = [sys.executable, "-c", start, sys.executable, "-m", "grader", "watch", "--plain"]
    environment = {**os.environ, "PYTHONPATH": str(clone)}
    with subprocess.Popen(words, cwd=clone, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline().startswith(b"Welcome!")
        parent.kill()
        parent.stdout.read()  # ends when nothing writes there any more


def test_an_editor_reads_the_problems_again_after_each_save(watch: Watch, clone: Path) -> None:
    begin(clone)
    terminal = watch("--problems", columns=160)
    terminal.shows(
        "exercises/41_blocked_loop/blocked_loop.py:24: error: blocking-call: part 1", "Judged 41 blocked_loop: "
    )
    solve(clone)
    terminal.shows("Judging 41 blocked_loop", "Judged 41 blocked_loop: 0 problems.")
    assert b"Keys: " not in terminal.raw
    terminal.press("q")
    assert terminal.ended() == 0
