"""Answers to limit_concurrency that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_in_the_gate: part 1, too-slow
class Translator:  # only what differs
    async def translate(self, text: str) -> str:
        async with self._gate:
            await asyncio.sleep(0.4)  # <- the fault
            return await ask_model(text)


# %% wrong place_lost: part 3, not-given-back
class Translator:  # only what differs
    async def translate(self, text: str) -> str:
        await self._gate.acquire()  # <- the fault
        answer = await ask_model(text)
        self._gate.release()
        return answer


# %% wrong renamed: part 3, error-replaced
class Translator:  # only what differs
    async def translate(self, text: str) -> str:
        async with self._gate:
            return await self._ask(text)

    async def _ask(self, text):
        try:
            return await ask_model(text)
        except TranslationError as error:
            raise ValueError(f"cannot translate {text}") from error  # <- the fault

    async def _translated_or_as_it_is(self, text: str) -> str:
        try:
            return await self.translate(text)
        except ValueError:
            return text


# %% wrong acquires_inside_the_try: part 3, limit-exceeded
import contextlib


class Translator:  # only what differs
    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._gate = asyncio.Semaphore(limit)

    @contextlib.asynccontextmanager
    async def _place(self):
        """A place at the model, for as long as the block takes."""
        try:
            await self._gate.acquire()  # <- the fault
            yield
        finally:
            self._gate.release()

    async def translate(self, text: str) -> str:
        """Translate one text. A TranslationError of the model reaches the caller."""
        async with self._place():
            return await ask_model(text)


# %% wrong a_gate_for_single_texts: part 2, limit-exceeded
class Translator:  # only what differs
    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._gate = asyncio.Semaphore(limit)
        self._express = asyncio.Semaphore(limit)  # <- the fault

    async def _ask(self, text: str, gate: asyncio.Semaphore) -> str:
        async with gate:
            return await ask_model(text)

    async def translate(self, text: str) -> str:
        """Translate one text. A TranslationError of the model reaches the caller."""
        return await self._ask(text, self._express)  # a single text need not stand behind a long list

    async def translate_all(self, texts: list[str]) -> list[str]:
        """Translate many texts and return them in their order."""
        return await asyncio.gather(*[self._or_as_it_is(text) for text in texts])

    async def _or_as_it_is(self, text: str) -> str:
        try:
            return await self._ask(text, self._gate)
        except TranslationError:
            return text
