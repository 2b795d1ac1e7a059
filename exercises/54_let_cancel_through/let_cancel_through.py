"""The newsletter worker survives everything, and that is what is wrong with it.

Run this file: it is told to stop while it sends, and goes on. Change `worker` so that it survives what can go wrong
with a mail, ends when it is cancelled, and closes its line whatever happens.
"""

import asyncio

from services import close_line, open_line, send_mail


async def worker(readers: asyncio.Queue[str], problems: list[list[str]]) -> None:
    """Send to one reader after the other, on one line, until cancelled.

    What goes wrong with a mail is noted as [reader, text of the error], and the next one is sent.
    """
    line = await open_line()
    while True:
        reader = await readers.get()
        try:
            await send_mail(line, reader)
        except:  # TODO REPORT: an error of this mail, and nothing else.
            problems.append([reader, "not sent"])
    await close_line(line)  # TODO CLOSE: this line is never reached.


if __name__ == "__main__":

    async def main() -> None:
        readers: asyncio.Queue[str] = asyncio.Queue()
        for reader in ("ada@example.org", "nobody", "ben@example.org", "cleo@example.org"):
            readers.put_nowait(reader)
        problems: list[list[str]] = []
        task = asyncio.create_task(worker(readers, problems))
        await asyncio.sleep(1.1)
        print("stop!")
        task.cancel()
        await asyncio.wait([task], timeout=1.5)
        print("stopped" if task.done() else "still at work", problems)

    asyncio.run(main())
