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
