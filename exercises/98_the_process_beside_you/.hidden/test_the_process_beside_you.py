"""Hidden checks: a script of the judge's calls the functions; the judge looks at the processes that are left."""

import signal
import zlib

from grader.judge import About
from grader.live.stage import check

LIBRARIES = ("asyncio", "asyncio.subprocess")
NEVER = "600"  # seconds: no test waits for that

DRIVE = """
import asyncio
import json
import signal
import sys
import zlib

started = []


def short(value):
    # What the check compares: a long text would not get through the pipe in full.
    if isinstance(value, list):
        return [short(one) for one in value]
    return f"{len(value)} characters, {zlib.crc32(value.encode())}" if len(str(value)) > 500 else value


def say(**facts):
    print(json.dumps(facts), flush=True)


def counted(make):
    async def start(*arguments, **options):
        process = await make(*arguments, **options)
        started.append(process)
        say(started=len(started))
        return process

    return start


def told_one_by_one(tell, turns=20):
    # Processes that are killed together end together only by luck. Here the loop hears of each some turns after the last.
    waiting, telling = [], []

    def exited(*what):
        waiting.append(what)
        if not telling:
            telling.append(True)
            pause(0)

    def pause(left):
        if left:
            asyncio.get_running_loop().call_soon(pause, left - 1)
        elif waiting:
            tell(*waiting.pop(0))
            pause(turns)
        else:
            telling.clear()

    return exited


transport = asyncio.base_subprocess.BaseSubprocessTransport
transport._process_exited = told_one_by_one(transport._process_exited)
asyncio.create_subprocess_exec = counted(asyncio.create_subprocess_exec)
asyncio.subprocess.create_subprocess_exec = asyncio.create_subprocess_exec

import the_process_beside_you as kata


def waiting_line():
    # The line of the module at which a task waits, the innermost one.
    found = None
    for task in asyncio.all_tasks():
        runs = task.get_coro()
        while getattr(runs, "cr_frame", None) is not None:
            if runs.cr_frame.f_code.co_filename.endswith("the_process_beside_you.py"):
                found = runs.cr_frame.f_lineno
            runs = runs.cr_await
    return found


async def ended(work):
    try:
        facts = {"returned": short(await work)}
    except asyncio.CancelledError:
        facts = {"raised": "CancelledError", "text": ""}
    except kata.NotReadable as error:
        facts = {"raised": "NotReadable", "text": str(error)}
    except TimeoutError as error:
        facts = {"raised": "TimeoutError", "text": str(error)}
    say(ended=True, started=len(started), running=sum(process.returncode is None for process in started), **facts)
    await asyncio.sleep(600)  # the judge looks, and ends us


async def main(function, seconds, *scans):
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, lambda: (say(waits=waiting_line()), say(pong=True)))
    work = kata.read_all(list(scans)) if function == "read_all" else kata.read_scan(scans[0], float(seconds))
    task = asyncio.create_task(ended(work))
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    await task


asyncio.run(main(*sys.argv[1:]))
"""


def text_of(scan):
    text = " ".join(f"{scan}-{word}" for word in range(6_000 if "huge" in scan else 3))
    return f"{len(text)} characters, {zlib.crc32(text.encode())}" if len(text) > 500 else text


def ending(stage, program):
    return next((fact for fact in stage.lines(program) if isinstance(fact, dict) and fact.get("ended")), None)


async def waits_at(stage, program):
    """The learner's line at which the program waits, as it says itself; None if it does not."""
    if program.gone():
        return None
    program.send_signal(signal.SIGUSR1)
    if await stage.until(lambda: {"pong": True} in stage.lines(program) or program.gone()):
        line = next((fact["waits"] for fact in stage.lines(program) if "waits" in fact), None)
        return ("the_process_beside_you.py", line) if line else None
    return await stage.stands_at(program)


async def came_to_its_end(stage, program, *, deadlock=""):
    """How the function ended."""
    await stage.until(lambda: ending(stage, program) or program.gone(), rest=1.0)
    if program.gone():
        stage.expect_exit(program, 0)
    stage.expect(
        ending(stage, program),
        deadlock or "It waits, and nothing is left to wake it up.",
        mistake="pipe-deadlock" if deadlock else "deadlock",
        at=await waits_at(stage, program),
    )
    return ending(stage, program)


def returned(stage, end, expected):
    if end.get("raised"):
        stage.expect(False, f"It raised {end['raised']}: {end['text'][:200]}", mistake="unhandled-error")
    seen = end["returned"]
    stage.expect(
        seen == expected,
        "That is not the text that the tool prints on standard output.",
        mistake="wrong-answer",
        function="read_scan",
        near=r"STDOUT|\.read\(",
        returned=str(seen)[:100],
        expected=str(expected)[:100],
    )


def raised(stage, end, kind, saying=""):
    seen = end.get("raised") or f"it returned {str(end['returned'])[:60]!r}"
    wrong = "error-swallowed" if kind == "NotReadable" else "cancellation-swallowed" if kind == "CancelledError" else ""
    where = {"function": "read_scan", "near": r"return "} if wrong == "error-swallowed" else {}
    stage.expect(
        seen == kind, f"It should have raised {kind}; {seen}.", mistake=wrong, returned=seen, expected=kind, **where
    )
    stage.expect(
        saying in end["text"],
        f"The text {end['text'][:100]!r} does not say why: {saying!r}.",
        mistake="unhelpful-error",
        function="read_scan",
        near=r"NotReadable\(",
    )


async def nothing_left(stage, program, end, when):
    """No process is left, and each was waited for. In one scan that is missing behind the kill; with several, around them."""
    several = end["started"] > 1
    scan = {} if several else {"function": "read_scan", "near": r"communicate|\.wait\(|\.read"}
    await stage.expect_no_child(program, when, **scan)
    stage.expect(
        not end["running"],
        f"{when}, {end['running']} of the processes had not been waited for. `kill` only sends a signal.",
        mistake="child-left-behind",
        function="read_all" if several else "read_scan",
        near=r"gather|\.cancel\(" if several else r"\.(kill|terminate)\(",
    )


# ---- 1: pipes ------------------------------------------------------------------------------------


@check(part=1, title="a scan about which the tool says much on standard error, and much on standard output")
async def test_huge(stage):
    program = await stage.drive(DRIVE, "read_scan", NEVER, "huge page")
    end = await came_to_its_end(
        stage, program, deadlock="The tool waits until its pipe is read, and you wait until the tool has ended."
    )
    returned(stage, end, text_of("huge page"))
    await nothing_left(stage, program, end, "After the text was there")


@check(part=1, title="a small scan")
async def test_small(stage):
    program = await stage.drive(DRIVE, "read_scan", NEVER, "page 7")
    end = await came_to_its_end(stage, program)
    returned(stage, end, text_of("page 7"))
    await nothing_left(stage, program, end, "After the text was there")


# ---- 2: exit codes -------------------------------------------------------------------------------


@check(part=2, title="a torn page is NotReadable, and the text says why")
async def test_torn(stage):
    program = await stage.drive(DRIVE, "read_scan", NEVER, "torn page 3")
    end = await came_to_its_end(stage, program)
    raised(stage, end, "NotReadable", "torn page 3: the page is torn")
    await nothing_left(stage, program, end, "After the error")


# ---- 3: the deadline -----------------------------------------------------------------------------


async def given_up(stage, scan):
    program = await stage.drive(DRIVE, "read_scan", "0.2", scan)
    await stage.until(lambda: ending(stage, program) or program.gone(), rest=2.0)
    if program.gone():
        stage.expect_exit(program, 0)
    end = ending(stage, program)
    stage.expect(
        end,
        "The time was up, and it still waits for the tool.",
        mistake="no-deadline",
        at=await waits_at(stage, program),
    )
    raised(stage, end, "TimeoutError")
    await nothing_left(stage, program, end, "After the TimeoutError")


@check(part=3, title="an endless scan is given up, and its process has ended")
async def test_endless(stage):
    await given_up(stage, "endless page")


@check(part=3, title="so is a stubborn one, which ignores SIGTERM")
async def test_stubborn(stage):
    await given_up(stage, "endless stubborn page")


@check(part=3, title="the loop is free while the tool works")
async def test_loop_is_free(stage):
    program = await stage.drive(DRIVE, "read_scan", NEVER, "endless page")
    await stage.until(lambda: stage.children(program) or program.gone())
    if program.gone():
        stage.expect_exit(program, 0)
    await stage.expect_loop_responsive(program, "the tool was working")


# ---- 4: nothing is left --------------------------------------------------------------------------


@check(part=4, title="several scans side by side, in their order")
async def test_all(stage):
    scans = ["huge page", "page 2", "page 1"]
    program = await stage.drive(DRIVE, "read_all", NEVER, *scans)
    end = await came_to_its_end(stage, program)
    returned(stage, end, [text_of(scan) for scan in scans])
    await nothing_left(stage, program, end, "After the texts were there")


@check(part=4, title="they are read together")
async def test_together(stage):
    program = await stage.drive(DRIVE, "read_all", NEVER, "endless page 1", "endless page 2", "endless page 3")
    together = await stage.until(lambda: len(stage.children(program)) == 3 or program.gone())
    await stage.until(lambda: not together or {"started": 3} in stage.lines(program) or program.gone())
    if program.gone():
        stage.expect_exit(program, 0)
    stage.expect(
        together,
        f"Processes side by side: {len(stage.children(program))}; expected: 3.",
        about=About.PEAK_TOO_LOW,
        mistake="sequential-awaits",
    )
    await gives_up(stage, program)


async def gives_up(stage, program):
    """The caller cancels, and every process ends."""
    program.send_signal(signal.SIGTERM)
    await stage.until(lambda: ending(stage, program) or program.gone(), rest=2.0)
    if program.gone():
        stage.expect_exit(program, 0)
    end = ending(stage, program)
    at = None if end else await waits_at(stage, program)
    stage.expect(end, "It was cancelled, and goes on.", mistake="cancellation-swallowed", at=at)
    raised(stage, end, "CancelledError")
    await nothing_left(stage, program, end, "After the cancellation")


@check(part=4, title="one cannot be read: its error comes out, and the others have ended")
async def test_one_fails(stage):
    program = await stage.drive(DRIVE, "read_all", NEVER, "endless page 1", "torn page", "endless stubborn page 2")
    await stage.until(lambda: ending(stage, program) or program.gone(), rest=2.0)
    if program.gone():
        stage.expect_exit(program, 0)
    end = ending(stage, program)
    at = None if end else await waits_at(stage, program)
    stage.expect(end, "One of three could not be read, and it waits for the others.", mistake="not-cancelled", at=at)
    raised(stage, end, "NotReadable", "torn page: the page is torn")
    await nothing_left(stage, program, end, "After the error of one scan")
