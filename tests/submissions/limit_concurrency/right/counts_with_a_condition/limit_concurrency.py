import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self._free = limit
        self._changed = asyncio.Condition()

    async def translate(self, text):
        async with self._changed:
            await self._changed.wait_for(lambda: self._free > 0)
            self._free -= 1
        try:
            return await ask_model(text)
        finally:
            self._free += 1
            async with self._changed:
                self._changed.notify()

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])
