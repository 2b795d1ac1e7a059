import asyncio
import unittest

from services import AlreadyRefunded, close_till, new_desk, open_till, paid


class OneRefund(unittest.TestCase):
    def test_what_was_paid_is_paid_back(self):
        async def scene():
            desk = new_desk("till 1", no_mail)
            return await desk.refund("A1"), await paid("A1")

        refunded, owed = asyncio.run(scene())
        self.assertEqual(refunded, owed)


class WithATill(unittest.TestCase):
    def test_a_second_refund_is_refused(self):
        async def scene():
            till = await open_till()
            try:
                desk = new_desk(till, no_mail)
                await desk.refund("B2")
                with self.assertRaises(AlreadyRefunded):
                    await desk.refund("B2")
            finally:
                await close_till(till)

        asyncio.run(scene())


class Unheard(unittest.TestCase):
    def setUp(self):
        self.mails = []

    async def send(self, order, text):
        await asyncio.sleep(0)
        self.mails.append((order, text))

    def test_a_refunded_order_is_known(self):
        async def scene():
            desk = new_desk("till 3", self.send)
            await desk.refund("C3")
            return await desk.is_refunded("C3")

        self.assertIs(asyncio.run(scene()), True)

    def test_two_customers_at_once(self):
        async def scene():
            desk = new_desk("till 3", self.send)
            return await asyncio.gather(desk.refund("D4"), desk.refund("E5"), paid("D4"), paid("E5"))

        *refunded, one, other = asyncio.run(scene())
        self.assertEqual(refunded, [one, other])

    def test_the_customer_is_told(self):
        amount = asyncio.run(new_desk("till 3", self.send).refund("F6"))
        self.assertEqual(self.mails, [("F6", f"{amount} cents are on their way.")])


async def no_mail(order, text):
    pass
