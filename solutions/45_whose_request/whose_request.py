"""A server writes a log, and each line says which request it belongs to."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator

from services import Log, ask_model, next_word, request_id

log = Log()


@contextlib.contextmanager
def serving(request: str) -> Iterator[None]:
    """Inside this block the lines of the log belong to `request`."""
    before = request_id.set(request)
    try:
        yield
    finally:
        request_id.reset(before)


async def answer(question: str) -> str:
    """Given: ask the model, with a line in the log before and after."""
    await log.write(f"asked: {question}")
    reply = await ask_model(question)
    await log.write(f"answered: {question}")
    return reply


async def serve(requests: list[tuple[str, str]]) -> list[str]:
    """1. Answer all requests (an id and a question each) at the same time. Return the answers in their order."""
    return await asyncio.gather(*[handle(request, question) for request, question in requests])


async def handle(request: str, question: str) -> str:
    """2. Answer one request under its id. Afterwards the caller has its own id again."""
    with serving(request):
        return await answer(question)


class Mailer:
    """3. Writes mails in the background, each under the id of the request that has posted it."""

    def __init__(self) -> None:
        self.mails: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.worker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Given: when the server starts, the worker starts."""
        self.worker = asyncio.create_task(self._work())

    def post(self, text: str) -> None:
        """Post a mail, and do not wait for it."""
        self.mails.put_nowait((request_id.get(), text))

    async def _work(self) -> None:
        while True:
            request, text = await self.mails.get()
            with serving(request):
                await log.write(f"mail: {text}")
            self.mails.task_done()

    async def stop(self) -> None:
        """Given: wait until all mails are written, and end the worker."""
        assert self.worker is not None
        await self.mails.join()
        self.worker.cancel()
        await asyncio.gather(self.worker, return_exceptions=True)


async def stream(request: str, question: str) -> AsyncGenerator[str, None]:
    """4. Hand out the model's words one by one, each with its line in the log, under the id of the request."""
    position = 0
    while True:
        with serving(request):
            word = await next_word(question, position)
            if word is None:
                return
            await log.write(f"word: {word}")
        position += 1
        yield word


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
