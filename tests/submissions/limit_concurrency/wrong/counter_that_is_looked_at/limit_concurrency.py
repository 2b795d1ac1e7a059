import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self.limit = limit
        self.busy = 0

    async def translate(self, text):
        while self.busy >= self.limit:
            await asyncio.sleep(0.05)
        self.busy += 1
        try:
            return await ask_model(text)
        finally:
            self.busy -= 1

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])
