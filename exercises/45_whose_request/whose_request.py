"""A server writes a log, and each line says which request it belongs to (the lesson is in README.md).

Run this file and read the names in brackets: nearly all of them are wrong.
"""

import asyncio
from collections.abc import AsyncGenerator

from services import Log, ask_model, next_word, request_id

log = Log()


async def answer(question: str) -> str:
    """Given: ask the model, with a line in the log before and after."""
    await log.write(f"asked: {question}")
    reply = await ask_model(question)
    await log.write(f"answered: {question}")
    return reply


async def serve(requests: list[tuple[str, str]]) -> list[str]:
    """1. Answer all requests (an id and a question each) at the same time. Return the answers in their order."""
    answers = []
    for request, question in requests:
        request_id.set(request)  # TODO START: when does each answer begin, and with which id?
        answers.append(answer(question))
    return await asyncio.gather(*answers)


async def handle(request: str, question: str) -> str:
    """2. Answer one request under its id. Afterwards the caller has its own id again."""
    request_id.set(request)
    return await answer(question)  # TODO CLOSE: put back what was there, however this ends.


class Mailer:
    """3. Writes mails in the background, each under the id of the request that has posted it."""

    def __init__(self) -> None:
        self.mails: asyncio.Queue[str] = asyncio.Queue()
        self.worker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Given: when the server starts, the worker starts."""
        self.worker = asyncio.create_task(self._work())

    def post(self, text: str) -> None:
        """Post a mail, and do not wait for it."""
        self.mails.put_nowait(text)

    async def _work(self) -> None:
        while True:
            text = await self.mails.get()
            await log.write(f"mail: {text}")  # TODO REPORT: for whom? This task began before any request.
            self.mails.task_done()

    async def stop(self) -> None:
        """Given: wait until all mails are written, and end the worker."""
        assert self.worker is not None
        await self.mails.join()
        self.worker.cancel()
        await asyncio.gather(self.worker, return_exceptions=True)


async def stream(request: str, question: str) -> AsyncGenerator[str, None]:
    """4. Hand out the model's words one by one, each with its line in the log, under the id of the request."""
    before = request_id.set(request)
    try:
        position = 0
        while (word := await next_word(question, position)) is not None:
            await log.write(f"word: {word}")
            position += 1
            yield word  # TODO CLOSE: whose code runs now, and which id does it see?
    finally:
        request_id.reset(before)


if __name__ == "__main__":

    async def greet(mailer: Mailer, request: str) -> None:
        request_id.set(request)
        mailer.post(f"hello {request}")

    async def main() -> None:
        mailer = Mailer()
        mailer.start()
        print("-- three requests at the same time --")
        await serve([("ann", "why tides?"), ("ben", "why rain?"), ("cid", "why snow?")])
        print("-- dan, and then a line of the server's own --")
        await handle("dan", "why hail?")
        await log.write("a line of the server")
        await asyncio.create_task(greet(mailer, "dan"))
        await mailer.stop()
        print("-- a stream, and a line of its reader --")
        words = stream("eve", "why tides?")
        await anext(words)
        await log.write("a line of the reader")
        print("-- and another task closes it --")
        try:
            await asyncio.create_task(words.aclose())
        except ValueError as error:
            print(f"ValueError: {str(error)[:17]} … {str(error)[-34:]}")

    asyncio.run(main())
