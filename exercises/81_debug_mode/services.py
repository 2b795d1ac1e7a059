"""The box office of a theatre. It has its faults, and they are not yours to mend: leave this file as it is."""

from __future__ import annotations

import asyncio
import time
from types import FrameType


def place(frame: FrameType) -> str:
    """Which function a frame belongs to, and the line it stands at: "BoxOffice.sell, line 41"."""
    return f"{frame.f_code.co_qualname}, line {frame.f_lineno}"


def print_ticket(customer: str) -> str:
    """The old printer. It blocks the thread that it runs in."""
    time.sleep(0.4)
    return f"ticket for {customer}"


async def next_customer(number: int) -> str:
    """Who is the next in the line?"""
    await asyncio.sleep(0.02)
    return f"customer {number}"


class PaperJam(Exception):
    """The printer is stuck."""


async def write_to(customer: str) -> None:
    """Write a letter."""
    await asyncio.sleep(0.02)


class BoxOffice:
    """Sells seats. Each of its coroutines runs in a task with a name."""

    def __init__(self) -> None:
        self.seats = asyncio.Lock()
        self.change = asyncio.Event()
        self.phone_calls: asyncio.Queue[str] = asyncio.Queue()
        self.sales: set[asyncio.Task[object]] = set()

    async def sell(self, customer: str) -> str:
        async with self.seats:
            return await self.take_money(customer)

    async def take_money(self, customer: str) -> str:
        await self.change.wait()  # until the cashier is back
        return f"{customer} has paid"

    async def answer_the_phone(self) -> None:
        while True:
            await self.sell(await self.phone_calls.get())

    async def count_the_money(self, sale: asyncio.Task[str]) -> None:
        await sale

    async def print(self, customer: str) -> str:
        await asyncio.sleep(0)
        ticket = print_ticket(customer)
        await asyncio.sleep(0.05)  # it comes out at the bottom
        return ticket

    async def jam(self, customer: str) -> None:
        await asyncio.sleep(0)
        raise PaperJam(customer)

    def sold(self, customer: str) -> None:
        """How this ends is never read, and the letter is never written."""
        self.sales.add(asyncio.create_task(self.jam(customer), name=f"jam of {customer}"))
        write_to(customer)


async def an_evening() -> None:
    """What goes wrong in the theatre every evening, unnoticed."""
    office = BoxOffice()
    customer = await next_customer(1)
    printing = asyncio.create_task(office.print(customer), name=f"printer of {customer}")
    office.sold(await next_customer(2))
    await printing


async def a_quiet_evening() -> str:
    """An evening without faults."""
    return await next_customer(3)
