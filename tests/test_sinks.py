"""The sinks, on verdicts that are built here: what a person, a CI server and a log get to see."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import sinks
from grader.sinks import github, junit, terminal
from grader.sinks import json as json_sink
from grader.verdict import Check, ExerciseVerdict, Mistake, Part, Status, Verdict

TITLES = {
    "11": ("sync_to_async", "Three reports at once", "calls"),
    "12": ("never_awaited", "Calling is not running", "calls"),
    "31": ("which_door", "Which door?", "run-or-await"),
    "41": ("blocked_loop", "The heartbeat that stopped", "never-block"),
    "71": ("graph_stream", "News from every node", "streams"),
}

BLOCKING = Mistake(
    name="blocking-call",
    file="blocked_loop.py",
    line=14,
    text="    reply = print_report(name)",
    what="print_report() holds the whole loop up for 2.4 simulated seconds; no heartbeat can run meanwhile.",
    advice="hand the blocking call to a thread: `await asyncio.to_thread(print_report, name)`.",
)


def check(part: int, title: str, status: Status = Status.PASSED, **more: Any) -> Check:
    return Check(id=f"test_{part}_{len(title)}", part=part, title=title, status=status, **more)


def exercise(number: str, status: Status, checks: tuple[Check, ...] = (), **more: Any) -> ExerciseVerdict:
    """Two parts of 2 and 4 points; a part is passed when all its checks are."""
    slug, title, track = TITLES[number]
    parts = []
    for part, points in ((1, 2), (2, 4)):
        found = [c.status for c in checks if c.part == part]
        left = [s for s in found if s is not Status.PASSED]
        ended = left[0] if left else Status.PASSED if found else status
        parts.append(Part(part, f"Part {part}", points if ended is Status.PASSED else 0, points, ended))
    return ExerciseVerdict(
        id=slug,
        number=number,
        title=title,
        track=track,
        folder=f"exercises/{number}_{slug}",
        status=status,
        points=sum(part.points for part in parts),
        max_points=6,
        parts=tuple(parts),
        checks=checks,
        checks_hash="3f2a" * 16,
        **more,
    )


def run_of(*exercises: ExerciseVerdict, **more: Any) -> Verdict:
    base = Verdict(
        exercises=exercises,
        seed=829471,
        clock="simulated",
        kind="feedback",
        python="3.12.1",
        platform="linux",
        grader="0.1.0",
        layers=("overlay", "rlimits"),
        layers_missing=("network namespace",),
    )
    return dataclasses.replace(base, **more)


def passed(number: str) -> ExerciseVerdict:
    return exercise(
        number,
        Status.PASSED,
        (
            check(1, "all three reports arrive", elapsed=1.8),
            check(1, "they wait together", elapsed=3.6),
            check(2, "nothing blocks the loop", elapsed=2.41),
        ),
    )


def untouched(number: str) -> ExerciseVerdict:
    return exercise(number, Status.NOT_STARTED)


HELD_UP = check(
    1,
    "a ping is answered while a report is being printed",
    Status.FAILED,
    elapsed=2.4,
    called="serve(['q3', 'ping'])",
    returned="['q3: zelkova', 'pong'] after 2.4 simulated seconds",
    expected="'pong' after 0.1 simulated seconds",
    message="The ping had to wait for the report.",
    output="printing q3\nping!\n",
    mistake=BLOCKING,
)


def one_failed() -> Verdict:
    failed = exercise(
        "41",
        Status.FAILED,
        (
            HELD_UP,
            check(1, "every report is printed", elapsed=2.4),
            check(
                2,
                "heartbeats keep coming while three reports are being printed",
                Status.FAILED,
                elapsed=5.1,
                message="7 heartbeats were expected in 7.2 simulated seconds, 1 came.",
                mistake=dataclasses.replace(BLOCKING, line=22),
            ),
        ),
    )
    return run_of(passed("11"), passed("12"), untouched("31"), failed, untouched("71"))


def import_failure() -> Verdict:
    syntax = Mistake(
        name="syntax-error",
        file="sync_to_async.py",
        line=12,
        text="    results = await asyncio.gather(fetch_report('q1'), fetch_report('q2')",
        what="the bracket in this line is never closed, so Python cannot read the file.",
        advice="close the bracket, then save the file.",
    )
    trace = (
        '  File "exercises/11_sync_to_async/sync_to_async.py", line 12\n'
        "    results = await asyncio.gather(fetch_report('q1'), fetch_report('q2')\n"
        "                                  ^\n"
        "SyntaxError: '(' was never closed\n"
    )
    first = check(
        1,
        "three reports come back in order of request",
        Status.FAILED,
        message="sync_to_async.py cannot be imported, so nothing in it could be called.",
        traceback=trace,
        mistake=syntax,
    )
    rest = [
        check(part, title, Status.FAILED, reached=False)
        for part, title in ((1, "they wait together"), (2, "nothing blocks"), (2, "nothing is left"))
    ]
    return run_of(exercise("11", Status.FAILED, (first, *rest)))


def hang() -> Verdict:
    deadlock = Mistake(
        name="deadlock",
        file="graph_stream.py",
        line=31,
        text="        update = await queue.get()",
        what="nothing will ever put anything into this queue, so this line waits for ever.",
        advice="put the update into the queue when the node ends, or end the loop after the last node.",
    )
    first = check(
        1,
        "each update is handed out when its node ends",
        Status.FAILED,
        elapsed=1.3,
        called="collect(graph.astream({'question': 'why?'}))",
        message="It waits at 1.3 simulated seconds, and nothing is left that could ever wake it.",
        output="node a\nnode b\n" * 20,
        mistake=deadlock,
    )
    rest = [check(2, f"stream, case {n}", Status.FAILED, reached=False) for n in range(4)]
    return run_of(passed("11"), passed("12"), exercise("71", Status.FAILED, (first, *rest)))


def our_error() -> Verdict:
    broken = check(
        2,
        "heartbeats keep coming",
        Status.ERROR,
        message="The hidden check itself raised KeyError: 'print_report'.",
    )
    return run_of(passed("11"), exercise("41", Status.ERROR, (check(1, "a ping is answered"), broken)))


def inconclusive() -> Verdict:
    silent = check(
        1,
        "a ping is answered",
        Status.INCONCLUSIVE,
        message="Nothing was heard from the player for 10 real seconds, and it used no CPU.",
    )
    return run_of(passed("11"), exercise("41", Status.INCONCLUSIVE, (silent,)))


def not_started() -> Verdict:
    return run_of(*(untouched(number) for number in TITLES))


SITUATIONS = {
    "all passed": run_of(*(passed(number) for number in TITLES)),
    "one failed with a mistake": one_failed(),
    "import failure": import_failure(),
    "hang": hang(),
    "error of ours": our_error(),
    "inconclusive": inconclusive(),
    "not started": not_started(),
    "single exercise, passed": run_of(passed("41")),
}

SGR = re.compile(r"\x1b\[[0-9;]*m")


def plain(verdict: Verdict, width: int = 80, **more: Any) -> str:
    return terminal.render(verdict, colour=False, width=width, unicode=True, **more)


def hostile(text: str) -> Verdict:
    """A grading run in which everything that a learner can influence is `text`."""
    mistake = Mistake(name="blocking-call", file=text, text=text, what=text, advice=text)
    failed = [
        check(
            part,
            f"check {part}",
            Status.FAILED,
            message=text,
            called=text,
            returned=text,
            expected=text + "x",
            traceback=text,
            output=text,
            mistake=dataclasses.replace(mistake, line=part),
        )
        for part in (1, 2)
    ]
    unsure = check(1, "unsure", Status.INCONCLUSIVE, message=text)
    return run_of(
        exercise("11", Status.FAILED, tuple(failed)),
        exercise("12", Status.INCONCLUSIVE, (unsure,)),
        exercise("31", Status.FAILED, message=text),
        exercise("41", Status.ERROR, message=text),
        exercise("71", Status.NOT_SELECTED, message=text),
        messages=(text,),
    )


ATTACKS = {
    "escapes": "\x1b[2J\x1b]0;owned\x07\x9b31m \x08\x08 \r gone \x00",
    "reading direction": "\u202egnp.exe\u202c \u2066x\u2069 \u200b\ufeff\u061c",
    "line ends": "a\u2028b\u2029c\x85d\x0be\x0cf\r\ng\n\n\nh",
    "not text": "\ud800\udfff \ufffe \uffff \ue000",
    "commands": "::error file=x::owned\n::stop-commands::abc\n  ::add-mask::e\n a ##[add-mask]e\n::abc::\n",
    "markup": "</pre></details><script>alert(1)</script> ]]> &amp; | a | [x](http://e.org) ![i](j) `|`\n# h",
    "attachment": "[[ATTACHMENT|../../secret]]",
    "wide": "漢字" * 500,
    "long": "x" * 1_000_000,
    "many": "line\n" * 200_000,
}

# Terminal ---------------------------------------------------------------------------------------------

ONE_FAILED = """\
✓ 11 Three reports at once       6/6  3 checks, 7.8 s simulated
✓ 12 Calling is not running      6/6  3 checks, 7.8 s simulated
· 31 Which door?                 0/6  not started
✗ 41 The heartbeat that stopped  0/6  blocking-call, line 14
· 71 News from every node        0/6  not started

✗ 41 blocked_loop, part 1: a ping is answered while a report is being printed

    called    serve(['q3', 'ping'])
    got       ['q3: zelkova', 'pong'] after 2.4 simulated seconds
    expected  'pong' after 0.1 simulated seconds

    The ping had to wait for the report.

    blocking-call: print_report() holds the whole loop up for 2.4 simulated
    seconds; no heartbeat can run meanwhile.
    exercises/41_blocked_loop/blocked_loop.py:14
      14 | reply = print_report(name)

    Next: hand the blocking call to a thread:
      `await asyncio.to_thread(print_report, name)`.

    Your code printed:
    | printing q3
    | ping!

  Failed as well:
    41 part 2: heartbeats keep coming while three rep...  blocking-call, line 22

12 of 30 points.
Change it, then type:  nox -s grade -- 41
Replay this exact run:  nox -s grade -- 41 --seed 829471
"""

IMPORT_FAILURE_NARROW = """\
x  11 Three reports at once  0/6  syntax-error, line 12

x  11 sync_to_async, part 1: three reports come back in
   order of request

    sync_to_async.py cannot be imported, so nothing in it
    could be called.

    syntax-error: the bracket in this line is never closed,
    so Python cannot read the file.
    exercises/11_sync_to_async/sync_to_async.py:12
      12 | results = await asyncio.gather(fetch_report('q...

    Next: close the bracket, then save the file.

    Where it was raised, in your own files:
    |   File "exercises/11_sync_to_async/sync_to_async.py", line 12
    |     results = await asyncio.gather(fetch_report('q1'), fetch_report('q2')
    |                                   ^
    | SyntaxError: '(' was never closed

  Not reached: 3 checks of 11, played once the failure
  before them is gone.

0 of 6 points.
Change it, then type:  nox -s grade -- 11
Replay this exact run:  nox -s grade -- 11 --seed 829471
"""

INCONCLUSIVE = """\
✓ 11 Three reports at once       6/6  3 checks, 7.8 s simulated
? 41 The heartbeat that stopped  -/6  not your fault: grade again

? Not your fault: no verdict was possible this time. It costs you no points:
  just grade it again.
    41 part 1: Nothing was heard from the player for 10 real seconds, and it
      used no CPU.

6 of 12 points (6 not judged).
Just grade it again:  nox -s grade -- 41
Replay this exact run:  nox -s grade -- 41 --seed 829471
"""


def test_one_failure_reads_like_this() -> None:
    assert plain(one_failed()) == ONE_FAILED


def test_narrow_ascii_import_failure_reads_like_this() -> None:
    text = terminal.render(import_failure(), colour=False, width=60, unicode=False)
    assert text == IMPORT_FAILURE_NARROW


def test_inconclusive_reads_like_this() -> None:
    assert plain(inconclusive()) == INCONCLUSIVE


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", SITUATIONS)
def test_lines_fit_but_for_paths_and_commands(name: str, width: int) -> None:
    for line in plain(SITUATIONS[name], width).splitlines():
        whole = "nox -s grade" in line or "exercises/" in line or line.startswith("    | ")
        assert whole or len(line) <= width, line
        assert line == line.rstrip()


@pytest.mark.parametrize("name", SITUATIONS)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    verdict = SITUATIONS[name]
    coloured = terminal.render(verdict, colour=True, width=80, unicode=True)
    assert "\x1b[" in coloured
    assert SGR.sub("", coloured) == plain(verdict)
    assert terminal.render(verdict, colour=False, width=80, unicode=False).isascii()


@pytest.mark.parametrize("attack", ATTACKS)
def test_terminal_shows_and_never_obeys(attack: str) -> None:
    verdict = hostile(ATTACKS[attack])
    text = plain(verdict)
    assert all(char.isprintable() for char in text.replace("\n", ""))
    assert len(text) < 40_000
    coloured = terminal.render(verdict, colour=True, width=60, unicode=False)
    assert SGR.sub("", coloured).replace("\n", "").isprintable()


def test_wide_characters_keep_to_the_width() -> None:
    for line in plain(hostile(ATTACKS["wide"]), 60).splitlines():
        columns = len(line) + sum(char in "漢字" for char in line)
        assert columns <= 60 or columns > 200, line  # tracebacks are cut later: they hold paths


@given(st.text(), st.integers(20, 130))
@settings(max_examples=60, deadline=None)
def test_any_text_is_harmless_everywhere(text: str, width: int) -> None:
    verdict = hostile(text)
    assert plain(verdict, width).replace("\n", "").isprintable()
    ET.fromstring(junit.render(verdict))
    assert github.summary(verdict).replace("\n", "").isprintable()
    assert {name for name, _, _ in runner(github.render(verdict))} == {"error", "warning", "notice"}
    assert sinks.safe(text).isprintable()


def test_neither_error_nor_inconclusive_reads_as_a_zero_or_as_a_fault_of_the_learner() -> None:
    for verdict in (our_error(), inconclusive()):
        text = plain(verdict)
        assert "Not your fault" in text
        assert "0/6" not in text
        assert "not judged" in text
        assert "Change it" not in text
        assert "Well done" not in text


def test_a_failure_beside_an_error_of_ours_is_still_told() -> None:
    broken = check(2, "beats", Status.ERROR, message="KeyError")
    text = plain(run_of(exercise("41", Status.ERROR, (HELD_UP, broken))))
    assert "print_report() holds the whole loop up" in text
    assert "the grader itself failed" in text
    assert "0 of 6 points (4 not judged)." in text


def test_what_was_expected_is_not_said_twice() -> None:
    said = dataclasses.replace(HELD_UP, message="It returned 3, expected 'pong' after 0.1 simulated seconds.")
    assert "It returned 3" not in plain(run_of(exercise("41", Status.FAILED, (said,))))


def test_an_exercise_that_failed_without_a_check_says_why() -> None:
    gone = exercise("41", Status.FAILED, message="There is no blocked_loop.py. Bring it back: nox -s restore")
    text = plain(run_of(gone, passed("11")))
    assert "✗ 41 blocked_loop\n\n    There is no blocked_loop.py." in text


def test_an_exercise_that_is_left_out_says_why() -> None:
    text = plain(run_of(passed("11"), exercise("71", Status.NOT_SELECTED, message="It needs the extra web.")))
    assert "- 71 News from every node   -/6  not judged here\n     It needs the extra web." in text


def test_untouched_exercises_take_one_line_when_they_are_many() -> None:
    text = plain(not_started())
    assert text.startswith("· 5 not started: 11, 12, 31, 41, 71\n")
    assert "Begin with:  exercises/11_sync_to_async/README.md" in text
    few = plain(run_of(passed("11"), untouched("12")))
    assert "· 12 Calling is not running  0/6  not started" in few
    assert "Everything you have started passes." in few
    assert "Next:  exercises/12_never_awaited/README.md" in few


def test_where_and_why_stand_in_the_list_of_failures_when_there_is_room() -> None:
    beats = check(2, "it beats", Status.FAILED, mistake=dataclasses.replace(BLOCKING, line=22))
    text = plain(run_of(exercise("41", Status.FAILED, (HELD_UP, beats))), 90)
    place = "exercises/41_blocked_loop/blocked_loop.py:22 blocking-call"
    assert f"    41 part 2: it beats{place:>67}\n" in text


def test_pointer_to_the_page_of_a_mistake_when_there_is_one() -> None:
    assert "explain" not in plain(one_failed())
    text = plain(one_failed(), explain="nox -s explain --", command="python -m grader grade")
    assert "More about it: nox -s explain -- blocking-call" in text
    assert "Change it, then type:  python -m grader grade 41" in text


def test_a_path_from_the_player_never_leaves_the_exercise() -> None:
    for file in ("/etc/passwd", "../../secret.py", "C:\\x.py", "a/../../b.py"):
        mistake = dataclasses.replace(BLOCKING, file=file)
        verdict = run_of(exercise("41", Status.FAILED, (dataclasses.replace(HELD_UP, mistake=mistake),)))
        for text in (plain(verdict), github.render(verdict), junit.render(verdict)):
            assert file not in text


def test_every_shown_time_names_its_clock() -> None:
    for verdict in SITUATIONS.values():
        for seconds in re.findall(r"\d s\b.*|\d seconds.*", plain(verdict)):
            assert re.match(r"\d s simulated|\d (simulated|real) seconds", seconds)
    assert "7.8 s real" in plain(run_of(passed("11"), clock="real"))


def test_a_grade_of_record_says_what_was_not_enforced() -> None:
    assert "Not enforced" not in plain(one_failed())
    record = dataclasses.replace(one_failed(), kind="record")
    assert "Not enforced on this machine: network namespace." in plain(record)


# The stream --------------------------------------------------------------------------------------------


class Stream(io.TextIOWrapper):
    def __init__(self, terminal: bool, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


@pytest.mark.parametrize(
    ("is_terminal", "environ", "colour"),
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm"}, False),
    ],
)
def test_colour_follows_the_terminal_and_the_usual_variables(
    is_terminal: bool, environ: dict[str, str], colour: bool
) -> None:
    assert terminal.Look.of(Stream(is_terminal), environ).colour is colour


def test_width_and_marks_follow_the_stream() -> None:
    assert terminal.Look.of(Stream(False), {}).width == 80
    assert terminal.Look.of(Stream(False), {"COLUMNS": "66"}).width == 66
    assert terminal.Look.of(Stream(False), {"COLUMNS": "wide"}).width == 80
    assert terminal.Look.of(Stream(False), {"COLUMNS": "500"}).width == 120
    assert terminal.Look.of(Stream(False), {}).unicode
    assert not terminal.Look.of(Stream(False, "cp1252"), {}).unicode


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_show_writes_to_any_stream(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stream = Stream(False, encoding)
    terminal.show(hostile("naïve 漢字"), stream)
    text = stream.text()
    assert ("漢" in text) == (encoding == "utf-8")
    assert ("ï" in text) == (encoding != "ascii")
    assert text.replace("\n", "").isprintable()


def on_screen(text: str) -> str:
    """What a terminal shows in the end: a carriage return goes back to the start of the line."""
    line: list[str] = []
    place = 0
    for char in text:
        if char == "\r":
            place = 0
        else:
            line[place : place + 1] = [char]
            place += 1
    return "".join(line)


def test_progress_overwrites_and_erases_itself() -> None:
    stream = Stream(True)
    with terminal.Progress(stream, {"TERM": "xterm", "COLUMNS": "30"}) as progress:
        progress.start("11 sync_to_async\x1b[2J")
        progress.start("41 short")
        assert on_screen(stream.text()).rstrip() == "playing 41 short ..."
        progress.start("a very long label that would run over the edge")
        assert len(on_screen(stream.text())) == 29
    assert on_screen(stream.text()).strip() == ""
    assert "\x1b" not in stream.text()
    assert "\n" not in stream.text()
    size = len(stream.text())
    progress.done()
    assert len(stream.text()) == size


@pytest.mark.parametrize(("is_terminal", "term"), [(False, "xterm"), (True, "dumb")])
def test_progress_is_silent_elsewhere(is_terminal: bool, term: str) -> None:
    stream = Stream(is_terminal)
    with terminal.Progress(stream, {"TERM": term}) as progress:
        progress.start("11 sync_to_async")
    assert stream.text() == ""


def test_the_terminal_needs_the_standard_library_only() -> None:
    unwanted = ("rich", "pytest", "unicodedata")
    code = f"import sys, grader.sinks.terminal; print([m for m in {unwanted} if m in sys.modules])"
    root = Path(terminal.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# JSON --------------------------------------------------------------------------------------------------


def test_json_is_the_verdict() -> None:
    assert json_sink.render(one_failed()) == one_failed().dumps()


# GitHub ------------------------------------------------------------------------------------------------

REGISTERED = {"error", "warning", "notice", "add-mask", "set-output", "group", "endgroup", "debug"}
Command = tuple[str, dict[str, str], str]


def runner(log: str) -> list[Command]:
    """Read a log as the runner does: `::command k=v,k=v::data` at the start, `##[command]` anywhere."""
    obeyed: list[Command] = []
    token = ""
    for line in log.splitlines():
        known = {token} if token else REGISTERED | {"stop-commands"}
        match = re.match(r"\s*::(?P<name>[^ :]+)(?: (?P<props>.*?))?::(?P<data>.*)", line)
        if match is None or match["name"] not in known:
            match = re.search(r"##\[(?P<name>[^ \]]+)(?: (?P<props>[^\]]*))?\](?P<data>.*)", line)
        if match is None or match["name"] not in known:
            continue
        if token:
            token = ""
        elif match["name"] == "stop-commands":
            token = match["data"]
        else:
            pairs = [pair.split("=", 1) for pair in (match["props"] or "").split(",") if pair]
            properties = {key: decoded(value, property_=True) for key, value in pairs}
            obeyed.append((match["name"], properties, decoded(match["data"])))
    assert not token, "commands were never switched on again"
    return obeyed


def decoded(text: str, property_: bool = False) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        if property_ or char not in ":,":
            text = text.replace(code, char)
    return text


def test_annotations_stand_on_the_learners_lines() -> None:
    first, second, notice = runner(github.render(one_failed()))
    assert first[:2] == (
        "error",
        {
            "file": "exercises/41_blocked_loop/blocked_loop.py",
            "line": "14",
            "title": "41 part 1: a ping is answered while a report is being printed",
        },
    )
    assert first[2].startswith("called: serve(['q3', 'ping'])\ngot: ")
    assert "Next: hand the blocking call to a thread" in first[2]
    assert second[1]["line"] == "22"
    assert notice == ("notice", {"title": "Points"}, "12 of 30 points.")


def test_percent_colon_and_comma_come_through() -> None:
    odd = dataclasses.replace(HELD_UP, title="100%, or: %0A", message="50%\nof it, or: %25", expected="")
    error = runner(github.render(run_of(exercise("41", Status.FAILED, (odd,)))))[0]
    assert error[1]["title"] == "41 part 1: 100%, or: %0A"
    assert "50%\nof it, or: %25" in error[2]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("with_report", [True, False])
def test_the_runner_obeys_no_learner(attack: str, with_report: bool) -> None:
    verdict = hostile(ATTACKS[attack])
    report = ATTACKS[attack] + plain(verdict) if with_report else ""
    obeyed = runner(github.render(verdict, report))
    assert [name for name, _, _ in obeyed] == ["error"] * 3 + ["warning"] * 2 + ["notice"]
    assert all(properties.get("file", "").startswith(("exercises/11_", "")) for _, properties, _ in obeyed)


def test_github_is_told_what_was_not_judged_without_an_error() -> None:
    for verdict in (our_error(), inconclusive()):
        names = [name for name, _, _ in runner(github.render(verdict))]
        assert names == ["warning", "notice"]
        assert "Not your fault" in github.summary(verdict)
        assert "| 0/6 |" not in github.summary(verdict)


def many_failures(count: int, text: str) -> Verdict:
    failed = [
        dataclasses.replace(HELD_UP, output=text, mistake=dataclasses.replace(BLOCKING, line=line + 1))
        for line in range(count)
    ]
    return run_of(exercise("41", Status.FAILED, tuple(failed)))


def test_annotations_and_summary_keep_to_the_limits() -> None:
    verdict = many_failures(900, ("漢" * 300 + "\n") * 30)
    obeyed = runner(github.render(verdict))
    assert [name for name, _, _ in obeyed] == ["error"] * 10 + ["notice"]
    assert "Of 900 failures, 10 are annotated." in obeyed[-1][2]
    summary = github.summary(verdict)
    assert 500_000 < len(summary.encode()) <= 1024 * 1024
    assert "did not fit here" in summary
    assert "Seed 829471" in summary


def test_the_same_mistake_on_the_same_line_is_annotated_once() -> None:
    twice = (HELD_UP, dataclasses.replace(HELD_UP, id="test_other", part=2, title="other"))
    names = [n for n, _, _ in runner(github.render(run_of(exercise("41", Status.FAILED, twice))))]
    assert names == ["error", "notice"]


def test_the_summary_shows_markup_as_text() -> None:
    summary = github.summary(hostile(ATTACKS["markup"]))
    assert "<script>" not in summary
    outside = re.sub(r"<pre>.*?</pre>", "", summary, flags=re.DOTALL)
    assert "[x](" not in outside
    assert not re.search(r"^# h", outside, re.MULTILINE)
    table = [line for line in summary.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in table)
    allowed = {"<pre>", "</pre>", "<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>"}
    assert set(re.findall(r"<[^>]*>", summary)) <= allowed


def test_the_summary_says_what_kind_of_verdict_it_is() -> None:
    assert "not a grade of record" in github.summary(one_failed())
    assert "not a grade of record" not in github.summary(dataclasses.replace(one_failed(), kind="record"))


# JUnit -------------------------------------------------------------------------------------------------


def gitlab(document: str) -> list[dict[str, Any]]:
    """Read the test cases as GitLab does: the first of failure, error and skipped tells the status."""
    root = ET.fromstring(document)
    assert root.tag == "testsuites"
    cases = []
    for suite in root.findall("testsuite"):
        for case in suite.findall("testcase"):
            ended = next((e for tag in ("failure", "error", "skipped") for e in case.findall(tag)), None)
            printed = case.findtext("system-out", "")
            attached = re.search(r"\[\[ATTACHMENT\|([^\[\]|]+?)\]\]", printed)
            cases.append(
                {
                    "key": (suite.get("name"), case.get("classname"), case.get("name")),
                    "status": ended.tag if ended is not None else "success",
                    "text": ended.text if ended is not None else None,
                    "file": case.get("file"),
                    "time": case.get("time"),
                    "attachment": attached and attached[1],
                }
            )
    return cases


@pytest.mark.parametrize("name", SITUATIONS)
def test_gitlab_reads_every_check(name: str) -> None:
    verdict = SITUATIONS[name]
    cases = gitlab(junit.render(verdict))
    assert len(cases) == sum(len(e.checks) or 1 for e in verdict.exercises)
    assert len({case["key"] for case in cases}) == len(cases)
    for case in cases:
        assert case["file"].startswith("exercises/")
        assert case["time"] is None, "a simulated time would be read as a real one"
        assert case["status"] == "success" or case["text"]


def test_gitlab_is_told_how_each_check_ended() -> None:
    assert [c["status"] for c in gitlab(junit.render(our_error()))][-2:] == ["success", "error"]
    skipped = gitlab(junit.render(inconclusive()))[-1]
    assert skipped["status"] == "skipped"
    assert skipped["text"].startswith("Not your fault")
    assert {c["status"] for c in gitlab(junit.render(not_started()))} == {"skipped"}
    held_up = gitlab(junit.render(one_failed()))[7]
    assert held_up["status"] == "failure"
    assert held_up["file"] == "exercises/41_blocked_loop/blocked_loop.py"
    assert "to_thread" in held_up["text"]


def test_junit_counts_what_it_holds() -> None:
    for verdict in SITUATIONS.values():
        for suite in ET.fromstring(junit.render(verdict)).findall("testsuite"):
            for counted, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                assert suite.get(counted) == str(len(suite.findall(f"testcase/{tag}")))
            assert suite.get("tests") == str(len(suite.findall("testcase")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_junit_stays_xml_and_attaches_nothing(attack: str) -> None:
    document = junit.render(hostile(ATTACKS[attack]))
    assert len(document.encode()) < 500_000
    assert all(case["attachment"] is None for case in gitlab(document))


def test_two_checks_with_one_title_are_both_kept() -> None:
    twins = (check(1, "same"), check(1, "same"), check(1, "same"))
    assert len({c["key"] for c in gitlab(junit.render(run_of(exercise("41", Status.PASSED, twins))))}) == 3


def test_every_sink_gives_the_same_bytes_for_the_same_verdict() -> None:
    for make in (plain, github.render, github.summary, junit.render, json_sink.render):
        assert make(one_failed()) == make(one_failed())
