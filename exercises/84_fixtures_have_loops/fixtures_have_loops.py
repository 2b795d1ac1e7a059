"""Tests of a bookshop's desk, for pytest and pytest-asyncio (the lesson is in README.md).

Run this file: the tests run against a desk that is right and two that are wrong. They cannot tell which is which.
`desk.order(reader, book)` returns the till's price; it sends `mail.address(reader)` the text f"{book}: {price} cents".
"""

import asyncio
from unittest.mock import MagicMock

import pytest
import pytest_asyncio

from services import MailDown, Till, new_desk


@pytest_asyncio.fixture(scope="module")  # one line for all tests: opening it costs money
async def till():
    # TODO WAIT (part 1): in which loop is it opened, and in which do the tests use it? And who closes it?
    return await Till.connect()


@pytest.fixture
def mail():
    # TODO (part 2): `send` is awaited, and `address` is not.
    return MagicMock()


@pytest.mark.asyncio
async def test_the_reader_is_told(till, mail):
    desk = new_desk(till, mail)
    price = await desk.order("ada", "Emma")
    assert price == await till.price("Emma")
    # TODO REPORT (part 2): a coroutine that was made is no mail that was sent.
    mail.send.assert_called()


@pytest.mark.asyncio
async def test_a_mail_that_is_refused(till, mail):
    # TODO (part 3): the mail is down (MailDown). The order counts, and `desk.untold` names the reader.
    desk = new_desk(till, mail)
    assert desk.untold == []


if __name__ == "__main__":
    from services import show

    show(__file__)
