"""Hidden checks of cli_pipeline: the program is run as a shell runs it, into pipes."""

import signal

from grader.judge import service
from grader.live.stage import check

LIBRARIES = ("asyncio", "ast", "concurrent.futures.thread", "linecache")
PROGRAM = ("-m", "prod_assistant.workflow.agentic_workflow")
QUESTION = "Why do tides rise twice a day?"


@service(latency=0.0)
def open_session(call):
    return None


@service(latency=0.0)
def aopen_session(call):
    return None


@service(latency=0.0)
def close_session(call):
    return None


@service(latency=0.0)
def aclose_session(call):
    return None


@service(latency=0.0)
def search_notes(call, question):
    return f"note {call.word}"


@service(latency=0.0)
def asearch_notes(call, question):
    return f"note {call.word}"


@service(latency=0.0)
def search_web(call, question):
    return f"page {call.word}"


@service(latency=0.0)
def asearch_web(call, question):
    return f"page {call.word}"


def overload(call, question):
    if "overload" in question:
        raise call.error("ModelOverloaded", "the model is overloaded, try again later")


@service(latency=0.0)
def write(call, question, found):
    overload(call, question)
    return f"{call.word} from {' and '.join(found)}."


@service(latency=0.0)
def awrite(call, question, found):
    overload(call, question)
    return f"{call.word} from {' and '.join(found)}."


@service(latency=0.0)
def write_words(call, question, found):
    overload(call, question)
    for number in range(4):
        yield f"{call.word}{number} "


@service(latency=0.0)
def awrite_words(call, question, found):
    overload(call, question)
    for number in range(4):
        yield f"{call.word}{number} "


def found(stage, door, question):
    return [stage.reply(f"{door}search_notes", question), stage.reply(f"{door}search_web", question)]


LOOPS = r"\S.*asyncio\.run\(|run_until_complete\("


def door_of(stage):
    """Return "a" if the awaited functions were used, and nothing if the plain ones were."""
    return "a" if any(call.name.startswith("a") for call in stage.calls()) else ""


def closed(stage, function="stream"):
    """Every session that was opened has been closed, and nothing is in flight any more. `function` opens it."""
    near = (r"os\._exit", r"__a?exit__", r"Agent\(\)")
    opened, ended = (stage.calls(name) + stage.calls(f"a{name}") for name in ("open_session", "close_session"))
    stage.expect(
        opened,
        "The agent was used without a session: `with Agent() as agent:` (or `async with`) opens one, and closes it.",
        mistake="not-closed",
        function=function,
        near=near,
    )
    stage.expect(
        len(ended) == len(opened) and all(call.outcome == "answered" for call in ended),
        f"Sessions of the agent that were opened: {len(opened)}; closed before the program ended: {len(ended)}.",
        mistake="not-closed",
        function=function,
        near=near,
    )


def quiet(stage, program, near=""):
    error = stage.evidence.error
    stage.expect(
        "Traceback" not in program.err.text,
        f"Standard error shows a traceback, of {error}. One line for the user is enough.",
        mistake="unhandled-error",
        at=error.place if error else None,
        near=near,
    )
    stage.expect(
        len(program.err.text.strip().splitlines()) == 1,
        f"Standard error should hold one line that says why there is no answer. It holds: {program.err.text!r}",
    )


def nothing_printed(stage, program):
    why = "Standard output is for answers only, and there is none: what a person should read goes to standard error."
    stage.expect_equal(program.out.text.strip(), "", why, mistake="wrong-answer", near=(r"usage", r"print\("))


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="the answer is printed, and nothing else")
async def test_answer(stage):
    program = await stage.start(*PROGRAM, QUESTION)
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
    door = door_of(stage)
    calls = stage.calls(f"{door}write")
    answer = stage.reply(f"{door}write", QUESTION, found(stage, door, QUESTION)) if calls else "(what the model says)"
    mistake = "never-awaited" if "<coroutine object" in program.out.text else ""
    if not calls and not mistake and not stage.evidence.never_awaited:
        mistake = "answer-not-asked"
    stage.expect_equal(
        program.out.text.splitlines(), [answer], "Standard output is not the answer on one line.", mistake=mistake,
        function="answer", near=r"print\(",
    )  # fmt: skip
    stage.expect(len(calls) == 1, f"The model was asked {len(calls)} times.", mistake="called-too-often",
                 function="answer", near=r"\.a?invoke\(")  # fmt: skip
    loops = len(stage.evidence.loops)
    stage.expect(
        loops <= 1,
        f"The program made {loops} event loops. One is all that a program ever needs.",
        mistake="extra-loop",
        function="answer",
        near=LOOPS,
    )


@check(part=1, title="the session is closed when the answer is there")
async def test_answer_closes(stage):
    program = await stage.start(*PROGRAM, QUESTION)
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
    closed(stage, "answer")


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="one loop serves the whole stream")
async def test_stream_loop(stage):
    program = await stage.start(*PROGRAM, "--stream", QUESTION)
    await stage.expect_end(program)
    stage.look()
    loops = len(stage.evidence.loops)
    stage.expect(
        loops <= 1,
        f"The program made {loops} event loops for one stream. A stream lives in the loop that it began in.",
        mistake="extra-loop",
        near=LOOPS,
    )
    stage.expect_exit(program, 0)
    door = door_of(stage)
    stage.expect(
        stage.calls(f"{door}write_words"), "The model was not asked for a stream of words.", mistake="buffered-stream",
        function="stream", near=r"\.a?invoke\(",
    )  # fmt: skip
    words = "".join(stage.replies(f"{door}write_words", QUESTION, found(stage, door, QUESTION)))
    stage.expect_equal(program.out.text, words + "\n", "Standard output is not the words and a newline at the end.",
                       function="stream", near=(r"except .*Cancelled", r"print\("))  # fmt: skip
    closed(stage)


@check(part=2, title="each word reaches the pipe before the next one is asked for")
async def test_stream(stage):
    missing, call = await first_word_that_is_late(stage)
    if not missing:
        return
    late, _ = await first_word_that_is_late(stage, PYTHONUNBUFFERED="1")
    stage.expect(
        False,
        f"The model has given {missing} of its 4 words and waits to be asked for the next, but the reader of the pipe "
        f"has not received {'any' if missing == 1 else 'that many'}.",
        mistake="buffered-stream" if late else "missing-flush",
        at=call,
        near="" if late else r"print\(.*end=|\.write\(",
    )


async def first_word_that_is_late(stage, **variables):
    """Let one word pass after the other; return the number of the first that is not printed (0: none), and the call."""
    doors = {door: stage.hold(f"{door}write_words") for door in ("", "a")}
    program = await stage.start(*PROGRAM, "--stream", QUESTION, variables=variables)
    await stage.until(lambda: any(hold.waiting for hold in doors.values()) or program.gone())
    door, late = door_of(stage), 0
    calls = stage.calls(f"{door}write_words")
    if not calls:
        await stage.expect_end(program)
        stage.expect_exit(program, 0)
        stage.expect(False, "The model was not asked for a stream of words.", mistake="buffered-stream")
    words = stage.replies(f"{door}write_words", QUESTION, found(stage, door, QUESTION))
    for number in range(1, len(words) + 1):
        doors[door].release(1)
        shown = "".join(words[:number]).strip()
        if not await stage.until(lambda shown=shown: shown in program.out.text):
            late = number
            break
    doors[door].release()
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
    return late, calls[-1]


# --- part 3 -------------------------------------------------------------------------------------------


@check(part=3, title="no question: exit code 2, one line on standard error, and no service is asked")
async def test_usage(stage):
    program = await stage.start(*PROGRAM)
    await stage.expect_end(program)
    stage.expect_exit(program, 2)
    stage.expect(not stage.calls("write") + stage.calls("awrite"), "The model was asked without a question.")
    nothing_printed(stage, program)
    quiet(stage, program)


@check(part=3, title="the model fails: exit code 1, one line on standard error, the session closed")
async def test_failure(stage):
    for mode in ([], ["--stream"]):
        program = await stage.start(*PROGRAM, *mode, "overload me")
        await stage.expect_end(program)
        stage.expect_exit(program, 1, near=r"except ModelOverloaded")
        nothing_printed(stage, program)
        stage.expect(
            "overloaded" in program.err.text,
            f"Standard error should say what the model said: that it is overloaded. It says {program.err.text!r}",
        )
        quiet(stage, program)
        closed(stage)


# --- part 4 -------------------------------------------------------------------------------------------


@check(part=4, title="Ctrl-C in the middle of a stream: the session is closed, then exit code 130")
async def test_interrupt(stage):
    doors = {door: stage.hold(f"{door}write_words") for door in ("", "a")}
    program = await stage.start(*PROGRAM, "--stream", QUESTION)
    await stage.until(lambda: any(hold.waiting for hold in doors.values()) or program.gone())
    door = door_of(stage)
    doors[door].release(2)
    await stage.until(lambda: doors[door].waiting or program.gone())
    if program.gone() or not stage.calls(f"{door}write_words"):
        await stage.expect_end(program)
        stage.expect_exit(program, 0)
        stage.expect(False, "The program had ended before it could be stopped.", mistake="buffered-stream")
    call = stage.calls(f"{door}write_words")[0]
    program.send_signal(signal.SIGINT)
    stage.called_text += ", then Ctrl-C"
    stage.expect(
        await stage.until(program.gone, rest=1.5),
        "After Ctrl-C the program went on waiting for the model's next word.",
        mistake="cancellation-swallowed",
        at=call,
        near=(r"SIG_IGN|signal\.signal\(|add_signal_handler", r"except .*(Cancelled|Interrupt|Base)|except:"),
    )
    await program.end()
    closed(stage)
    stage.expect(call.outcome == "closed", "The user stopped the program, but the stream was still being read.")
    stage.expect_exit(program, 130, near=r"except KeyboardInterrupt")
    quiet(stage, program, near=r"except KeyboardInterrupt")
