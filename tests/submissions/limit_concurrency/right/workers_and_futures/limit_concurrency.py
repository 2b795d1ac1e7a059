import asyncio
from collections import deque

from services import TranslationError, ask_model


class Translator:
    """No semaphore: a line of orders, and at most `limit` workers, who go home when the line is empty."""

    def __init__(self, limit):
        self._limit = limit
        self._orders = deque()
        self._workers = set()

    async def translate(self, text):
        answer = asyncio.get_running_loop().create_future()
        self._orders.append((text, answer))
        if len(self._workers) < self._limit:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return await answer

    async def _work(self):
        while self._orders:
            text, answer = self._orders.popleft()
            if answer.done():
                continue
            request = asyncio.ensure_future(ask_model(text))
            answer.add_done_callback(lambda _, request=request: request.cancel())
            await asyncio.wait([request])
            if answer.done():
                continue
            if request.exception():
                answer.set_exception(request.exception())
            else:
                answer.set_result(request.result())
        self._workers.discard(asyncio.current_task())

    async def translate_all(self, texts):
        pages = await asyncio.gather(*map(self.translate, texts), return_exceptions=True)
        return [text if isinstance(page, TranslationError) else page for text, page in zip(texts, pages)]
