import asyncio

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit):
        self.limit = limit

    async def translate(self, text):
        return await ask_model(text)

    async def translate_all(self, texts):
        pages = []
        for start in range(0, len(texts), self.limit):
            batch = texts[start : start + self.limit]
            answers = await asyncio.gather(*[self.translate(text) for text in batch], return_exceptions=True)
            pages += [text if isinstance(page, TranslationError) else page for text, page in zip(batch, answers)]
        return pages
