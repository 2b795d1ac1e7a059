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
