import asyncio
import functools
import unittest

from services import AlreadyRefunded, close_till, new_desk, open_till, paid


def awaited(test):
    """A decorator: the runner of tests calls plain code, which runs the test in the loop of its class."""

    @functools.wraps(test)
    def run(self):
        self.runner.run(test(self))

    return run


class Desks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runner = asyncio.Runner()
        cls.addClassCleanup(cls.runner.close)

    def setUp(self):
        self.told = {}

    async def send(self, order, text):
        self.told[order] = text


class OneRefund(Desks):
    @awaited
    async def test_what_was_paid_is_paid_back(self):
        self.assertEqual(await new_desk("till 1", self.send).refund("A1"), await paid("A1"))


class WithATill(Desks):
    def setUp(self):
        super().setUp()
        self.till = self.runner.run(open_till())
        self.addCleanup(lambda: self.runner.run(close_till(self.till)))

    @awaited
    async def test_a_second_refund_is_refused(self):
        desk = new_desk(self.till, self.send)
        await desk.refund("B2")
        with self.assertRaises(AlreadyRefunded):
            await desk.refund("B2")


class Unheard(Desks):
    @awaited
    async def test_a_refunded_order_is_known(self):
        desk = new_desk("till 3", self.send)
        await desk.refund("C3")
        self.assertTrue(await desk.is_refunded("C3"))

    @awaited
    async def test_two_customers_at_once(self):
        desk = new_desk("till 3", self.send)
        first, second = asyncio.create_task(desk.refund("D4")), asyncio.create_task(desk.refund("E5"))
        self.assertEqual((await first, await second), (await paid("D4"), await paid("E5")))

    @awaited
    async def test_the_customer_is_told(self):
        amount = await new_desk("till 3", self.send).refund("F6")
        self.assertEqual(self.told, {"F6": f"{amount} cents are on their way."})
