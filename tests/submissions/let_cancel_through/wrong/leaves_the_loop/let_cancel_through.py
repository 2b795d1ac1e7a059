import asyncio

from services import close_line, open_line, send_mail


async def worker(readers, problems):
    line = await open_line()
    while True:
        try:
            reader = await readers.get()
            await send_mail(line, reader)
        except asyncio.CancelledError:
            break
        except Exception as error:
            problems.append([reader, str(error)])
    await close_line(line)
