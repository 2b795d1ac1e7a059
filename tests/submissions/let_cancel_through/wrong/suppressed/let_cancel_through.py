import asyncio

from services import close_line, open_line, send_mail


from contextlib import suppress


async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            with suppress(BaseException):
                await send_mail(line, reader)
                continue
            problems.append([reader, "not sent"])
    finally:
        await close_line(line)
