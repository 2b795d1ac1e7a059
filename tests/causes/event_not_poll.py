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


# %% wrong searches_in_the_condition: part 1, held-while-waiting
class HelpDesk:
    def __init__(self, handbook: str) -> None:
        self.handbook = handbook
        self.index: str | None = None
        self.error: IndexBroken | None = None
        self.changed = asyncio.Condition()

    async def start(self) -> None:
        """Load the index, once. The server awaits this while questions come in already."""
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            async with self.changed:
                self.changed.notify_all()

    async def ask(self, question: str) -> str:
        """Answer a question, as soon as there is an index."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.index is not None or self.error is not None)
            if self.error is not None:
                raise self.error
            return await search(self.index, question)  # <- the fault


# %% wrong event_that_holds_the_loop: part 1, deadlock
# While ask holds the loop, the line that would end it cannot run, so that one is not to blame.
class HelpDesk:
    def __init__(self, handbook: str) -> None:
        self._handbook = handbook
        self._known = __import__("threading").Event()

    async def start(self) -> None:
        try:
            self._index = await load_index(self._handbook)
        finally:
            self._known.set()

    async def ask(self, question: str) -> str:
        self._known.wait()  # <- the fault
        return await search(self._index, question)
