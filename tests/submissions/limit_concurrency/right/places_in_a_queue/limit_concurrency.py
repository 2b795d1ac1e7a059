import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self._places = asyncio.Queue()
        for place in range(limit):
            self._places.put_nowait(place)

    async def translate(self, text):
        place = await self._places.get()
        try:
            return await ask_model(text)
        finally:
            self._places.put_nowait(place)

    async def translate_all(self, texts):
        pages = list(texts)

        async def fill(number, text):
            try:
                pages[number] = await self.translate(text)
            except TranslationError:
                pass

        async with asyncio.TaskGroup() as group:
            for number, text in enumerate(texts):
                group.create_task(fill(number, text))
        return pages
