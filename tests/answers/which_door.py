"""Right and wrong answers to which_door. docs/for-authors.md says how to read a cell."""


# %% right a_loop_made_by_hand
# What asyncio.run does, written out: make a loop, run, close it whatever happens.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return self._in_a_new_loop(question)

    def ask_from_thread(self, question: str) -> str:
        return self._in_a_new_loop(question)

    def _in_a_new_loop(self, question: str) -> str:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self.app.ainvoke(question))
        finally:
            loop.close()


# %% right invoke_in_a_thread
# Only the plain door, and inside a loop it is taken in another thread: the loop stays free.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return self.app.invoke(question)

    async def run_pipeline(self, question: str) -> str:
        draft = await asyncio.to_thread(self.app.invoke, question)
        return await asyncio.to_thread(self.app.invoke, f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(None, self.app.invoke, question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return await asyncio.to_thread(self.app.invoke, question)


# %% right looks_for_a_loop
# One helper that looks for a running loop before it builds the coroutine.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return self._ask(question)

    async def run_pipeline(self, question: str) -> str:
        return await self._ask("Shorten: " + await self._ask(question))

    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": await self._ask(question)}

    def notebook_cell(self, question: str):
        return self._ask(question)  # a plain function may hand the coroutine on: the cell awaits it

    def ask_from_thread(self, question: str) -> str:
        return self._ask(question)

    def _ask(self, question: str):
        """The answer where no loop runs in this thread, a coroutine to be awaited where one does."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.app.ainvoke(question))
        return self.app.ainvoke(question)


# %% right plain_call_outside
# No loop is ever made: a plain call outside a loop, await inside.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return self.app.invoke(question)


# %% right run_in_each_thread
# asyncio.run wherever no loop runs, also in the worker thread; the loops are private and closed.
class Assistant:  # only what differs
    def ask_from_thread(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke(question))


# %% right runner_and_task_group
# The tools of 3.11: a Runner outside, a TaskGroup and a timeout inside.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        with asyncio.Runner() as runner:
            return runner.run(self.app.ainvoke(question))

    async def run_pipeline(self, question: str) -> str:
        draft = asyncio.create_task(self.app.ainvoke(question), name="draft")
        return await asyncio.create_task(self.app.ainvoke(f"Shorten: {await draft}"), name="shorten")

    async def handle_request(self, question: str) -> dict:
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(self.app.ainvoke(question))
        return {"status": 200, "answer": asking.result()}

    async def notebook_cell(self, question: str) -> str:
        async with asyncio.timeout(60):
            return await self.app.ainvoke(question)

    def ask_from_thread(self, question: str) -> str:
        with asyncio.Runner() as runner:
            return runner.run(self.app.ainvoke(question))


# %% wrong await_in_def: part 1, await-outside-async
# await is what runs a coroutine, so it works wherever it is written.
# await in a plain def: the file does not compile.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return await self.app.ainvoke(question)  # <- the fault


# %% wrong await_on_invoke: part 2, awaited-plain-value
# await in front of any call makes it asynchronous.
# await on the plain door: it blocks first, and then there is nothing to await.
class Assistant:  # only what differs
    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.invoke(question)  # <- the fault
        return await self.app.invoke(f"Shorten: {draft}")


# %% wrong cached_coroutine: part 1, coroutine-reused
# A coroutine can be kept and run again for the next question.
# The coroutine is kept; the second question runs the first one's again.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        if not hasattr(self, "asking"):
            self.asking = self.app.ainvoke(question)
        return asyncio.run(self.asking)  # <- the fault


# %% wrong cell_asks_twice: part 4, never-awaited
# The first line starts the call, the second one waits for it.
# Calling a coroutine function is taken for starting it, and then it is called again to be awaited.
class Assistant:  # only what differs
    async def notebook_cell(self, question: str) -> str:
        self.app.ainvoke(question)  # <- the fault
        return await self.app.ainvoke(question)


# %% wrong cell_awaits_twice: part 4, called-too-often
# The first await runs the call, the second one fetches its answer.
# The model is asked twice for one answer; both are waited for, and both are paid for.
class Assistant:  # only what differs
    async def notebook_cell(self, question: str) -> str:
        await self.app.ainvoke(question)  # <- the fault
        return await self.app.ainvoke(question)


# %% wrong coroutine_in_the_page: part 3, never-awaited
# The server awaits the handler, so everything inside is awaited too.
# The page holds a coroutine instead of the answer.
class Assistant:  # only what differs
    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": self.app.ainvoke(question)}  # <- the fault


# %% wrong draft_not_awaited: part 2, never-awaited
# Only the last call needs an await; the value of the first one is just used.
# The draft is a coroutine, and its repr goes into the second question.
class Assistant:  # only what differs
    async def run_pipeline(self, question: str) -> str:
        draft = self.app.ainvoke(question)  # <- the fault
        return await self.app.ainvoke(f"Shorten: {draft}")


# %% wrong function_handed_to_run: part 1, not-a-coroutine
# asyncio.run calls the function by itself, as Thread and to_thread do.
# asyncio.run was given the function ainvoke; nobody called it.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke, question)  # <- the fault


# %% wrong handler_made_def: part 3, blocking-call
# Without async there is no loop, so the plain door is fine in the handler.
# The handler was made a plain def, and it blocks the loop of the server that calls it.
class Assistant:  # only what differs
    def handle_request(self, question: str) -> dict:
        answer = self.app.invoke(question)  # <- the fault
        return {"status": 200, "answer": answer}


# %% wrong hard_coded: part 1, answer-not-asked
# The text that the program printed looked like the thing to return.
# A cheat: the words of services.py, without asking the graph.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return f"the answer to '{question}'"  # <- the fault

    async def run_pipeline(self, question: str) -> str:
        return f"the answer to 'Shorten: the answer to '{question}''"

    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": f"the answer to '{question}'"}

    async def notebook_cell(self, question: str) -> str:
        return f"the answer to '{question}'"

    def ask_from_thread(self, question: str) -> str:
        return f"the answer to '{question}'"


# %% wrong invoke_everywhere: part 2, blocking-call
# invoke works at all five places and never complains, so it is right at all five.
# invoke at all five places: right answers, and a loop that stands still.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return self.app.invoke(question)

    async def run_pipeline(self, question: str) -> str:
        draft = self.app.invoke(question)  # <- the fault
        return self.app.invoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        answer = self.app.invoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return self.app.invoke(question)


# %% wrong invoke_in_the_notebook: part 4, blocking-call
# Nobody else uses my notebook, so it may wait.
# The plain door in a cell: the progress bar of an earlier cell stands still.
class Assistant:  # only what differs
    async def notebook_cell(self, question: str) -> str:
        return self.app.invoke(question)  # <- the fault


# %% wrong loop_closed_for_good: part 1, wrong-loop
# Every loop is closed after use, also the one that is needed again.
# The loop is kept in the object and closed after the first question.
class Assistant:  # only what differs
    def __init__(self) -> None:
        self.app = Graph()
        self.loop = asyncio.new_event_loop()

    def ask_from_script(self, question: str) -> str:
        try:
            return self.loop.run_until_complete(self.app.ainvoke(question))
        finally:
            self.loop.close()  # <- the fault


# %% wrong loop_hidden_in_the_notebook: part 4, extra-loop
# asyncio only checks a flag; without the flag asyncio.run works in a cell.
# What packages for nested loops do: hide the running loop, run another one inside, put it back.
class Assistant:  # only what differs
    async def notebook_cell(self, question: str) -> str:
        outer = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return asyncio.run(self.app.ainvoke(question))  # <- the fault
        finally:
            asyncio._set_running_loop(outer)


# %% wrong loop_left_open: part 5, not-closed
# A loop that nobody uses any more is gone by itself.
class Assistant:  # only what differs
    async def handle_request(self, question):
        answer = await asyncio.to_thread(self.app.invoke, question)
        return {"status": 200, "answer": answer}

    def ask_from_thread(self, question):
        loop = asyncio.new_event_loop()  # <- the fault
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(self.app.ainvoke(question))


# %% wrong new_loop_in_handler: part 3, nested-run
# A loop of its own cannot get in the way of the server's loop.
# A second loop is made inside the first one's thread.
class Assistant:  # only what differs
    async def handle_request(self, question: str) -> dict:
        loop = asyncio.new_event_loop()
        try:
            answer = loop.run_until_complete(self.app.ainvoke(question))  # <- the fault
        finally:
            loop.close()
        return {"status": 200, "answer": answer}


# %% wrong one_visitor_at_a_time: part 3, sequential-awaits
# The graph is shared, so it needs a lock.
# await is right, but a lock around it serves the visitors one after the other.
class Assistant:  # only what differs
    def __init__(self) -> None:
        self.app = Graph()
        self.lock = asyncio.Lock()

    async def handle_request(self, question: str) -> dict:
        async with self.lock:
            answer = await self.app.ainvoke(question)  # <- the fault
        return {"status": 200, "answer": answer}


# %% wrong pipeline_hands_back_a_task: part 2, task-not-awaited
# create_task runs it, so the await is not needed any more.
# The second step becomes a task that is handed back instead of its answer.
class Assistant:  # only what differs
    async def run_pipeline(self, question: str) -> str:
        draft = await self.app.ainvoke(question)
        return asyncio.create_task(self.app.ainvoke(f"Shorten: {draft}"))  # <- the fault


# %% wrong run_around_invoke: part 1, not-a-coroutine
# asyncio.run is a way to call any function, also the plain one.
# asyncio.run was given the answer of invoke instead of a coroutine.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return asyncio.run(self.app.invoke(question))  # <- the fault


# %% wrong run_everywhere: part 2, nested-run
# asyncio.run is how async code is started, so every place starts it.
# asyncio.run at all five places.
class Assistant:  # only what differs
    async def run_pipeline(self, question: str) -> str:
        draft = asyncio.run(self.app.ainvoke(question))  # <- the fault
        return asyncio.run(self.app.ainvoke(f"Shorten: {draft}"))

    async def handle_request(self, question: str) -> dict:
        answer = asyncio.run(self.app.ainvoke(question))
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke(question))

    def ask_from_thread(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke(question))


# %% wrong run_in_the_notebook: part 4, nested-run
# A notebook is a script in pieces, so the script's line fits the cell.
# asyncio.run in the cell: the question that started this exercise.
class Assistant:  # only what differs
    async def notebook_cell(self, question: str) -> str:
        return asyncio.run(self.app.ainvoke(question))  # <- the fault


# %% wrong run_in_to_thread: part 3, extra-loop
# asyncio.run is not allowed here, but to_thread makes it allowed.
# Nothing blocks, but every visitor gets a thread and a loop of their own.
class Assistant:  # only what differs
    async def handle_request(self, question: str) -> dict:
        answer = await asyncio.to_thread(asyncio.run, self.app.ainvoke(question))  # <- the fault
        return {"status": 200, "answer": answer}


# %% wrong run_then_fall_back: part 2, blocking-call
# The RuntimeError only says: take the other door.
# asyncio.run is tried everywhere; where Python refuses, the plain door blocks the loop and a coroutine is lost.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return self._ask(question)

    async def run_pipeline(self, question: str) -> str:
        return self._ask("Shorten: " + self._ask(question))

    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": self._ask(question)}

    async def notebook_cell(self, question: str) -> str:
        return self._ask(question)

    def ask_from_thread(self, question: str) -> str:
        return self._ask(question)

    def _ask(self, question: str) -> str:
        try:
            return asyncio.run(self.app.ainvoke(question))
        except RuntimeError:
            return self.app.invoke(question)  # <- the fault


# %% wrong run_until_complete_in_handler: part 3, nested-run
# asyncio.run refused because it makes a new loop; the loop that is there can be run instead.
# The running loop is asked to run once more.
class Assistant:  # only what differs
    async def handle_request(self, question: str) -> dict:
        loop = asyncio.get_running_loop()
        answer = loop.run_until_complete(self.app.ainvoke(question))  # <- the fault
        return {"status": 200, "answer": answer}


# %% wrong script_made_async: part 1, never-awaited
# await needs async def, so the def of the script became one; the script cannot await it.
# The script's method was made async, and the script got a coroutine.
class Assistant:  # only what differs
    async def ask_from_script(self, question: str) -> str:  # <- the fault
        return await self.app.ainvoke(question)


# %% wrong skips_the_draft: part 2, wrong-answer
# The short answer can be asked for directly; the draft only costs time.
# A cheat: the pipeline asks only once.
class Assistant:  # only what differs
    async def run_pipeline(self, question: str) -> str:
        return await self.app.ainvoke(f"Shorten: {question}")  # <- the fault


# %% wrong task_without_a_loop: part 1, no-running-loop
# create_task starts a coroutine anywhere.
# create_task in a plain script: there is no loop that could own the task.
class Assistant:  # only what differs
    def ask_from_script(self, question: str) -> str:
        return asyncio.create_task(self.app.ainvoke(question)).result()  # <- the fault


# %% wrong thread_and_join: part 3, extra-loop
# A thread has no loop, so asyncio.run works there; then wait for the thread.
# asyncio.run is hidden in a thread, and join holds up the server's loop.
import threading


class Assistant:  # only what differs
    async def handle_request(self, question: str) -> dict:
        answers = []
        thread = threading.Thread(target=lambda: answers.append(asyncio.run(self.app.ainvoke(question))))
        thread.start()  # <- the fault
        thread.join()
        return {"status": 200, "answer": answers[0]}


# %% wrong thread_hands_back_a_coroutine: part 5, never-awaited
# The thread runs the function, so what the function returns is run as well.
# The worker thread returns a coroutine that nobody runs.
class Assistant:  # only what differs
    def ask_from_thread(self, question: str) -> str:
        return self.app.ainvoke(question)  # <- the fault


# %% wrong thread_old_recipe: part 5, no-running-loop
# get_event_loop gives a loop everywhere: it always worked in scripts.
# get_event_loop in a worker thread, where there is none.
class Assistant:  # only what differs
    def ask_from_thread(self, question: str) -> str:
        return asyncio.get_event_loop().run_until_complete(self.app.ainvoke(question))  # <- the fault


# %% wrong threads_share_a_loop: part 5, nested-run
# A loop is costly, so one is made at the start and used by all threads.
# One private loop for all worker threads: the second thread finds it running.
class Assistant:  # only what differs
    def ask_from_thread(self, question: str) -> str:
        if not hasattr(self, "loop"):
            self.loop = asyncio.new_event_loop()
        return self.loop.run_until_complete(self.app.ainvoke(question))  # <- the fault


# %% wrong a_loop_kept_open: part 1, not-closed
# A loop is costly, so one is made at the start and kept; the system closes it in the end.
class Assistant:  # only what differs
    def __init__(self) -> None:
        self.app = Graph()
        self.loop = asyncio.new_event_loop()  # <- the fault

    def ask_from_script(self, question: str) -> str:
        return self.loop.run_until_complete(self.app.ainvoke(question))


# %% wrong waits_for_its_own_loop: part 3, deadlock
# run_coroutine_threadsafe hands the work to the loop, and result() waits for it.
# The loop's own thread waits for work that only this loop could do.
class Assistant:  # only what differs
    async def handle_request(self, question: str) -> dict:
        loop = asyncio.get_running_loop()
        future = asyncio.run_coroutine_threadsafe(self.app.ainvoke(question), loop)
        return {"status": 200, "answer": future.result()}  # <- the fault
