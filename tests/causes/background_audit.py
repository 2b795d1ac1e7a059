"""Answers to background_audit that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong close_sleeps: part 2, guessed-wait
class RefundDesk:  # only what differs
    async def close(self) -> None:
        await asyncio.sleep(1)  # <- the fault


# %% wrong close_polls: part 2, polling
class RefundDesk:  # only what differs
    async def close(self) -> None:
        while self._audits:
            await asyncio.sleep(0.4)  # <- the fault


# %% wrong timeout_at_close: part 2, gave-up-too-soon
class RefundDesk:  # only what differs
    async def close(self) -> None:
        try:
            await asyncio.wait_for(asyncio.gather(*self._audits), 0.5)  # <- the fault
        except TimeoutError:
            pass
