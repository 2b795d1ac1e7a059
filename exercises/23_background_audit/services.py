"""The services of the refund desk. They really wait; in a check the judge answers. Leave them as they are."""

import asyncio
import weakref


class AuditError(Exception):
    """The ledger did not take an entry."""


async def decide(order: str) -> str:
    """Ask the model whether the money for an order is given back."""
    await asyncio.sleep(0.3)
    return f"refund for {order}"


async def write_audit(order: str, reply: str) -> str:
    """Write what was decided into the ledger, which is slow. Raises AuditError if it does not take the entry."""
    await _on_the_line(1.0)
    if "torn" in order:
        raise AuditError(f"no number on {order}")
    print(f"    ledger: {order} is written")
    return f"{order} is written"


async def send_alert(order: str, reason: str) -> str:
    """Tell the people on duty that an audit failed."""
    await _on_the_line(0.2)
    print(f"    alert: {order}: {reason}")
    return f"{order} is reported"


async def _on_the_line(seconds: float) -> None:
    """Wait for an answer. Like asyncio's own streams, the line knows who waits only by a weak reference."""
    loop = asyncio.get_running_loop()
    answer = loop.create_future()
    loop.call_later(seconds, _arrives, weakref.ref(answer))
    await answer


def _arrives(waiting: weakref.ref[asyncio.Future[None]]) -> None:
    answer = waiting()
    if answer is not None and not answer.done():
        answer.set_result(None)
