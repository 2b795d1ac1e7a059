"""Bytes go straight to the descriptor; a Runner holds the loop; SIGINT ends the Unix way."""

import asyncio
import os
import signal
import sys

from services import Agent, ModelOverloaded


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
