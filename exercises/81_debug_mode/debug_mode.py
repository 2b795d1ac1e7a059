"""A box office stands still now and then, for reasons unknown (the lesson is in README.md).

Run this file: an evening goes by with three faults in it, and `audit` has no finding. Then everything waits, and
no one knows for what. Write the two tools that tell; you need not repair the office itself.
"""

import asyncio
from collections.abc import Callable, Coroutine

from services import BoxOffice, a_quiet_evening, an_evening, place


def audit(main: Callable[[], Coroutine[object, object, object]], limit: float) -> list[str]:
    """Run `main()` to its end, in one loop, and return what Python had to say about it, a text for each finding.

    1. A step that held the loop for `limit` seconds or longer. 2. What was never awaited, and errors never read.
    """
    found: list[str] = []
    # TODO REPORT: Python knows all of it, and says it if you listen. When does it say the last of it?
    asyncio.run(main())
    return found


def where_they_wait() -> dict[str, list[str]]:
    """3. For each task of the running loop but the one that asks, by its name: where it stands.

    A `place` for each coroutine, from the task's own to the innermost that it awaits.
    """
    # TODO REPORT: every one of them, all the way in.
    return {}


if __name__ == "__main__":

    async def a_long_night() -> None:
        office = BoxOffice()
        sale = asyncio.create_task(office.sell("Ada"), name="sale to Ada")
        others = [
            asyncio.create_task(office.sell("Ben"), name="sale to Ben"),
            asyncio.create_task(office.answer_the_phone(), name="phone"),
            asyncio.create_task(office.count_the_money(sale), name="manager"),
        ]
        await asyncio.sleep(0.5)
        for name, places in where_they_wait().items() or [("it is not known who waits for what", [])]:
            print(name)
            for each in places:
                print("   ", each)
        for task in [sale, *others]:
            task.cancel()

    for evening in (an_evening, a_quiet_evening):
        findings = audit(evening, limit=0.25)
        print(f"{evening.__name__}: {len(findings)} findings")
        for finding in findings:
            print("   ", finding.partition("\n")[0])
    asyncio.run(a_long_night())
