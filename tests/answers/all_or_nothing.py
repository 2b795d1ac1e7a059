"""Right and wrong answers to all_or_nothing. docs/for-authors.md says how to read a cell."""


# %% right a_manager_that_owns_the_calls
class Calls:
    """Owns calls: whoever leaves its block, for whatever reason, leaves when all have ended."""

    def __init__(self):
        self.tasks = []

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def start(self, coroutine):
        self.tasks.append(asyncio.create_task(coroutine))

    async def in_order(self):
        for done in asyncio.as_completed(self.tasks):
            await done
        return [task.result() for task in self.tasks]


async def quote_trip(city):
    async with Calls() as calls:
        for what in ASK:
            calls.start(quote(what, city))
        return await calls.in_order()


# %% right except_star_and_a_variable
async def quote_trip(city):
    prices, refusal = {}, None

    async def note(what):
        prices[what] = await quote(what, city)

    try:
        async with asyncio.TaskGroup() as group:
            for what in ASK:
                group.create_task(note(what))
    except* Exception as failed:
        refusal = failed.exceptions[0]
    if refusal is not None:
        raise refusal
    return [prices[what] for what in ASK]


# %% right first_exception
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_EXCEPTION)
        for call in done:
            call.result()
    finally:
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
    return [call.result() for call in calls]


# %% right gather_and_cancel
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        return await asyncio.gather(*calls)
    except BaseException:
        for call in calls:
            if not call.cancelling():
                call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        raise


# %% right raised_in_except_star
async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except* Exception as failed:
        raise failed.exceptions[0] from None
    return [call.result() for call in calls]


# %% wrong all_outcomes_first: part 1, not-cancelled
# return_exceptions=True is how gather takes care of errors.
async def quote_trip(city):
    prices = await asyncio.gather(*[quote(what, city) for what in ASK], return_exceptions=True)  # <- the fault
    for price in prices:
        if isinstance(price, BaseException):
            raise price
    return prices


# %% wrong another_error: part 2, error-replaced
# The caller only wants to know that there is no trip.
async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except ExceptionGroup:
        raise RuntimeError(f"no trip to {city}") from None  # <- the fault
    return [call.result() for call in calls]


# %% wrong awaited_in_order: part 1, not-cancelled
# An error is known as soon as it happens, whichever task one awaits.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        return [await call for call in calls]  # <- the fault
    finally:
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)


# %% wrong cancelled_and_gone: part 1, cancel-not-awaited
# When cancel() returns, the task has ended.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        return await asyncio.gather(*calls)
    except BaseException:
        for call in calls:
            call.cancel()  # <- the fault
        raise


# %% wrong cancelled_once_more: part 3, cancelled-again
# Whoever cleans up cancels everything once more, to be on the safe side.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        return await asyncio.gather(*calls)
    except BaseException:
        for call in calls:
            call.cancel()  # <- the fault
        await asyncio.gather(*calls, return_exceptions=True)
        raise


# %% wrong except_exception: part 3, task-leaked
# except Exception is where one cleans up, whatever happens.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        return await asyncio.gather(*calls)
    except Exception:  # <- the fault
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        raise


# %% wrong except_without_a_star: part 2, group-not-caught
# except SoldOut catches a SoldOut from a TaskGroup.
from services import SoldOut


async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except SoldOut as refusal:  # <- the fault
        raise refusal from None
    return [call.result() for call in calls]


# %% wrong first_come: part 1, cancelled-too-much
# The first that is done says how the trip ends.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
        for call in done:
            call.result()
    finally:
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
    return [call.result() for call in calls if not call.cancelled()]


# %% wrong in_order_of_arrival: part 1, wrong-order
# Prices are collected as they come in.
async def quote_trip(city):
    prices = []

    async def note(what):
        prices.append(await quote(what, city))  # <- the fault

    try:
        async with asyncio.TaskGroup() as group:
            for what in ASK:
                group.create_task(note(what))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return prices


# %% wrong looks_every_so_often: part 1, polling
# Somebody has to look whether a call has failed.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        while not all(call.done() for call in calls):
            for call in calls:
                if call.done():
                    call.result()
            await asyncio.sleep(0.05)  # <- the fault
        return [call.result() for call in calls]
    finally:
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


# %% wrong no_prices: part 2, error-swallowed
# An empty list says that there is no trip.
async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except ExceptionGroup:
        return []  # <- the fault
    return [call.result() for call in calls]


# %% wrong errors_that_are_known: part 2, group-not-caught
# There are two errors: one says that it is sold out, and one that the line is dead.
from services import LineDead, SoldOut


async def quote_trip(city: str) -> list[str]:
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except* (SoldOut, LineDead) as failed:  # <- the fault
        error = failed.exceptions[0]
    else:
        return [call.result() for call in calls]
    raise error


# %% wrong nobody_hangs_up: part 1, cleanup-skipped
# quote only hands the call on, so the services can be asked directly.
async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(ask(city)) for ask in ASK.values()]  # <- the fault
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [call.result() for call in calls]


# %% wrong nothing_instead_of_the_deadline: part 3, cancellation-swallowed
# Whoever cleans up after a CancelledError has dealt with it.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    try:
        return await asyncio.gather(*calls)
    except asyncio.CancelledError:  # <- the fault
        await asyncio.gather(*calls, return_exceptions=True)
    except Exception:
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        raise


# %% wrong one_call_after_the_other: part 1, sequential-awaits
# If the hotel has no room the others need not be asked at all.
async def quote_trip(city):
    return [await quote(what, city) for what in ASK]  # <- the fault


# %% wrong one_kind_of_error: part 2, group-not-caught
# Being sold out is the only thing that can go wrong.
from services import SoldOut


async def quote_trip(city):
    refusal = None
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except* SoldOut as failed:  # <- the fault
        refusal = failed.exceptions[0]
    if refusal:
        raise refusal
    return [call.result() for call in calls]


# %% wrong only_errors_end_it: part 3, task-leaked
# The calls end when one fails, or when all are done; there is no third way.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    done, talking = await asyncio.wait(calls, return_when=asyncio.FIRST_EXCEPTION)  # <- the fault
    for call in talking:
        call.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
    for call in done:
        call.result()
    return [call.result() for call in calls]


# %% wrong price_list: part 1, answer-not-asked
# Copied the prices from services.py.
class NoTrip(Exception):
    pass


async def quote_trip(city):
    if city == "Leipzig":
        raise NoTrip(city)
    return [f"flight to {city} 189", f"room in {city} 95", f"car in {city} 44"]  # <- the fault


# %% wrong return_in_except_star: part 1, leaves-except-star
# except* is except with a star, and everything else stays the same.
async def quote_trip(city):
    try:
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(quote(what, city)) for what in ASK]
    except* Exception as failed:
        return [repr(error) for error in failed.exceptions]  # <- the fault
    return [call.result() for call in calls]


# %% wrong the_group_comes_out: part 2, group-not-caught
# A TaskGroup raises what its task raises.
async def quote_trip(city):
    async with asyncio.TaskGroup() as group:  # <- the fault
        calls = [group.create_task(quote(what, city)) for what in ASK]
    return [call.result() for call in calls]


# %% wrong waits_for_the_first_error: part 1, task-leaked
# FIRST_EXCEPTION ends the other tasks.
async def quote_trip(city):
    calls = [asyncio.create_task(quote(what, city)) for what in ASK]
    await asyncio.wait(calls, return_when=asyncio.FIRST_EXCEPTION)  # <- the fault
    for call in calls:
        if call.done():
            call.result()
    return [call.result() for call in calls]
