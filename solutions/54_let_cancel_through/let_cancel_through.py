"""Errors of a mail are noted, a cancellation passes, and the line is closed on every way out."""

import asyncio

from services import close_line, open_line, send_mail


async def worker(readers: asyncio.Queue[str], problems: list[list[str]]) -> None:
    """Send to one reader after the other, on one line, until cancelled."""
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:  # and never BaseException: being told to stop is no problem of this mail
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


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
