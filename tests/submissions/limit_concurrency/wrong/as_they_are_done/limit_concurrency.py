import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self._gate = asyncio.Semaphore(limit)

    async def translate(self, text):
        async with self._gate:
            return await ask_model(text)

    async def translate_all(self, texts):
        return [await page for page in asyncio.as_completed([self.translate(text) for text in texts])]
