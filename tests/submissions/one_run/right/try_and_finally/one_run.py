"""Nested coroutine, create_task, try and finally."""

import asyncio

import services


def archive_invoices(user, numbers):
    async def job():
        session = services.Session(user)
        await session.open()
        try:
            tasks = [asyncio.create_task(session.load(number)) for number in numbers]
            invoices = [await task for task in tasks]
            receipt = await services.archive(invoices)
        finally:
            await session.close()
        return receipt

    return asyncio.run(job())
