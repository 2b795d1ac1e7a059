"""A class for the job, an exit stack for what is open, a TaskGroup for what waits."""

import asyncio
from contextlib import AsyncExitStack

from services import Session, archive


class NightJob:
    def __init__(self, user: str, numbers: list[int]) -> None:
        self.user = user
        self.numbers = numbers

    async def __call__(self) -> str:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(Session(self.user))
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(session.load(number)) for number in self.numbers]
            return await archive([task.result() for task in tasks])


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(NightJob(user, numbers)())
