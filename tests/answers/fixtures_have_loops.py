"""Right and wrong answers to fixtures_have_loops. docs/for-authors.md says how to read a cell."""

# %% right one_desk_for_each_test
del pytestmark


from unittest.mock import AsyncMock, Mock, call

MODULE = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def till():
    till = await Till.connect()
    try:
        yield till
    finally:
        await till.close()


@pytest.fixture
def mail():
    mail = Mock(spec_set=["address", "send"])
    mail.address = Mock(side_effect=str.upper)
    mail.send = AsyncMock(return_value=None)
    return mail


@pytest.fixture
def desk(till, mail):
    return new_desk(till, mail)


@MODULE
@pytest.mark.parametrize("book", ["Emma", "Ulysses"])
async def test_the_reader_is_told(till, desk, mail, book):
    price = await till.price(book)
    assert await desk.order("ada", book) == price
    assert mail.send.await_args_list == [call("ADA", f"{book}: {price} cents")]
    assert not desk.untold


@MODULE
async def test_a_mail_that_is_refused(till, desk, mail):
    mail.send.side_effect = [MailDown, None]
    assert await desk.order("ada", "Emma") == await till.price("Emma")
    await desk.order("bob", "Emma")
    assert desk.untold == ["ada"]


@MODULE
async def test_two_readers_at_once(desk, mail):
    async with asyncio.TaskGroup() as group:
        first = group.create_task(desk.order("ada", "Emma"))
        second = group.create_task(desk.order("bob", "Persuasion"))
    mail.send.assert_any_await("ADA", f"Emma: {first.result()} cents")
    mail.send.assert_any_await("BOB", f"Persuasion: {second.result()} cents")


# %% right a_class_of_tests
del pytestmark, test_the_reader_is_told, test_a_mail_that_is_refused, test_two_readers_at_once


class Sent(Mail):
    """No mock at all: a mail that writes down what it has sent."""

    def __init__(self):
        self.sent = []
        self.down = False

    async def send(self, address, text):
        await asyncio.sleep(0)
        if self.down:
            raise MailDown
        self.sent.append((address, text))


@pytest.fixture
def mail():
    return Sent()


@pytest.mark.asyncio(loop_scope="module")
class TestDesk:
    async def test_told(self, till, mail):
        desk = new_desk(till, mail)
        price = await desk.order("ada", "Emma")
        assert mail.sent == [("ada@example.org", f"Emma: {price} cents")]
        assert price == await till.price("Emma")
        assert desk.untold == []

    async def test_down(self, till, mail):
        desk = new_desk(till, mail)
        mail.down = True
        assert await desk.order("ada", "Emma") == await till.price("Emma")
        assert desk.untold == ["ada"]

    async def test_both(self, till, mail):
        desk = new_desk(till, mail)
        prices = await asyncio.gather(*[desk.order(reader, "Emma") for reader in ("ada", "bob")])
        assert sorted(mail.sent) == [(f"{name}@example.org", f"Emma: {prices[0]} cents") for name in ("ada", "bob")]


# %% right loops_of_the_session
# Everything in the loop of the session, the till too.
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def till():
    opened = await Till.connect()
    yield opened
    await opened.close()


# %% wrong one_loop_for_each_test: part 1, wrong-loop
# The fixture lives for the module, and every async function runs in the loop.
pytestmark = pytest.mark.asyncio  # <- the fault


# %% wrong a_larger_loop: part 1, wrong-loop
# The loop of the session is there for every test.
@pytest_asyncio.fixture(scope="module", loop_scope="session")  # <- the fault
async def till():
    opened = await Till.connect()
    yield opened
    await opened.close()


# %% wrong a_line_for_each_test: part 1, connection-for-each
# A fixture of its own for each test is always right.
@pytest_asyncio.fixture(loop_scope="module")  # <- the fault
async def till():
    opened = await Till.connect()
    yield opened
    await opened.close()


# %% wrong never_closed: part 1, not-closed
# The line ends with the tests.
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def till():
    return await Till.connect()  # <- the fault


# %% wrong closed_at_once: part 1, deadlock
# What is opened with a with is closed.
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def till():
    opened = await Till.connect()
    await opened.close()  # <- the fault
    return opened


# %% wrong a_plain_fixture: part 1, unhandled-error
# A fixture is a fixture, and it may be async.
@pytest.fixture(scope="module")  # <- the fault
async def till():
    opened = await Till.connect()
    yield opened
    await opened.close()


# %% wrong a_plain_mock: part 1, plain-mock
# A mock does everything.
from unittest.mock import MagicMock


@pytest.fixture
def mail():
    mail = MagicMock()  # <- the fault
    mail.address.side_effect = lambda reader: f"<{reader}>"
    return mail


# %% wrong called_is_enough: part 2, mock-not-awaited
# A mail that was called was sent.
async def test_the_reader_is_told(till, mail):
    desk = new_desk(till, mail)
    price = await desk.order("ada", "Emma")
    assert price == await till.price("Emma")
    mail.send.assert_called_once_with("<ada>", f"Emma: {price} cents")  # <- the fault
    assert desk.untold == []


async def test_two_readers_at_once(till, mail):
    desk = new_desk(till, mail)
    prices = await asyncio.gather(desk.order("ada", "Emma"), desk.order("bob", "Middlemarch"))
    told = sorted(call.args for call in mail.send.call_args_list)
    assert told == [("<ada>", f"Emma: {prices[0]} cents"), ("<bob>", f"Middlemarch: {prices[1]} cents")]


async def test_a_mail_that_is_refused(till, mail):
    desk = new_desk(till, mail)
    assert await desk.order("ada", "Emma") == await till.price("Emma")


# %% wrong a_mail_was_sent: part 2, check-too-weak
# What the mail says is the mail's business.
async def test_the_reader_is_told(till, mail):
    desk = new_desk(till, mail)
    price = await desk.order("ada", "Emma")
    assert price == await till.price("Emma")
    mail.send.assert_awaited_once()  # <- the fault


async def test_two_readers_at_once(till, mail):
    desk = new_desk(till, mail)
    await asyncio.gather(desk.order("ada", "Emma"), desk.order("bob", "Middlemarch"))
    assert mail.send.await_count == 2


# %% wrong a_mock_that_can_do_everything: part 2, check-too-weak
# AsyncMock is the mock for async code.
from unittest.mock import AsyncMock, Mock


@pytest.fixture
def mail():
    made = AsyncMock()  # <- the fault
    made.address = Mock(side_effect=lambda reader: f"<{reader}>")
    return made


# %% wrong only_that_it_survives: part 3, check-too-weak
# The mail is down, and the desk goes on.
async def test_a_mail_that_is_refused(till, mail):
    mail.send.side_effect = MailDown("full")
    desk = new_desk(till, mail)
    await desk.order("ada", "Emma")
    assert desk.untold  # <- the fault


# %% wrong those_who_were_told_do_not_count: part 3, check-too-weak
# Readers who were told are not of interest.
async def test_the_reader_is_told(till, mail):
    desk = new_desk(till, mail)
    price = await desk.order("ada", "Emma")
    assert price == await till.price("Emma")
    mail.send.assert_awaited_once_with("<ada>", f"Emma: {price} cents")  # <- the fault


# %% wrong one_after_the_other: part 4, check-too-weak
# Two orders are two orders.
async def test_two_readers_at_once(till, mail):
    desk = new_desk(till, mail)
    prices = [await desk.order("ada", "Emma"), await desk.order("bob", "Middlemarch")]  # <- the fault
    told = sorted(call.args for call in mail.send.await_args_list)
    assert told == [("<ada>", f"Emma: {prices[0]} cents"), ("<bob>", f"Middlemarch: {prices[1]} cents")]


# %% wrong one_mock_for_all: part 4, check-too-strict
# A mock costs time, so there is one.
@pytest.fixture(scope="module")  # <- the fault
def mail():
    made = create_autospec(Mail, instance=True)
    made.address.side_effect = lambda reader: f"<{reader}>"
    return made


async def test_a_mail_that_is_refused(till, mail):
    mail.send.side_effect = MailDown("full")
    desk = new_desk(till, mail)
    assert await desk.order("ada", "Emma") == await till.price("Emma")
    assert desk.untold == ["ada"]
    mail.send.side_effect = None


async def test_two_readers_at_once(till, mail):
    desk = new_desk(till, mail)
    mail.send.reset_mock()
    prices = await asyncio.gather(desk.order("ada", "Emma"), desk.order("bob", "Middlemarch"))
    told = sorted(call.args for call in mail.send.await_args_list)
    assert told == [("<ada>", f"Emma: {prices[0]} cents"), ("<bob>", f"Middlemarch: {prices[1]} cents")]


# %% wrong one_list_of_replies_for_all: part 1, check-too-strict
# A mock that is made once for the module: its two replies are used up by the first test that sends two mails.
@pytest.fixture(scope="module")  # <- the fault
def mail():
    made = create_autospec(Mail, instance=True)
    made.address.side_effect = lambda reader: f"<{reader}>"
    made.send.side_effect = [None, MailDown("full")]
    return made


async def test_a_mail_that_is_refused(till, mail):
    desk = new_desk(till, mail)
    assert await desk.order("ada", "Emma") == await till.price("Emma")
    assert desk.untold == ["ada"]
