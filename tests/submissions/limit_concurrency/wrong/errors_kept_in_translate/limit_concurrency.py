import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self._gate = asyncio.Semaphore(limit)

    async def translate(self, text):
        async with self._gate:
            try:
                return await ask_model(text)
            except TranslationError:
                return text

    async def translate_all(self, texts):
        return await asyncio.gather(*map(self.translate, texts))
