"""Answers to all_or_nothing that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong two_kinds_of_error_only: part 2, group-not-caught
from services import LineDead, SoldOut


async def quote_trip(city: str) -> list[str]:
    """Ask for flight, hotel and car at the same time. Return the three prices in this order.

    The first error ends the other calls, and comes out of here once all three lines are hung up.
    """
    error = None
    calls = []
    try:
        async with asyncio.TaskGroup() as group:
            for what in ASK:
                calls.append(group.create_task(quote(what, city)))
    except* (SoldOut, LineDead) as failed:  # <- the fault
        error = failed.exceptions[0]
    if error is not None:
        raise error
    return [call.result() for call in calls]
