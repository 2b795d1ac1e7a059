"""Tests of a bookshop's desk, for pytest and pytest-asyncio (the lesson is in README.md).

Run this file: the tests run against a desk that is right and two that are wrong.
`desk.order(reader, book)` returns the till's price; it sends `mail.address(reader)` the text f"{book}: {price} cents".
"""

import asyncio
from unittest.mock import create_autospec

import pytest
import pytest_asyncio

from services import Mail, MailDown, Till, new_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")  # all tests of this module share one loop


@pytest_asyncio.fixture(scope="module", loop_scope="module")  # and the till is opened in it
async def till():
    opened = await Till.connect()
    yield opened
    await opened.close()


@pytest.fixture
def mail():
    """A new one for each test. It knows which methods of Mail are async, and what they take."""
    made = create_autospec(Mail, instance=True)
    made.address.side_effect = lambda reader: f"<{reader}>"
    return made


async def test_the_reader_is_told(till, mail):
    desk = new_desk(till, mail)
    price = await desk.order("ada", "Emma")
    assert price == await till.price("Emma")
    mail.send.assert_awaited_once_with("<ada>", f"Emma: {price} cents")
    assert desk.untold == []


async def test_a_mail_that_is_refused(till, mail):
    mail.send.side_effect = MailDown("full")
    desk = new_desk(till, mail)
    assert await desk.order("ada", "Emma") == await till.price("Emma")
    assert desk.untold == ["ada"]


async def test_two_readers_at_once(till, mail):
    desk = new_desk(till, mail)
    prices = await asyncio.gather(desk.order("ada", "Emma"), desk.order("bob", "Middlemarch"))
    assert prices == [await till.price("Emma"), await till.price("Middlemarch")]
    told = sorted(call.args for call in mail.send.await_args_list)
    assert told == [("<ada>", f"Emma: {prices[0]} cents"), ("<bob>", f"Middlemarch: {prices[1]} cents")]


if __name__ == "__main__":
    from services import show

    show(__file__)
