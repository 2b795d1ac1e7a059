import asyncio
from contextlib import asynccontextmanager
from unittest import IsolatedAsyncioTestCase
from unittest.mock import AsyncMock, call

from services import AlreadyRefunded, close_till, new_desk, open_till, paid


class WithMail(IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.mail = AsyncMock()
        self.addCleanup(self.mail.reset_mock)


class OneRefund(WithMail):
    async def test_what_was_paid_is_paid_back(self):
        owed = await paid("A1")
        self.assertEqual(await new_desk("till 1", self.mail).refund("A1"), owed)


@asynccontextmanager
async def a_till():
    till = await open_till()
    try:
        yield till
    finally:
        await close_till(till)


class WithATill(WithMail):
    async def test_a_second_refund_is_refused(self):
        desk = new_desk(await self.enterAsyncContext(a_till()), self.mail)
        await desk.refund("B2")
        try:
            await desk.refund("B2")
        except AlreadyRefunded:
            return
        self.fail("It was refunded twice.")


class Unheard(WithMail):
    async def test_a_refunded_order_is_known(self):
        desk = new_desk("till 3", self.mail)
        self.assertFalse(await desk.is_refunded("C3"))
        await desk.refund("C3")
        self.assertTrue(await desk.is_refunded("C3"))

    async def test_two_customers_at_once(self):
        desk = new_desk("till 3", self.mail)
        async with asyncio.TaskGroup() as customers:
            refunds = {order: customers.create_task(desk.refund(order)) for order in ("D4", "E5")}
        for order, refund in refunds.items():
            self.assertEqual(refund.result(), await paid(order), order)

    async def test_the_customer_is_told(self):
        await new_desk("till 3", self.mail).refund("F6")
        told = call("F6", f"{await paid('F6')} cents are on their way.")
        self.assertEqual(self.mail.await_args_list, [told])
