"""The commands as people type them: what they read, and what their shell sees."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from grader.exercise import catalogue

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "grader" / "verdict.schema.json").read_text("utf-8"))
OK, FAILED, WRONG = 0, 1, 2

Run = Callable[..., subprocess.CompletedProcess[str]]


def stub(clone: Path, text: str) -> None:
    (clone / "exercises" / "41_blocked_loop" / "blocked_loop.py").write_text(text, "utf-8")


# --- selecting ------------------------------------------------------------------------------------------


def test_untouched_stubs_are_one_grey_line_each_and_nothing_fails(grader: Run) -> None:
    done = grader("grade")
    assert done.returncode == OK
    assert done.stdout.count("not started") == 2
    assert "Begin with:  exercises/11_never_awaited/README.md" in done.stdout


def test_who_has_begun_nothing_sees_a_verdict_on_an_example(grader: Run, clone: Path) -> None:
    shutil.copytree(ROOT / "docs" / "example", clone / "docs" / "example")
    done = grader("grade")
    assert done.returncode == OK
    assert "docs/example/10_kettle/kettle.py:19" in done.stdout
    assert "visible checks" not in done.stdout  # the example has no others
    assert "blocking-call" in done.stdout
    assert "0 of 11 points." in done.stdout
    assert done.stdout.endswith("Begin with:  exercises/11_never_awaited/README.md\n")
    assert (
        not (clone / ".awaitlings" / "progress.json").exists()
        or "kettle" not in (clone / ".awaitlings" / "progress.json").read_text()
    )


@pytest.mark.parametrize(
    "option", [["--all"], ["--problems"], ["--json", "-"], ["--require-begun"], ["--track", "calls"]]
)
def test_who_asks_for_something_sees_that_and_no_example(grader: Run, clone: Path, option: list[str]) -> None:
    shutil.copytree(ROOT / "docs" / "example", clone / "docs" / "example")
    assert "kettle" not in grader("grade", *option).stdout


def test_who_has_begun_sees_no_example(grader: Run, clone: Path) -> None:
    shutil.copytree(ROOT / "docs" / "example", clone / "docs" / "example")
    stub(clone, "raise SystemExit\n")
    assert "kettle" not in grader("grade").stdout


def test_plain_tells_a_timeline_in_sentences(grader: Run) -> None:
    told = " ".join(grader("grade", "41", "--plain").stdout.split())
    assert "The loop was held from 0.00 s to " in told
    assert "by services.render_pdf() in line 24." in told
    assert "█" not in told


def test_why_it_works_is_one_flowing_paragraph() -> None:
    assert not [exercise.id for exercise in catalogue.load() if "\n" in exercise.why]


def test_all_plays_untouched_stubs_too(grader: Run) -> None:
    done = grader("grade", "--all")
    assert done.returncode == FAILED
    assert "not started" not in done.stdout


@pytest.mark.parametrize("word", ["41", "blocked_loop", "41_blocked_loop", "exercises/41_blocked_loop"])
def test_an_exercise_is_selected_by_number_name_or_folder(grader: Run, word: str) -> None:
    done = grader("grade", word, "--json", "-")
    assert [exercise["id"] for exercise in json.loads(done.stdout)["exercises"]] == ["blocked_loop"]


def test_a_typo_gets_the_nearest_name(grader: Run) -> None:
    done = grader("grade", "bloked_loop")
    assert (done.returncode, done.stdout) == (WRONG, "")
    assert "Did you mean blocked_loop?" in done.stderr


def test_solutions_pass_in_full(grader: Run) -> None:
    done = grader("grade", "--solutions")
    assert done.returncode == OK
    assert "11 of 11 points" in done.stdout


def test_a_folder_with_one_answer_in_it_is_a_submission_to_that_exercise(grader: Run, clone: Path) -> None:
    folder = clone / "handed in"
    shutil.copytree(clone / "solutions" / "41_blocked_loop", folder)
    done = grader("grade", "--submission", str(folder))
    assert done.returncode == OK
    assert "5 of 5 points" in done.stdout


def test_relative_paths_start_where_the_command_was_typed(grader: Run, clone: Path) -> None:
    typed_in = clone / "somewhere"
    shutil.copytree(clone / "solutions" / "41_blocked_loop", typed_in / "mine")
    done = grader("grade", "--submission", "mine", "--json", "out.json", AWAITLINGS_CWD=str(typed_in))
    assert done.returncode == OK
    assert (typed_in / "out.json").is_file()


@pytest.mark.parametrize("where", ["exercises", "handed-in"])
def test_a_change_to_a_file_that_is_given_is_said_not_to_count(grader: Run, clone: Path, where: str) -> None:
    shutil.copytree(clone / "solutions", clone / where, dirs_exist_ok=True)
    own = (clone / "exercises" / "41_blocked_loop" / "services.py").read_text("utf-8")
    (clone / where / "41_blocked_loop" / "services.py").write_text(own + "# mine\n", "utf-8")
    options = [] if where == "exercises" else ["--submission", where]
    said = " ".join(grader("grade", "41", *options).stdout.split())
    assert "41_blocked_loop/services.py differs from the copy that answers are graded with: changes in it" in said


def test_a_folder_without_any_answer_is_said_so(grader: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = grader("grade", "--submission", str(tmp_path / "empty"))
    assert done.returncode == WRONG
    assert "holds no file of any exercise" in done.stderr


@pytest.mark.parametrize(("name", "said"), [("nowhere", "is not there"), ("notes.txt", "is a file: give the folder")])
def test_a_path_that_is_no_folder_is_a_wrong_command(grader: Run, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "notes.txt").write_text("")
    done = grader("grade", "41", "--submission", str(tmp_path / name))
    assert done.returncode == WRONG
    assert said in done.stderr


@pytest.mark.parametrize("flag", [[], ["--require-begun"], ["--github"], ["--junit", "report.xml"]])
def test_a_run_in_which_nothing_was_begun_is_no_green_build(grader: Run, clone: Path, flag: list[str]) -> None:
    done = grader("grade", *flag, AWAITLINGS_CWD=str(clone))
    assert done.returncode == (1 if flag else OK)
    assert ("Nothing was begun" in done.stderr) == bool(flag)


# --- what a learner reads -------------------------------------------------------------------------------


def test_a_failure_names_call_mistake_line_and_next_step(grader: Run) -> None:
    done = grader("grade", "41")
    assert done.returncode == FAILED
    text = done.stdout
    assert "41 blocked_loop, part 1: the heartbeat goes on while one report is made" in text
    assert "render_report('north')" in text
    assert re.search(r"blocking-call: .*\n", text)
    assert re.search(r"^ +exercises/41_blocked_loop/blocked_loop\.py:\d+$", text, re.MULTILINE)
    assert "Next:" in text
    assert re.search(r"nox -s grade -- 41 --seed \d+", text)


def test_without_a_terminal_there_are_no_control_characters(grader: Run, clone: Path) -> None:
    stub(clone, "print('\\x1b[31mred\\x07\\x9b')\n" + solution(clone))
    shown = grader("grade", "41", "--all")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown.stdout)


def test_what_was_printed_stands_escaped_below_the_failure(grader: Run, clone: Path) -> None:
    stub(
        clone, "print('\\x1b[31mred')\nasync def heartbeat():\n    pass\nasync def render_report(name):\n    return 1\n"
    )
    done = grader("grade", "41")
    assert "Your code printed:" in done.stdout
    assert r"\x1b[31mred" in done.stdout


@pytest.mark.parametrize("word", ["input('name? ')", "breakpoint()"])
def test_asking_for_input_names_the_command_to_use_instead(grader: Run, clone: Path, word: str) -> None:
    stub(
        clone,
        solution(clone).replace(
            "async def render_report(name: str) -> str:\n",
            f"{{}}\n    {word}\n".format("async def render_report(name: str) -> str:"),
        ),
    )
    done = grader("grade", "41")
    assert done.returncode == FAILED
    assert "asked-for-input" in done.stdout
    assert "python exercises/41_blocked_loop/blocked_loop.py" in " ".join(done.stdout.split())


def test_a_syntax_error_is_told_in_pythons_words_and_the_rest_is_not_reached(grader: Run, clone: Path) -> None:
    stub(clone, "def render_report(name):\n    await name\n")
    done = grader("grade", "41")
    assert done.returncode == FAILED
    assert "'await' outside async function" in done.stdout
    assert "blocked_loop.py:2" in done.stdout
    assert len(re.findall(r"Not reached", done.stdout)) == 1


def test_a_traceback_shows_the_learners_own_frames_only(grader: Run, clone: Path) -> None:
    stub(clone, solution(clone).replace("    return await", "    raise ValueError('mine')\n    return await"))
    done = grader("grade", "41")
    frames = re.findall(r'File "([^"]+)"', done.stdout)
    assert frames
    assert set(frames) == {"exercises/41_blocked_loop/blocked_loop.py"}


def break_it(path: Path, how: str) -> None:
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how == "not text":
        path.write_bytes(b"\xff\xfe\x00")
    elif how == "a link":
        path.symlink_to("/etc/passwd")


@pytest.mark.parametrize("how", ["missing", "a folder", "not text", "a link"])
def test_a_stub_that_cannot_be_read_is_one_sentence(grader: Run, clone: Path, how: str) -> None:
    break_it(clone / "exercises" / "41_blocked_loop" / "blocked_loop.py", how)
    done = grader("grade", "41")
    assert done.returncode == FAILED
    assert "blocked_loop.py" in done.stdout


def test_a_bad_exercise_toml_is_one_sentence_and_the_others_are_graded(grader: Run, clone: Path) -> None:
    (clone / "exercises" / "41_blocked_loop" / "exercise.toml").write_text("title = ", "utf-8")
    done = grader("grade", "--all")
    assert done.returncode == WRONG
    assert "41_blocked_loop/exercise.toml is not valid TOML" in done.stderr
    assert "never_awaited" in done.stdout
    assert grader("grade", "11", "--solutions").returncode == OK


def test_a_broken_check_file_is_never_the_learners_fault(grader: Run, clone: Path) -> None:
    checks = clone / "exercises" / "41_blocked_loop" / ".hidden" / "test_blocked_loop.py"
    checks.write_text("import nothing_of_that_name\n", "utf-8")
    done = grader("grade", "41")
    assert done.returncode == WRONG
    assert "Not your fault" in done.stdout


# --- the verdict ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--all"], ["--solutions"], []])
def test_the_verdict_follows_its_schema(grader: Run, arguments: list[str]) -> None:
    verdict = json.loads(grader("grade", *arguments, "--json", "-").stdout)
    jsonschema.validate(verdict, SCHEMA)
    assert verdict["kind"] == "feedback"
    assert verdict["layers"] or not arguments


def test_the_same_seed_gives_the_same_bytes(grader: Run) -> None:
    first, second = (grader("grade", "--all", "--seed", "5", "--json", "-").stdout for _ in range(2))
    assert first == second
    assert json.loads(first)["seed"] == 5


def test_spawned_players_come_to_the_same_verdict(grader: Run) -> None:
    forked, spawned = (
        json.loads(grader("grade", "--all", "--seed", "5", "--json", "-", *extra).stdout)["exercises"]
        for extra in ([], ["--spawn"])
    )
    assert forked == spawned


# --- swap and restore -----------------------------------------------------------------------------------


def solution(clone: Path) -> str:
    return (clone / "solutions" / "41_blocked_loop" / "blocked_loop.py").read_text("utf-8")


def test_swap_and_restore_keep_what_was_there(grader: Run, clone: Path) -> None:
    path = clone / "exercises" / "41_blocked_loop" / "blocked_loop.py"
    stub(clone, "# mine\n")
    assert grader("swap", "41").returncode == OK
    assert path.read_text("utf-8") == solution(clone)
    assert grader("grade", "41").returncode == OK
    assert grader("restore").returncode == OK
    assert path.read_text("utf-8") == "# mine\n"


def test_an_exercise_of_two_files_is_selected_graded_swapped_and_restored(grader: Run, clone: Path) -> None:
    shutil.copytree(ROOT / "tests" / "exercises", clone / "pack")
    pack = ("--exercises", "pack/exercises")
    folder = clone / "pack" / "exercises" / "12_two_files"
    solved = clone / "pack" / "solutions" / "12_two_files"
    files = sorted(path.relative_to(solved) for path in solved.rglob("*.py"))
    assert len(files) >= 2
    before = {file: (folder / file).read_bytes() for file in files}
    assert grader("grade", "two_files", *pack).returncode == FAILED
    assert grader("grade", "12", "--solutions", *pack).returncode == OK
    assert grader("swap", "12", *pack).returncode == OK
    assert grader("grade", "12", *pack).returncode == OK
    assert grader("restore", "12", *pack).returncode == OK
    assert {file: (folder / file).read_bytes() for file in files} == before


def test_a_wrong_command_is_a_sentence(grader: Run) -> None:
    for arguments in (["grade", "--seed", "many"], ["bogus"], []):
        done = grader(*arguments)
        assert done.returncode == WRONG
        assert "python -m grader" in done.stderr


def test_a_check_file_that_python_cannot_read_gives_nobody_a_point(grader: Run, clone: Path) -> None:
    (clone / "exercises" / "11_never_awaited" / ".hidden" / "test_never_awaited.py").write_text("def (\n", "utf-8")
    done = grader("grade", "--all", "--json", "-")
    broken, other = json.loads(done.stdout)["exercises"]
    assert done.returncode == WRONG
    assert (broken["status"], broken["points"]) == ("error", 0)
    assert "SyntaxError" in broken["message"]
    assert (other["status"], other["points"]) == ("failed", 0)


@pytest.mark.parametrize(
    "checks",
    [
        "def test_without_a_mark(play):\n    pass\n",
        "@check(part=1, title='never plays')\nasync def test_it(play):\n    pass\n",
        "@check(part=1, title='takes nothing')\nasync def test_it():\n    pass\n",
        "@check(part=7, title='no such part')\nasync def test_it(play):\n    await play(run)\n",
        "@check(part=1, title='ends early')\nasync def test_it(play):\n    raise SystemExit(0)\n",
        "import pytest\n@check(part=1, title='skips')\nasync def test_it(play):\n    pytest.skip('no')\n",
    ],
)
def test_a_check_that_proves_nothing_gives_no_point(grader: Run, clone: Path, checks: str) -> None:
    head = "from grader.judge import check, scenario\n\n@scenario\nasync def run(kata, note):\n    return 1\n\n"
    folder = clone / "exercises" / "41_blocked_loop" / ".hidden"
    (folder / "test_blocked_loop.py").write_text(head + checks, "utf-8")
    done = grader("grade", "41", "11", "--solutions", "--json", "-")
    first, second = json.loads(done.stdout)["exercises"]
    assert (second["status"], second["points"]) == ("error", 0)
    assert first["status"] == "passed"
    assert done.returncode == WRONG


def test_a_fault_of_ours_is_a_sentence_and_its_story_a_file(grader: Run, clone: Path) -> None:
    rules = clone / "grader" / "diagnosis" / "rules.py"
    rules.write_text(
        rules.read_text("utf-8").replace("found = rule(evidence", "found = 1 // 0, rule(evidence"), "utf-8"
    )
    done = grader("grade", "11", "--seed", "1")
    assert done.returncode == WRONG
    assert done.stderr.startswith("Internal error (not your fault): ZeroDivisionError")
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" in (clone / ".awaitlings" / "error.txt").read_text("utf-8")


def test_a_python_without_pytest_is_told_the_command_that_has_it(clone: Path) -> None:
    command = [sys.executable, "-S", "-m", "grader"]
    done = subprocess.run([*command, "grade", "11"], check=False, capture_output=True, text=True, cwd=clone)
    assert done.returncode == WRONG
    assert done.stderr == "pytest is not installed for this Python. `nox -s grade` has it.\n"


def test_so_is_one_that_lacks_a_plugin_of_pytest(clone: Path, tmp_path: Path) -> None:
    for name in (
        "pytest",
        "_pytest",
        "pluggy",
        "iniconfig",
        "packaging",
        "pygments",
        "py",
    ):  # that is pytest, and no more
        found = importlib.util.find_spec(name)
        assert found
        assert found.origin
        file = Path(found.origin)
        file = file.parent if file.name == "__init__.py" else file
        (tmp_path / file.name).symlink_to(file)
    shutil.copy(ROOT / "solutions" / "11_never_awaited" / "never_awaited.py", clone / "exercises" / "11_never_awaited")
    command = [sys.executable, "-S", "-m", "grader", "grade", "11"]
    variables = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=clone, env=variables)
    assert done.returncode == WRONG
    assert done.stderr == "pytest_asyncio is not installed for this Python. `nox -s grade` has it.\n"
