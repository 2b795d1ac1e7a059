"""The model of this story. By itself it really waits; in a check the judge answers instead. Leave it as it is."""

import asyncio

SECONDS = {"kettle": 0.9, "lamp": 0.3, "rug": 0.4, "vase": 0.8, "clock": 0.3, "chair": 0.5, "tray": 0.3, "mirror": 0.6}
ALLOWED = 3

_at_work = 0


class TranslationError(Exception):
    """The model did not translate this text."""


async def ask_model(text: str) -> str:
    """Translate one text. Raises TranslationError if the model refuses it."""
    global _at_work
    _at_work += 1
    try:
        if _at_work > ALLOWED:
            print(f"    the provider counts {_at_work} requests at once and has agreed to {ALLOWED}")
        await asyncio.sleep(SECONDS.get(text, 0.5))
        if text == "???":
            raise TranslationError("that is no language")
        return f"<{text}>"
    finally:
        _at_work -= 1
