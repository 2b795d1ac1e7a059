"""A shop has its catalogue translated: one gate for all callers, and each place is given back."""

import asyncio
import time

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit: int) -> None:
        self._gate = asyncio.Semaphore(limit)

    async def translate(self, text: str) -> str:
        """Translate one text. A TranslationError of the model reaches the caller."""
        async with self._gate:
            return await ask_model(text)

    async def translate_all(self, texts: list[str]) -> list[str]:
        """Translate many texts and return them in their order."""
        return await asyncio.gather(*[self._translated_or_as_it_is(text) for text in texts])

    async def _translated_or_as_it_is(self, text: str) -> str:
        try:
            return await self.translate(text)
        except TranslationError:
            return text


if __name__ == "__main__":

    async def main() -> None:
        translator = Translator(limit=3)
        begun = time.perf_counter()
        print(await translator.translate_all(["kettle", "lamp", "rug", "vase", "clock", "chair", "tray", "mirror"]))
        print(f"after {time.perf_counter() - begun:.1f} s")
        print(await translator.translate_all(["lamp", "???", "rug"]))

    asyncio.run(main())
