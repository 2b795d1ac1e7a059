"""Five places, one graph: is the answer there, with no second loop, nothing blocked and nothing left over?"""

import asyncio
import inspect
from itertools import pairwise

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.8))
def call_model(call, question):
    return f"{call.word}, says the model"


@service(latency=(0.6, 1.8))
def acall_model(call, question):
    return f"{call.word}, says the model"


def door(match, question):
    """The service that was asked this question. Both doors are offered, so either may have been taken."""
    asked = [call for call in match.calls("call_model") if call.args["question"] == question]
    return "call_model" if asked else "acall_model"


def answer(match, question):
    return match.reply(door(match, question), question)


def seconds(match, *questions):
    return sum(match.latency(door(match, question), question) for question in questions)


def asked_once(match, *questions):
    """The waiting was witnessed, and no answer was paid for twice."""
    asked = [call.args["question"] for call in [*match.calls("call_model"), *match.calls("acall_model")]]
    for question in questions:
        count = asked.count(question)
        words = f"The graph must be asked {question!r} once; it was asked {count} times."
        match.expect(count == 1, words, mistake="called-too-often" if count else "answer-not-asked")
    words = f"The graph must be asked {len(questions)} questions; it was asked {len(asked)}: {asked!r}."
    match.expect(len(asked) == len(questions), words, mistake="called-too-often")


# ---- 1: a script ---------------------------------------------------------------------------------


@scenario
def script(kata, questions):
    assistant = kata.Assistant()
    return [assistant.ask_from_script(question) for question in questions]


@check(part=1, title="a script gets the answer itself")
async def test_a_script_gets_its_answer(play):
    match = await play(script, questions=["What is the fee?"])
    match.expect_result([answer(match, "What is the fee?")])
    match.expect_seconds(seconds(match, "What is the fee?"))
    asked_once(match, "What is the fee?")
    match.expect_loops_closed()
    match.expect_clean()


@check(part=1, title="the script can ask a second question afterwards")
async def test_a_script_can_ask_again(play):
    questions = ["What is the fee?", "When do you open?"]
    match = await play(script, questions=questions)
    match.expect_result([answer(match, question) for question in questions])
    match.expect_seconds(seconds(match, *questions))
    asked_once(match, *questions)
    match.expect_loop_free()  # a loop for each question is fair here, so no word about extra loops
    match.expect_loops_closed()  # as long as none stays behind
    match.expect_all_awaited()
    match.expect_nothing_left()
    match.expect_errors_read()


# ---- 2: a coroutine ------------------------------------------------------------------------------


@scenario
async def one_pipeline(kata, question):
    return await kata.Assistant().run_pipeline(question)


@scenario
async def pipelines(kata, questions):
    assistant = kata.Assistant()
    return await asyncio.gather(*[assistant.run_pipeline(question) for question in questions])


@check(part=2, title="the pipeline returns the short answer, made from the draft")
async def test_pipeline_asks_twice(play):
    match = await play(one_pipeline, question="What is the fee?")
    shorten = f"Shorten: {answer(match, 'What is the fee?')}"
    match.expect_result(answer(match, shorten))
    match.expect_seconds(seconds(match, "What is the fee?", shorten))
    asked_once(match, "What is the fee?", shorten)
    match.expect_clean()


@check(part=2, title="two pipelines in one loop do not hold each other up")
async def test_pipelines_share_the_loop(play):
    questions = ["What is the fee?", "When do you open?"]
    match = await play(pipelines, questions=questions)
    pairs = [(question, f"Shorten: {answer(match, question)}") for question in questions]
    match.expect_result([answer(match, shorten) for _, shorten in pairs])
    match.expect_seconds(max(seconds(match, *pair) for pair in pairs))
    asked_once(match, *[question for pair in pairs for question in pair])
    match.expect_clean()


# ---- 3: a web handler ----------------------------------------------------------------------------


@scenario
async def server(kata, questions):
    assistant = kata.Assistant()

    async def visit(question):
        page = assistant.handle_request(question)
        return await page if inspect.isawaitable(page) else page

    return await asyncio.gather(*[visit(question) for question in questions])


@check(part=3, title="one visitor gets a page")
async def test_one_visitor(play):
    match = await play(server, questions=["What is the fee?"])
    match.expect_result([{"status": 200, "answer": answer(match, "What is the fee?")}])
    match.expect_seconds(seconds(match, "What is the fee?"))
    match.expect_clean()


@check(part=3, title="three visitors are served at the same time, in one loop")
async def test_three_visitors(play):
    questions = ["What is the fee?", "When do you open?", "Where is the lift?"]
    match = await play(server, questions=questions)
    match.expect_result([{"status": 200, "answer": answer(match, question)} for question in questions])
    match.expect_seconds(max(seconds(match, question) for question in questions))
    match.expect_peak(exactly=3)
    asked_once(match, *questions)
    match.expect_clean()


# ---- 4: a notebook cell --------------------------------------------------------------------------

TICK = 0.1  # the progress bar moves this often, at instants that are never those of an answer


@scenario
async def notebook(kata, note, questions):
    async def progress_bar():
        await asyncio.sleep(0.007037)
        while True:
            note("progress", None)
            await asyncio.sleep(0.1)

    bar = asyncio.create_task(progress_bar())
    assistant = kata.Assistant()
    try:
        return [await assistant.notebook_cell(question) for question in questions]
    finally:
        bar.cancel()
        await asyncio.wait([bar])


@check(part=4, title="two cells, one after the other, and the progress bar moves all the time")
async def test_cells_share_the_loop_of_the_notebook(play):
    questions = ["What is the fee?", "When do you open?"]
    match = await play(notebook, questions=questions)
    match.expect_result([answer(match, question) for question in questions])
    asked_once(match, *questions)
    match.expect_seconds(seconds(match, *questions))
    moves = [0.0, *[moment for moment, _ in match.notes("progress")], match.seconds]
    rest, since = max((after - before, before) for before, after in pairwise(moves))
    match.expect(
        rest <= TICK + match.tolerance,
        f"The progress bar of the notebook stood still for {rest:.3f} s (simulated), from {since:.3f} s on.",
    )
    match.expect_clean()


# ---- 5: a worker thread --------------------------------------------------------------------------


@scenario
async def worker_threads(kata, questions):
    assistant = kata.Assistant()
    return await asyncio.gather(*[asyncio.to_thread(assistant.ask_from_thread, q) for q in questions])


@check(part=5, title="two worker threads ask at the same time, beside a loop in the main thread")
async def test_worker_threads(play):
    questions = ["What is the fee?", "When do you open?"]
    match = await play(worker_threads, questions=questions)
    match.expect_result([answer(match, question) for question in questions])
    match.expect_seconds(max(seconds(match, question) for question in questions))
    match.expect_peak(exactly=2)
    asked_once(match, *questions)
    match.expect_loop_free()  # a loop of its own in each of the two threads is fair
    match.expect_loops_closed()  # as long as it does not stay behind
    match.expect_all_awaited()
    match.expect_nothing_left()
    match.expect_errors_read()
