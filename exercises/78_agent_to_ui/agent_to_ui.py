"""An internet provider's help desk: the agent looks things up, a model writes, the customer reads on a page.

`serve` answers one question on one page. It keeps everything until the end, and it thinks that nothing ever fails and
that no customer ever leaves. Run this file and look at the times. Look for TODO.

    python agent_to_ui.py
"""

from __future__ import annotations

import asyncio
from typing import Any

import services

SOURCES = {"line_test": services.line_test, "contract": services.contract, "outages": services.outages}
BUDGET = 4.0  # seconds for all sources together
AHEAD = 4  # as many events may wait for the page


async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: list[tuple[str, Any]] = []
    notes = []
    for name, source in SOURCES.items():  # TODO START all three, and WAIT until each has ended, or for BUDGET seconds
        notes.append(await source(question))
        events.append(("update", {name: notes[-1]}))
    async for token in services.write_answer(question, notes):  # TODO CLOSE it when the customer has left
        events.append(("token", token))
    events.append(("done", None))  # TODO REPORT whatever fails: it is an event, too
    for kind, data in events:  # TODO LIMIT: paint while the agent works, and let at most AHEAD events wait
        await services.paint(page, kind, data)


if __name__ == "__main__":
    asyncio.run(serve("phone", "why is my internet so slow?"))
