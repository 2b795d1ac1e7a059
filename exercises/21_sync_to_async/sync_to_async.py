"""Three reports at once (the lesson is in README.md).

Run this file as it is: three reports come one after the other, and their waits add up.
Make both functions awaitable, so that nothing blocks and all three wait together.
"""

import time

from services import download

PAUSE = 0.5  # seconds: the archive looks for a report before it can be downloaded. Keep it.


# Part 1. TODO WAIT: make this a coroutine function in which every wait is awaited.
def fetch_report(name: str) -> str:
    """Return the report called `name`."""
    time.sleep(PAUSE)
    return download(name)


# Part 2. TODO START: start every report before you wait for the first one.
def fetch_reports(names: list[str]) -> list[str]:
    """Return the reports, in the order of `names`."""
    reports = []
    for name in names:
        reports.append(fetch_report(name))
    return reports


if __name__ == "__main__":
    wanted = ["sales", "stock", "staff"]
    begun = time.perf_counter()
    # predict: how many seconds does it take now, and how many when all three wait together?
    reports = fetch_reports(wanted)  # TODO START: later, asyncio.run(fetch_reports(wanted))
    print(*reports, sep="\n")
    print(f"{len(reports)} reports in {time.perf_counter() - begun:.1f} s")
