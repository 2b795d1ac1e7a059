import asyncio

from services import close_line, open_line, send_mail


async def worker(readers, problems):
    line = await open_line()
    reader = None
    try:
        while True:
            reader = await readers.get()
            await send_mail(line, reader)
    except Exception as error:
        problems.append([reader, str(error)])
    finally:
        await close_line(line)
