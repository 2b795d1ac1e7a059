"""A shop has its catalogue translated, three texts at a time and never more (the lesson is in README.md).

Run this file: the provider counts eight requests at once, and by contract it closes the account at four.
Give `Translator` a gate. Everything that asks the model goes through it, for every caller.
"""

import asyncio
import time

from services import TranslationError, ask_model


class Translator:
    def __init__(self, limit: int) -> None:
        self.limit = limit

    async def translate(self, text: str) -> str:
        """Translate one text. A TranslationError of the model reaches the caller."""
        # TODO LIMIT: at most `self.limit` calls of ask_model at once, over all callers of this Translator.
        # TODO CLOSE: the place is free again whatever happens: an answer, an error, a caller who gives up.
        return await ask_model(text)

    async def translate_all(self, texts: list[str]) -> list[str]:
        """Translate many texts and return them in their order."""
        # TODO REPORT: a text that the model refuses stays as it is, and the others are translated.
        return await asyncio.gather(*[self.translate(text) for text in texts])


if __name__ == "__main__":

    async def main() -> None:
        translator = Translator(limit=3)
        begun = time.perf_counter()
        # predict: how long will these eight take with three at a time? The seconds are in services.py.
        print(await translator.translate_all(["kettle", "lamp", "rug", "vase", "clock", "chair", "tray", "mirror"]))
        print(f"after {time.perf_counter() - begun:.1f} s")
        try:
            print(await translator.translate_all(["lamp", "???", "rug"]))
        except TranslationError as error:
            print(f"TranslationError: {error} (and the other two are lost)")

    asyncio.run(main())
