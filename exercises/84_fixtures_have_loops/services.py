"""A bookshop: its till, its mail, and the desk that is to be tested.

By hand, the variable DESK says which desk is tested: Desk, or one of the wrong ones below. In a check it is another one.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path


class MailDown(Exception):
    """The mail server takes nothing."""


async def open_line() -> str:
    """Dial the till. It takes a while, and costs money."""
    await asyncio.sleep(0.3)
    return "line 1"


async def hang_up(line: str) -> None:
    await asyncio.sleep(0.1)


async def ask_price(line: str, book: str) -> int:
    await asyncio.sleep(0.05)
    return 900 + len(book)


class Till:
    """A connection. A task in the loop that opened it does all the talking, so it works only in that loop."""

    @classmethod
    async def connect(cls) -> "Till":
        till = cls()
        till._line = await open_line()
        till._loop = asyncio.get_running_loop()
        till._questions = asyncio.Queue()
        till._talking = asyncio.create_task(till._talk())
        return till

    async def _talk(self) -> None:
        while True:
            book, answer = await self._questions.get()
            price = await ask_price(self._line, book)
            if not answer.done():
                answer.set_result(price)

    async def price(self, book: str) -> int:
        answer = self._loop.create_future()
        self._questions.put_nowait((book, answer))
        return await answer

    async def close(self) -> None:
        self._talking.cancel()
        await asyncio.wait([self._talking])
        await hang_up(self._line)


class Mail:
    """The shop's mail. Tests send none: they give the desk a mock."""

    def address(self, reader: str) -> str:
        return f"{reader}@example.org"

    async def send(self, address: str, text: str) -> None:
        raise NotImplementedError("this would send a real mail")


class Desk:
    """Takes orders. This one is right."""

    def __init__(self, till: Till, mail: Mail) -> None:
        self.till, self.mail = till, mail
        self.untold: list[str] = []

    async def order(self, reader: str, book: str) -> int:
        """The price in cents, once the reader has been told. A reader who cannot be told is in `untold`."""
        price = await self.till.price(book)
        try:
            await self.mail.send(self.mail.address(reader), f"{book}: {price} cents")
        except MailDown:
            self.untold.append(reader)
        return price


class Forgets(Desk):
    """Makes a coroutine, and sends no mail."""

    async def order(self, reader: str, book: str) -> int:
        price = await self.till.price(book)
        self.mail.send(self.mail.address(reader), f"{book}: {price} cents")
        return price


class GivesUp(Desk):
    """Loses the order when the mail is down."""

    async def order(self, reader: str, book: str) -> int:
        price = await self.till.price(book)
        await self.mail.send(self.mail.address(reader), f"{book}: {price} cents")
        return price


def new_desk(till: Till, mail: Mail) -> Desk:
    """The desk that is to be tested."""
    return {"Desk": Desk, "Forgets": Forgets, "GivesUp": GivesUp}[os.environ.get("DESK", "Desk")](till, mail)


def show(file: str) -> None:
    """Run the tests of a file against three desks."""
    for desk, expected in (("Desk", "pass"), ("Forgets", "fail"), ("GivesUp", "fail")):
        print(f"--- {desk}: the tests should {expected}", flush=True)
        options = ["-q", "--tb=line", "-p", "no:cacheprovider", "-W", "ignore"]
        options += ["-c", os.devnull, "--rootdir", str(Path(file).parent), "-o", "asyncio_mode=strict"]
        subprocess.run([sys.executable, "-m", "pytest", *options, file], env={**os.environ, "DESK": desk}, check=False)
