"""Right and wrong answers to cli_pipeline. docs/for-authors.md says how to read a cell."""

# %% right bytes_to_the_descriptor
# Bytes go straight to the descriptor; a Runner holds the loop; SIGINT ends the Unix way.
del answer, stream


import os
import signal


async def say(question):
    async with Agent() as agent:
        words = agent.astream({"question": question})
        try:
            while True:
                os.write(1, (await anext(words)).encode())
        except StopAsyncIteration:
            os.write(1, b"\n")
        finally:
            await words.aclose()


async def tell(question):
    async with Agent() as agent:
        sys.stdout.write((await agent.ainvoke({"question": question}))["answer"] + "\n")


def main(*words):
    job = tell
    if words and words[0] == "--stream":
        job, words = say, words[1:]
    if not words:
        print("What is the question?", file=sys.stderr)
        return 2
    try:
        with asyncio.Runner() as runner:
            runner.run(job(" ".join(words)))
    except ModelOverloaded as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))


# %% right one_run_for_both
# One asyncio.run at the top; everything below it is async.
del answer, stream


import functools
from contextlib import aclosing


say = functools.partial(print, end="", flush=True)


async def work(question: str, streaming: bool) -> None:
    async with Agent() as agent:
        if streaming:
            async with aclosing(agent.astream({"question": question})) as words:
                async for word in words:
                    say(word)
            say("\n")
        else:
            state = await agent.ainvoke({"question": question})
            print(state["answer"])


def main() -> None:
    arguments = sys.argv[1:]
    streaming = "--stream" in arguments
    question = " ".join(word for word in arguments if word != "--stream")
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        sys.exit(2)
    try:
        asyncio.run(work(question, streaming))
    except ModelOverloaded as error:
        sys.exit(f"no answer: {error}")
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()


# %% right plain_doors_only
# No loop at all: a command line program waits for one thing at a time.
del answer, stream


import argparse


def main() -> int:
    parser = argparse.ArgumentParser(prog="agentic_workflow")
    parser.add_argument("--stream", action="store_true")
    parser.add_argument("question", nargs="*")
    options = parser.parse_args()
    if not options.question:
        sys.stderr.write("A question is needed.\n")
        return 2
    state = {"question": " ".join(options.question)}
    try:
        with Agent() as agent:
            if not options.stream:
                print(agent.invoke(state)["answer"])
                return 0
            for word in agent.stream(state):
                sys.stdout.write(word)
                sys.stdout.flush()
            sys.stdout.write("\n")
    except ModelOverloaded as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())


# %% wrong asked_twice: part 1, called-too-often
# Looking whether there is an answer costs nothing.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent() as agent:
        if agent.invoke({"question": question})["answer"]:
            print(agent.invoke({"question": question})["answer"])  # <- the fault


# %% wrong async_door_of_a_plain_session: part 1, wrong-answer
# What comes back is the answer, so it can be printed as it is.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent() as agent:
        print(asyncio.run(agent.ainvoke({"question": question})))  # <- the fault


# %% wrong async_main_not_run: part 1, never-awaited
# An async function runs when it is called.
async def answer(question: str) -> None:  # <- the fault
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent() as agent:
        print(agent.invoke({"question": question})["answer"])


# %% wrong awaited_in_def: part 1, await-outside-async
# Whatever starts with an a is awaited, wherever it stands.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent() as agent:
        print((await agent.ainvoke({"question": question}))["answer"])  # <- the fault


# %% wrong cancelled_as_the_end: part 2, wrong-answer
# A cancelled task may just end.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:
        try:
            async for word in agent.astream({"question": question}):
                print(word, end="", flush=True)
        except asyncio.CancelledError:
            pass  # <- the fault
    print("Stopped.", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    return 0


# %% wrong collected_first: part 2, buffered-stream
# A list of words, printed one by one, is a stream.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:
        words = [word async for word in agent.astream({"question": question})]  # <- the fault
    for word in words:
        print(word, end="", flush=True)
    print()


# %% wrong coroutine_printed: part 1, never-awaited
# ainvoke answers like invoke, only faster.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent() as agent:
        print(agent.ainvoke({"question": question}))  # <- the fault


# %% wrong failure_is_success: part 3, wrong-answer
# The message says it all.
def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 0  # <- the fault
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


# %% wrong for_over_astream: part 2, wrong-protocol
# for goes through anything that streams.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:  # closed whatever happens, also when Ctrl-C cancels this task
        for word in agent.astream({"question": question}):  # <- the fault
            print(word, end="", flush=True)  # into a pipe, print keeps some kilobytes unless it is told not to
    print()


# %% wrong handler_that_leaves: part 4, not-closed
# A signal handler that leaves with 130 is all that Ctrl-C needs.
def leave(number: int, frame: object) -> None:
    import os

    print("Stopped.", file=sys.stderr, flush=True)
    os._exit(130)  # <- the fault


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGINT, leave)
    sys.exit(main(sys.argv[1:]))


# %% wrong interrupt_caught_in_the_coroutine: part 4, unhandled-error
# KeyboardInterrupt is raised where the program is, and that is in the coroutine.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:
        try:
            async for word in agent.astream({"question": question}):
                print(word, end="", flush=True)
        except KeyboardInterrupt:  # <- the fault
            print("Stopped.", file=sys.stderr)
            sys.exit(130)
    print()


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    return 0


# %% wrong interrupt_ignored: part 4, cancellation-swallowed
# Ctrl-C must not disturb a session that is open.
if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # <- the fault
    sys.exit(main(sys.argv[1:]))


# %% wrong invoke_cut_into_words: part 2, buffered-stream
# Printing slowly looks like streaming.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:
        final = await agent.ainvoke({"question": question})  # <- the fault
        for word in final["answer"].split(" "):
            print(word, end=" ", flush=True)
            await asyncio.sleep(0.1)
    print()


# %% wrong lines_instead: part 2, missing-flush
# Line buffering sends off what is printed.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:  # closed whatever happens, also when Ctrl-C cancels this task
        async for word in agent.astream({"question": question}):  # <- the fault
            print(word, end="", flush=False)  # into a pipe, print keeps some kilobytes unless it is told not to
    print()


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    sys.stdout.reconfigure(line_buffering=True)
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


# %% wrong made_up: part 1, answer-not-asked
# The answer is always the same.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    with Agent():
        print("Written from a note and a page.")  # <- the fault


# %% wrong no_flush: part 2, missing-flush
# What is printed is on the screen, and so it is everywhere.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:  # closed whatever happens, also when Ctrl-C cancels this task
        async for word in agent.astream({"question": question}):
            print(word, end="")  # into a pipe, print keeps some kilobytes unless it is told not to  # <- the fault
    print()


# %% wrong no_line_end: part 2, wrong-answer
# The last word ends the output.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:  # closed whatever happens, also when Ctrl-C cancels this task
        async for word in agent.astream({"question": question}):
            print(word, end="", flush=True)  # into a pipe, print keeps some kilobytes unless it is told not to


# %% wrong no_question_asked: part 3, wrong-answer
# The model will say that there was no question.
def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


# %% wrong run_for_each_step: part 1, extra-loop
# Each step that is async gets its own asyncio.run.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    agent = Agent()
    asyncio.run(agent.__aenter__())
    print(asyncio.run(agent.ainvoke({"question": question}))["answer"])  # <- the fault
    asyncio.run(agent.__aexit__(None, None, None))


# %% wrong run_for_each_word: part 2, extra-loop
# asyncio.run is how a plain function gets the next word.
def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            agent = Agent()
            asyncio.run(agent.__aenter__())
            words = agent.astream({"question": question})
            try:
                while True:
                    print(asyncio.run(anext(words)), end="", flush=True)  # <- the fault
            except StopAsyncIteration:
                print()
            asyncio.run(agent.__aexit__(None, None, None))
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


# %% wrong session_left_open: part 1, not-closed
# The program ends anyway, and everything with it.
def answer(question: str) -> None:
    """Print the answer, when it is complete. Nothing else happens meanwhile, so no loop is needed."""
    print(Agent().invoke({"question": question})["answer"])  # <- the fault


# %% wrong session_open_after_an_error: part 3, not-closed
# What is opened in the first line is closed in the last.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    agent = await Agent().__aenter__()
    async for word in agent.astream({"question": question}):
        print(word, end="", flush=True)
    await agent.__aexit__(None, None, None)  # <- the fault
    print()


# %% wrong stopped_with_success: part 4, wrong-answer
# The user wanted it to stop, so all is well.
def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 0  # <- the fault
    return 0


# %% wrong traceback_for_users: part 3, unhandled-error
# An uncaught exception gives exit code 1 by itself.
def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


# %% wrong usage_on_standard_output: part 3, wrong-answer
# Print shows it; where does not matter.
def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION")  # <- the fault
        return 2
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


# %% wrong write_through: part 2, missing-flush
# write_through means that what is written is through.
async def stream(question: str) -> None:
    """Print each word of the answer as soon as it is there, and end the line."""
    async with Agent() as agent:  # closed whatever happens, also when Ctrl-C cancels this task
        async for word in agent.astream({"question": question}):
            print(word, end="")  # into a pipe, print keeps some kilobytes unless it is told not to  # <- the fault
    print()


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 answered, 1 the model failed, 2 no question, 130 stopped by Ctrl-C."""
    streaming = arguments[:1] == ["--stream"]
    question = " ".join(arguments[1:] if streaming else arguments)
    if not question:
        print("usage: agentic_workflow [--stream] QUESTION", file=sys.stderr)
        return 2
    sys.stdout.reconfigure(write_through=True)  # <- the fault
    try:
        if streaming:
            asyncio.run(stream(question))  # the only loop of this program
        else:
            answer(question)
    except ModelOverloaded as error:
        print(f"No answer: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # raised here, outside of the loop: inside, the task has been cancelled
        print("Stopped.", file=sys.stderr)
        return 130
    return 0
