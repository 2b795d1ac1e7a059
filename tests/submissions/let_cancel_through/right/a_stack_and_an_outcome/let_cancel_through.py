import asyncio

from services import close_line, open_line, send_mail


from contextlib import AsyncExitStack


async def outcome_of(mail):
    (outcome,) = await asyncio.gather(mail, return_exceptions=True)
    return outcome


async def worker(readers, problems):
    async with AsyncExitStack() as stack:
        line = await open_line()
        stack.push_async_callback(close_line, line)
        while reader := await readers.get():
            if outcome := await outcome_of(send_mail(line, reader)):
                problems.append([reader, str(outcome)])
