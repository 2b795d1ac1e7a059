import asyncio

from services import close_line, open_line, send_mail


from contextlib import asynccontextmanager


@asynccontextmanager
async def open_for_letters():
    line = await open_line()
    try:
        yield line
    finally:
        await close_line(line)


async def worker(readers, problems):
    async with open_for_letters() as line:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
