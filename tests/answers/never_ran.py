"""Right and wrong answers to never_ran. docs/for-authors.md says how to read a cell."""

# %% right clean_ups_and_a_task_group
from contextlib import asynccontextmanager
from unittest import IsolatedAsyncioTestCase
from unittest.mock import call


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


# %% right one_loop_for_all
import functools


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


# %% right plain_tests_that_run_a_loop
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


# %% wrong a_coroutine_is_true: part 3, never-awaited
# is_refunded says yes or no.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_a_refunded_order_is_known(self):
        await self.desk.refund("C3")
        self.assertTrue(self.desk.is_refunded("C3"))  # <- the fault


# %% wrong always_red: part 1, check-too-strict
# A desk that is wrong has to make a test red, and red it is.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(await desk.refund("A1"), await paid("A1"))
        self.fail("The desk is wrong.")  # <- the fault


# %% wrong amount_from_services_py: part 1, check-too-strict
# The amount can be worked out from services.py.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        await paid("A1")
        self.assertEqual(await desk.refund("A1"), 1000 + sum(b"A1"))  # <- the fault


# %% wrong anything_will_do: part 3, check-too-weak
# That a mail was sent is what counts.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_the_customer_is_told(self):
        amount = await self.desk.refund("F6")
        self.send.assert_awaited_once()  # <- the fault
        self.assertGreater(amount, 0)


# %% wrong assertion_without_brackets: part 3, check-too-weak
# assert_awaited_once says what it asserts.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_the_customer_is_told(self):
        amount = await self.desk.refund("F6")
        self.send.assert_awaited_once  # <- the fault
        self.assertGreater(amount, 0)


# %% wrong async_tear_down: part 2, test-never-ran
# In a case for asyncio all hooks may be async.
del WithATill.asyncTearDown


class WithATill(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def tearDown(self):  # <- the fault
        await close_till(self.till)


# %% wrong async_test_in_a_plain_case: part 1, test-never-ran
# A test of async code is an async def, and that is all there is to it.
class OneRefund(unittest.TestCase):  # <- the fault
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(await desk.refund("A1"), await paid("A1"))


# %% wrong called_and_not_sent: part 3, check-too-weak
# A mock that was called has done its work.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_the_customer_is_told(self):
        amount = await self.desk.refund("F6")
        self.send.assert_called_once_with("F6", f"{amount} cents are on their way.")  # <- the fault


# %% wrong closes_at_the_end_of_the_test: part 2, cleanup-skipped
# At the end of the test the till is not needed any more.
del WithATill.asyncTearDown


class WithATill(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_a_second_refund_is_refused(self):
        await self.desk.refund("B2")
        with self.assertRaises(AlreadyRefunded):
            await self.desk.refund("B2")
        await close_till(self.till)  # <- the fault


# %% wrong closes_in_a_task: part 2, task-leaked
# create_task sees to it.
del WithATill.asyncTearDown


class WithATill(unittest.IsolatedAsyncioTestCase):  # only what differs
    def tearDown(self):
        self.closing = asyncio.get_event_loop().create_task(close_till(self.till))  # <- the fault


# %% wrong compares_two_coroutines: part 1, never-awaited
# A plain test may not await, so it does without.
class OneRefund(unittest.TestCase):
    def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertTrue(desk.refund("A1"))  # <- the fault
        self.assertTrue(paid("A1"))


# %% wrong exceptions_as_results: part 3, check-too-weak
# So that both customers come to their end.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_two_customers_at_once(self):
        async def customer(order):
            self.assertEqual(await self.desk.refund(order), await paid(order))

        await asyncio.gather(customer("D4"), customer("E5"), return_exceptions=True)  # <- the fault


# %% wrong expected_to_fail: part 1, check-too-weak
# The desk is broken, so the test is expected to fail.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    @unittest.expectedFailure  # <- the fault
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(await desk.refund("A1"), await paid("A1"))


# %% wrong looks_at_the_class: part 1, check-too-strict
# The right desk is RefundDesk, so anything else is wrong.
from services import RefundDesk


class OneRefund(unittest.IsolatedAsyncioTestCase):
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        await desk.refund("A1")
        await paid("A1")
        self.assertIs(type(desk), RefundDesk)  # <- the fault


# %% wrong no_assertion: part 1, check-too-weak
# If nothing raises, it works.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        await desk.refund("A1")
        await paid("A1")


# %% wrong no_test_in_its_name: part 1, check-too-weak
# It says what it does, and unittest will find it.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    async def what_was_paid_is_paid_back(self):  # <- the fault
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(await desk.refund("A1"), await paid("A1"))


# %% wrong nothing_is_closed: part 2, cleanup-skipped
# The test says OK, so the hook that never ran can go.
class WithATill(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.till = await open_till()
        self.desk = new_desk(self.till, AsyncMock())

    async def test_a_second_refund_is_refused(self):
        await self.desk.refund("B2")
        with self.assertRaises(AlreadyRefunded):
            await self.desk.refund("B2")


# %% wrong one_customer_after_the_other: part 3, check-too-weak
# Two customers are two awaits.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_two_customers_at_once(self):
        async def customer(order):
            self.assertEqual(await self.desk.refund(order), await paid(order))

        await customer("D4")  # <- the fault
        await customer("E5")


# %% wrong question_that_a_mock_makes_up: part 3, never-awaited
# Mocks have questions for everything.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_the_customer_is_told(self):
        amount = await self.desk.refund("F6")
        self.assertTrue(self.send.was_awaited_once_with("F6", f"{amount} cents are on their way."))  # <- the fault


# %% wrong run_in_tear_down: part 2, nested-run
# tearDown is plain code, and plain code uses asyncio.run.
class WithATill(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def asyncTearDown(self):
        asyncio.run(close_till(self.till))  # <- the fault


# %% wrong run_inside_the_test: part 1, nested-run
# Coroutines are run with asyncio.run, also in an async test.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(asyncio.run(desk.refund("A1")), asyncio.run(paid("A1")))  # <- the fault


# %% wrong second_refund_not_awaited: part 2, never-awaited
# The second one must not do anything, so nobody has to wait for it.
class WithATill(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_a_second_refund_is_refused(self):
        await self.desk.refund("B2")
        try:
            self.desk.refund("B2")  # <- the fault
        except AlreadyRefunded:
            pass


# %% wrong skipped: part 1, check-too-weak
# A test that makes trouble is skipped until there is time.
class OneRefund(unittest.IsolatedAsyncioTestCase):
    @unittest.skip("needs a loop")  # <- the fault
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        self.assertEqual(await desk.refund("A1"), await paid("A1"))


# %% wrong sleeps_until_it_is_over: part 3, error-unread
# After ten seconds both must be done.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_two_customers_at_once(self):
        async def customer(order):
            self.assertEqual(await self.desk.refund(order), await paid(order))

        tasks = [asyncio.create_task(customer(order)) for order in ("D4", "E5")]
        await asyncio.sleep(10)  # <- the fault
        self.assertTrue(all(task.done() for task in tasks))


# %% wrong tasks_end_with_the_test: part 3, task-leaked
# The loop waits for the tasks that it runs.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_two_customers_at_once(self):
        async def customer(order):
            self.assertEqual(await self.desk.refund(order), await paid(order))

        asyncio.create_task(customer("D4"))  # <- the fault
        asyncio.create_task(customer("E5"))


# %% wrong tear_down_without_await: part 2, never-awaited
# tearDown is plain, so it calls.
del WithATill.asyncTearDown


class WithATill(unittest.IsolatedAsyncioTestCase):  # only what differs
    def tearDown(self):
        close_till(self.till)  # <- the fault


# %% wrong there_is_an_answer: part 3, check-too-weak
# It answers, so it knows the order.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_a_refunded_order_is_known(self):
        await self.desk.refund("C3")
        self.assertIsNotNone(await self.desk.is_refunded("C3"))  # <- the fault


# %% wrong waits_and_does_not_ask: part 3, error-unread
# wait waits, and whatever goes wrong comes out of it.
class Unheard(unittest.IsolatedAsyncioTestCase):  # only what differs
    async def test_two_customers_at_once(self):
        async def customer(order):
            self.assertEqual(await self.desk.refund(order), await paid(order))

        await asyncio.wait([asyncio.create_task(customer("D4")), asyncio.create_task(customer("E5"))])  # <- the fault


# %% wrong written_for_pytest: part 1, wrong-answer
# Tests need no base class, and pytest-asyncio sees to the rest.
class OneRefund:  # <- the fault
    async def test_what_was_paid_is_paid_back(self):
        desk = new_desk("till 1", AsyncMock())
        assert await desk.refund("A1") == await paid("A1")
