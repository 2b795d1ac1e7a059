import asyncio

from services import close_line, open_line, send_mail


async def worker(readers, problems):
    line = await open_line()
    try:
        await send_all(line, readers, problems)
    except asyncio.CancelledError:
        await close_line(line)
        raise


async def send_all(line, readers, problems):
    while True:
        reader = await readers.get()
        try:
            await send_mail(line, reader)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            problems.append([reader, str(error)])
