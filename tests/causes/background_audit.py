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


# %% wrong discards_the_coroutine: part 2, never-discarded
class RefundDesk:  # only what differs
    def __init__(self) -> None:
        self._audits: set[asyncio.Task[None]] = set()

    async def handle(self, order: str) -> str:
        """1. Decide and reply. The audit is written in the background, from now on."""
        reply = await decide(order)
        audit = self._audit(order, reply)
        task = asyncio.create_task(audit)
        self._audits.add(task)
        task.add_done_callback(lambda _: self._audits.discard(audit))  # <- the fault
        return reply

    async def _audit(self, order: str, reply: str) -> None:
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self) -> None:
        """2. The desk closes. Return when nothing is left in the background."""
        await asyncio.gather(*self._audits)
