"""The tests of a refund desk: red if the desk is wrong, and only then."""

import asyncio
import unittest
from unittest.mock import AsyncMock

from services import AlreadyRefunded, close_till, new_desk, open_till, paid


class OneRefund(unittest.IsolatedAsyncioTestCase):
    """1. An order is refunded."""

    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(await desk.refund("A1"), await paid("A1"))


class WithATill(unittest.IsolatedAsyncioTestCase):
    """2. Each test has a till of its own, which is closed afterwards, whatever happens."""

    async def asyncSetUp(self):
        self.till = await open_till()
        self.desk = new_desk(self.till, AsyncMock())

    async def asyncTearDown(self):
        await close_till(self.till)

    async def test_a_second_refund_is_refused(self):
        await self.desk.refund("B2")
        with self.assertRaises(AlreadyRefunded):
            await self.desk.refund("B2")


class Unheard(unittest.IsolatedAsyncioTestCase):
    """3. Whatever goes wrong comes out of the test."""

    def setUp(self):
        self.send = AsyncMock()  # stands for the mail: it remembers how it was called
        self.desk = new_desk("till 3", self.send)

    async def test_a_refunded_order_is_known(self):
        await self.desk.refund("C3")
        self.assertTrue(await self.desk.is_refunded("C3"))

    async def test_two_customers_at_once(self):
        async def customer(order):
            self.assertEqual(await self.desk.refund(order), await paid(order))

        await asyncio.gather(customer("D4"), customer("E5"))

    async def test_the_customer_is_told(self):
        amount = await self.desk.refund("F6")
        self.send.assert_awaited_once_with("F6", f"{amount} cents are on their way.")


if __name__ == "__main__":
    import sys

    from services import show

    show(sys.modules[__name__])
