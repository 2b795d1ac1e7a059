import asyncio

from services import close_line, open_line, send_mail


async def worker(readers, problems):
    await asyncio.Event().wait()
