import asyncio

from services import close_line, open_line, send_mail


async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            mail = asyncio.create_task(send_mail(line, reader))
            await asyncio.wait([mail])
            if mail.exception():
                problems.append([reader, str(mail.exception())])
    finally:
        await close_line(line)
