"""The services of the refund desk. By themselves they really wait; in a check the judge answers. Leave them so."""

import asyncio


class AuditError(Exception):
    """The ledger did not take an entry."""


async def decide(order: str) -> str:
    """Ask the model whether the money for an order is given back."""
    await asyncio.sleep(0.3)
    return f"refund for {order}"


async def write_audit(order: str, reply: str) -> str:
    """Write what was decided into the ledger, which is slow. Raises AuditError where it does not take the entry."""
    await asyncio.sleep(1.0)
    if "torn" in order:
        raise AuditError(f"no number on {order}")
    print(f"    ledger: {order} is written")
    return f"{order} is written"


async def send_alert(order: str, reason: str) -> str:
    """Tell the people on duty that an audit failed."""
    await asyncio.sleep(0.2)
    print(f"    alert: {order}: {reason}")
    return f"{order} is reported"
