"""A login for each invoice instead of one loop for all of them."""

import asyncio

from services import Session, archive


async def load(user, number):
    async with Session(user) as session:
        return await session.load(number)


async def job(user, numbers):
    return await archive(await asyncio.gather(*[load(user, number) for number in numbers]))


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))
