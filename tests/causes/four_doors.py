"""Answers to four_doors that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong awaited_behind_its_place: part 6, limit-exceeded
from contextlib import AsyncExitStack


class CompiledGraph:  # only what differs
    async def astream(
        self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25, max_concurrency: int | None = None
    ) -> AsyncGenerator[Event, None]:
        """Events of the modes wanted, when they happen. Nodes of every kind; those of a step wait together."""
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Event] = asyncio.Queue()

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        places = asyncio.Semaphore(max_concurrency) if max_concurrency is not None else None

        async def run_job(job: Job) -> Update:
            _writer.set(write)
            node = self.graph.nodes[job.name]
            is_async = inspect.iscoroutinefunction(node)
            async with AsyncExitStack() as stack:
                if places is not None:
                    await stack.enter_async_context(places)
                update = node(job.state) if is_async else await asyncio.to_thread(node, job.state)
            return await update if inspect.isawaitable(update) else update  # <- the fault

        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        while run.due:
            jobs = {asyncio.create_task(run_job(job)): job for job in run.begin()}
            for task in jobs:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            left = len(jobs)
            try:
                while left:
                    mode, data = await news.get()
                    if mode == "ended":
                        left -= 1
                        mode, data = "updates", {jobs[data].name: data.result()}
                    if mode in modes:
                        yield mode, data
            finally:
                for task in jobs:
                    task.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
            updates = [task.result() for task in jobs]
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", dict(run.values)
