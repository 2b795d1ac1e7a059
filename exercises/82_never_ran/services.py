"""The refund desk that is tested, and the bank behind it. Leave this file as it is.

By itself the bank really waits. In a check the judge stands for the bank, and `new_desk` gives other desks: right ones,
which are not built like this one, and wrong ones.
"""

from __future__ import annotations

import asyncio
import itertools
import unittest
import warnings
from collections.abc import Awaitable, Callable
from types import ModuleType

Send = Callable[[str, str], Awaitable[object]]


class AlreadyRefunded(Exception):
    """This order has been refunded before."""


async def open_till() -> str:
    """Open a till for refunds. If you open one, close it."""
    await asyncio.sleep(0.02)
    return "till 7"


async def close_till(till: str) -> None:
    """Close a till again."""
    await asyncio.sleep(0.02)
    print(f"    {till} is closed")


async def paid(order: str) -> int:
    """How much was paid for an order, in cents."""
    await asyncio.sleep(0.05)
    return 1000 + sum(order.encode())


async def pay_back(till: str, order: str, amount: int) -> None:
    """Send money."""
    await asyncio.sleep(0.1)


class RefundDesk:
    """The desk as it was promised: it pays back what was paid, once, and tells the customer."""

    def __init__(self, till: str, send: Send) -> None:
        self.till = till
        self.send = send  # awaited with the order and a text
        self.refunded: set[str] = set()

    async def refund(self, order: str) -> int:
        """Pay back what was paid for an order, and return how much. Raises AlreadyRefunded the second time."""
        if order in self.refunded:
            raise AlreadyRefunded(order)
        self.refunded.add(order)
        amount = await paid(order)
        await pay_back(self.till, order, amount)
        await self.send(order, f"{amount} cents are on their way.")
        return amount

    async def is_refunded(self, order: str) -> bool:
        """Whether an order has been refunded."""
        return order in self.refunded


class BrokenDesk(RefundDesk):
    """The desk as it was released: half the money, no mail, two customers at once are mixed up."""

    async def refund(self, order: str) -> int:
        if order in self.refunded:
            raise AlreadyRefunded(order)
        self.refunded.add(order)
        self.amount = await paid(order) // 2
        await pay_back(self.till, order, self.amount)
        self.send(order, f"{self.amount} cents are on their way.")
        return self.amount

    async def is_refunded(self, order: str) -> bool:
        return False


released: type[RefundDesk] = BrokenDesk


def new_desk(till: str, send: Send) -> RefundDesk:
    """The desk that is to be tested."""
    return released(till, send)


def show(tests: ModuleType) -> None:
    """Run these tests against the broken desk and against the right one, and print a line for each of them."""
    global released
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, *_: print("   ", str(message).partition("\n")[0].partition(" (")[0])
    for released in (BrokenDesk, RefundDesk):
        print(f"\n{released.__name__}")
        for test in itertools.chain.from_iterable(unittest.defaultTestLoader.loadTestsFromModule(tests)):
            result = unittest.TestResult()
            unittest.TestSuite([test]).run(result)
            print("  ok   " if result.wasSuccessful() else "  FAIL ", test.id().partition(".")[2])
