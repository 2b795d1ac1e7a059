"""Hidden checks: the learner's tests are run by pytest, against desks that are right and desks that are wrong."""

from grader.judge import service
from grader.live.stage import check

# pytest's own plugins, too: each of its sessions imports those that are not there yet.
PLUGINS = (
    "faulthandler",
    "helpconfig",
    "junitxml",
    "pastebin",
    "setuponly",
    "setupplan",
    "skipping",
    "threadexception",
)
LIBRARIES = (
    "pytest",
    "pytest_asyncio.plugin",
    "unittest.mock",
    "pdb",
    *(f"_pytest.{name}" for name in (*PLUGINS, "assertion.rewrite", "unittest", "unraisableexception", "warnings")),
)
FILE = "fixtures_have_loops.py"
DESKS = '''
import asyncio
import services


class Right(services.Desk):
    pass


class Other(services.Desk):
    """Right, and built in another way: it does everything in tasks."""

    async def order(self, reader, book):
        price = await asyncio.create_task(self.till.price(book))
        sending = asyncio.create_task(self.mail.send(self.mail.address(reader), f"{book}: {price} cents"))
        await asyncio.wait([sending])
        if isinstance(sending.exception(), services.MailDown):
            self.untold += [reader]
        return price


class Forgets(services.Desk):
    async def order(self, reader, book):
        price = await self.till.price(book)
        self.mail.send(self.mail.address(reader), f"{book}: {price} cents").close()
        return price


class TellsNoOne(services.Desk):
    async def order(self, reader, book):
        return await self.till.price(book)


class TellsTwice(services.Desk):
    async def order(self, reader, book):
        price = await super().order(reader, book)
        await self.mail.send(self.mail.address(reader), f"{book}: {price} cents")
        return price


class WrongAddress(services.Desk):
    async def order(self, reader, book):
        price = await self.till.price(book)
        try:
            await self.mail.send(reader, f"{book}: {price} cents")
        except services.MailDown:
            self.untold.append(reader)
        return price


class WrongText(services.Desk):
    async def order(self, reader, book):
        price = await self.till.price(book)
        try:
            await self.mail.send(self.mail.address(reader), f"{book}: {price - 1} cents")
        except services.MailDown:
            self.untold.append(reader)
        return price


class WrongPrice(services.Desk):
    async def order(self, reader, book):
        return await super().order(reader, book) - 1


class UsesWhatMailHasNot(services.Desk):
    async def order(self, reader, book):
        self.mail.connect()
        return await super().order(reader, book)


class GivesUp(services.Desk):
    async def order(self, reader, book):
        price = await self.till.price(book)
        await self.mail.send(self.mail.address(reader), f"{book}: {price} cents")
        return price


class KeepsNoList(services.Desk):
    async def order(self, reader, book):
        price = await super().order(reader, book)
        self.untold.clear()
        return price


class NoPrice(services.Desk):
    async def order(self, reader, book):
        price = await super().order(reader, book)
        return None if self.untold else price


class AllUntold(services.Desk):
    async def order(self, reader, book):
        self.untold.append(reader)
        price = await super().order(reader, book)
        self.untold[:] = dict.fromkeys(self.untold)
        return price


class MixesUp(services.Desk):
    async def order(self, reader, book):
        self.reader = reader
        price = await self.till.price(book)
        try:
            await self.mail.send(self.mail.address(self.reader), f"{book}: {price} cents")
        except services.MailDown:
            self.untold.append(self.reader)
        return price


def deliver(name):
    services.new_desk = globals()[name]
'''


@service(latency=0.0)
def open_line(call):
    return f"line {call.word}"


@service(latency=0.0)
def hang_up(call, line):
    return None


@service(latency=0.0)
def ask_price(call, line, book):
    return call.number(300, 90_000)


TOLD, REFUSED = "test_the_reader_is_told", "test_a_mail_that_is_refused"  # as the stub calls them


async def tried(stage, wrong, *, mistake="check-too-weak", function="", near="", backwards=False, right=("Right",)):
    """The tests accept the desks that are right, and refuse each of these: this test should, near such a line."""
    runs = await stage.run_tests(FILE, DESKS, [*right, *wrong], backwards=backwards)
    for name in right:
        order = ", and the tests ran in reverse order" if backwards else ""
        stage.expect_tests_pass(runs[name], f"is right{order}", near=r"fixture\(.*scope" if backwards else "")
    for name, what in wrong.items():
        test = TOLD if name == "AllUntold" else function
        stage.expect_tests_fail(runs[name], what, mistake=mistake, function=test, near=near)
    return runs


@check(part=1, title="the till is opened once for all tests, used in its loop, and closed")
async def test_one_till(stage):
    runs = await stage.run_tests(FILE, DESKS, ["Right"])
    stage.expect_tests_pass(runs["Right"], "is right")
    tests = len(runs["Right"].passed)
    stage.expect(tests >= 2, f"There is {tests} test, so nothing shares the till.", mistake="check-too-weak")
    opened, closed = len(stage.calls("open_line")), len(stage.calls("hang_up"))
    stage.expect(
        opened == 1,
        f"{tests} tests ran, and the till was opened {opened} times. Open it once, for the module.",
        mistake="connection-for-each" if opened else "call-missing",
        at=stage.calls("open_line")[1] if opened > 1 else None,
    )
    stage.expect(
        closed == 1,
        f"The till was opened, and closed {closed} times.",
        mistake="not-closed",
        at=stage.calls("open_line")[0],
    )
    asked = [call for call in stage.calls("ask_price") if call.args["line"] != stage.reply("open_line")]
    stage.expect(not asked, "A price was asked for on a line that was never opened.", mistake="answer-not-asked")


@check(part=2, title="a desk that makes the coroutine and does not await it")
async def test_forgets(stage):
    await tried(
        stage,
        {"Forgets": "calls `mail.send` and awaits nothing, so no mail is sent"},
        mistake="mock-not-awaited",
        function=TOLD,
        near=r"\.send\.|call_args",
    )


@check(part=2, title="desks that tell no one, tell twice, tell someone else, or tell something else")
async def test_told(stage):
    await tried(
        stage,
        {
            "TellsNoOne": "sends no mail",
            "TellsTwice": "sends the mail twice",
            "WrongAddress": "sends to the reader's name and not to `mail.address(reader)`",
            "WrongText": "names another price in the mail",
            "WrongPrice": "returns another price than the till's",
        },
        function=TOLD,
        near=r"\.send\.|await_args",
        right=("Right", "Other"),
    )


@check(part=2, title="a desk that calls what Mail does not have")
async def test_spec(stage):
    await tried(stage, {"UsesWhatMailHasNot": "calls `mail.connect()`, which Mail does not have"}, near=r"Mock\(")


@check(part=3, title="desks that lose the order, the reader or the price when the mail is down")
async def test_mail_down(stage):
    await tried(
        stage,
        {
            "GivesUp": "lets MailDown out, and the order is lost",
            "KeepsNoList": "has an empty `untold` after the mail was refused",
            "NoPrice": "returns None after the mail was refused",
            "AllUntold": "has every reader in `untold`, also those who were told",
        },
        function=REFUSED,
        near="assert",
        right=("Right", "Other"),
    )


@check(part=4, title="a desk that mixes up two readers who order at the same time")
async def test_at_once(stage):
    await tried(stage, {"MixesUp": "tells the last reader about all orders"}, near=r"\.order\(")


@check(part=4, title="no test depends on those before it")
async def test_any_order(stage):
    await tried(stage, {"GivesUp": "lets MailDown out, and the order is lost"}, backwards=True)
