"""Answers to whose_request that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong in_batches: part 1, limit-too-low
async def serve(requests: list[tuple[str, str]]) -> list[str]:
    gate = asyncio.Semaphore(2)  # <- the fault

    async def one(request, question):
        async with gate:  # <- the fault
            return await handle(request, question)

    return await asyncio.gather(*[one(request, question) for request, question in requests])


# %% wrong paced: part 1, too-slow
async def serve(requests: list[tuple[str, str]]) -> list[str]:
    tasks = []
    for request, question in requests:
        tasks.append(asyncio.create_task(handle(request, question)))
        await asyncio.sleep(0.2)  # <- the fault
    return [await task for task in tasks]


# %% wrong read_in_worker: part 3, context-lost
class Mailer:  # only what differs
    def post(self, text: str) -> None:
        self.mails.put_nowait(text)

    async def _work(self) -> None:
        while True:
            text = await self.mails.get()
            with serving(request_id.get()):  # <- the fault
                await log.write(f"mail: {text}")
            self.mails.task_done()


# %% wrong reset_on_good_days: part 2, context-left
async def handle(request: str, question: str) -> str:
    before = request_id.set(request)
    reply = await answer(question)
    request_id.reset(before)  # <- the fault
    return reply


# %% wrong polled: part 1, polling
async def _polled(coroutines):
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.001)  # <- the fault
    return [task.result() for task in tasks]


async def serve(requests: list[tuple[str, str]]) -> list[str]:
    return await _polled([handle(request, question) for request, question in requests])
