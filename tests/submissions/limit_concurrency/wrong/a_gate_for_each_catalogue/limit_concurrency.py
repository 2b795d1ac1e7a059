import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self.limit = limit

    async def translate(self, text):
        return await ask_model(text)

    async def translate_all(self, texts):
        gate = asyncio.Semaphore(self.limit)

        async def one(text):
            async with gate:
                try:
                    return await self.translate(text)
                except TranslationError:
                    return text

        return await asyncio.gather(*[one(text) for text in texts])
