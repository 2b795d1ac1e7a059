import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self._gate = asyncio.Semaphore(limit)

    async def translate(self, text):
        await self._gate.acquire()
        return await ask_model(text)

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])
