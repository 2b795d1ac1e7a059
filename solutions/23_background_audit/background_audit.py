"""A refund desk that writes an audit of every decision, solved."""

import asyncio
import time

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self) -> None:
        self._audits: set[asyncio.Task[None]] = set()

    async def handle(self, order: str) -> str:
        """1. Decide and reply. The audit is written in the background, from now on."""
        reply = await decide(order)
        audit = asyncio.create_task(self._audit(order, reply))
        self._audits.add(audit)  # the loop holds its tasks only weakly
        audit.add_done_callback(self._audits.discard)
        return reply

    async def close(self) -> None:
        """2. The desk closes. Return when nothing is left in the background."""
        await asyncio.gather(*self._audits)

    async def _audit(self, order: str, reply: str) -> None:
        """3. Caught in here, an error is reported when it happens, and the task itself never fails."""
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))


if __name__ == "__main__":

    async def main() -> None:
        desk = RefundDesk()
        for order in ("a lamp", "a torn coat", "a rug"):
            begun = time.perf_counter()
            print(f"{await desk.handle(order)}, after {time.perf_counter() - begun:.1f} s")
        await desk.close()
        print("closed")

    asyncio.run(main())
