"""Answers to event_not_poll that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_for_the_index: part 1, guessed-wait
class HelpDesk:  # only what differs
    async def ask(self, question: str) -> str:
        await asyncio.sleep(1.5)  # <- the fault
        if self._error:
            raise self._error
        return await search(self._index, question)


# %% wrong wait_for_then_anyway: part 1, gave-up-too-soon
class HelpDesk:  # only what differs
    async def ask(self, question: str) -> str:
        try:
            await asyncio.wait_for(self._known.wait(), 0.5)  # <- the fault
        except TimeoutError:
            pass
        if self._error:
            raise self._error
        return await search(self._index, question)


# %% wrong own_error: part 3, error-replaced
class HelpDesk:  # only what differs
    async def ask(self, question: str) -> str:
        await self._known.wait()
        if self._error:
            raise RuntimeError("no index") from self._error  # <- the fault
        return await search(self._index, question)


# %% wrong raises_before_it_tells: part 3, deadlock
class HelpDesk:  # only what differs
    async def start(self) -> None:
        try:
            self._index = await load_index(self._handbook)
        except IndexBroken as error:
            self._error = error
            raise
        self._known.set()  # <- the fault
