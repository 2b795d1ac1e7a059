"""Answers to cleanup_cancelled_again that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong close_waits_fixed: part 2, guessed-wait
class BoxOffice:  # only what differs
    async def close(self) -> None:
        if self._releases:
            await asyncio.sleep(0.5)  # <- the fault


# %% wrong close_waits_with_a_limit: part 2, shield-orphan
class BoxOffice:  # only what differs
    async def close(self) -> None:
        if self._releases:
            await asyncio.wait(self._releases, timeout=0.2)  # <- the fault
