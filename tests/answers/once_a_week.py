"""Right and wrong answers to once_a_week. docs/for-authors.md says how to read a cell."""

# %% right a_queue_for_the_book
# One thread at a time writes the book, for all of them.
import queue


class Budget:  # only what differs
    def __init__(self, tokens: int) -> None:
        self.left = tokens
        self._waiting: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
        self._lock = threading.Lock()  # for the two or three lines that belong together; never across an await
        self.book: list[tuple[str, int, int]] = []  # team, tokens, what was left afterwards

    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        for tokens in fetch_usage(team):
            self._waiting.put((team, tokens))
            self._settle()

    def _settle(self) -> None:
        """Whoever gets the pen writes for all; the others go on."""
        while not self._waiting.empty() and self._lock.acquire(blocking=False):
            try:
                while True:
                    team, tokens = self._waiting.get_nowait()
                    self.left -= tokens
                    self.write(team, tokens, self.left)
            except queue.Empty:
                pass
            finally:
                self._lock.release()


# %% right a_reservation_with_exits
# The budget hands out reservations; whoever leaves one with an error has paid nothing.
import contextlib


class Budget:  # only what differs
    def __init__(self, tokens):
        self.left = tokens
        self.book = []
        self.guard = threading.RLock()

    @contextlib.contextmanager
    def reserved(self, tokens):
        with self.guard:
            if tokens > self.left:
                raise OverBudget("no tokens")
            self.left -= tokens
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                with self.guard:
                    self.left += tokens

    async def ask(self, prompt, tokens):
        with self.reserved(tokens):
            return await ask_model(prompt)

    def charge(self, team):
        for tokens in fetch_usage(team):
            self.book_one(team, tokens)

    def book_one(self, team, tokens):
        with self.guard:
            self.left -= tokens
            self.write(team, tokens, self.left)

    async def ask_all(self, prompts, tokens):
        async with asyncio.TaskGroup() as group:
            tasks = {prompt: group.create_task(self.ask(prompt, tokens)) for prompt in prompts}
        return {prompt: task.result() for prompt, task in tasks.items()}


# %% right callbacks_that_know_whose
# Callbacks give back, and each knows whose answer it has.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        # One thread, no await between the look and the taking: that is enough by day.
        if self.left < tokens:
            raise OverBudget(prompt)
        self.left -= tokens
        call = asyncio.ensure_future(ask_model(prompt))
        call.add_done_callback(lambda call: self.settle(call, tokens))
        return await call

    def settle(self, call, tokens):
        if call.cancelled() or call.exception() is not None:
            self.left += tokens

    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        usage = fetch_usage(team)
        with self._lock:  # all lines of a team in one go
            for tokens in usage:
                left = self.left - tokens
                self.write(team, tokens, left)
                self.left = left

    async def ask_all(self, prompts: list[str], tokens: int) -> dict[str, str]:
        """Ask everything at the same time, each for so many tokens. Return the answer to each prompt."""
        answers = {}
        tasks = []
        for prompt in prompts:
            task = asyncio.create_task(self.ask(prompt, tokens))
            task.add_done_callback(lambda done, prompt=prompt: answers.__setitem__(prompt, done.result()))
            tasks.append(task)
        await asyncio.wait(tasks)
        return answers


# %% wrong a_callback_for_the_last_name: part 4, wrong-answer
# The lambda was made in the loop, so it knows the prompt of its own round.
# The lambda knows the prompt.
class Budget:  # only what differs
    async def ask_all(self, prompts: list[str], tokens: int) -> dict[str, str]:
        """Ask everything at the same time, each for so many tokens. Return the answer to each prompt."""
        found = {}
        tasks = []
        for prompt in prompts:
            task = asyncio.create_task(self.ask(prompt, tokens))
            task.add_done_callback(lambda done: found.update({prompt: done.result()}))  # <- the fault
            tasks.append(task)
        await asyncio.wait(tasks)
        return found


# %% wrong a_lock_for_each_call: part 3, lost-update
# It says `with Lock()`, so it is locked.
# A new lock each time.
class Budget:  # only what differs
    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        for tokens in fetch_usage(team):
            with threading.Lock():  # <- the fault
                left = self.left - tokens
                self.write(team, tokens, left)
                self.left = left


# %% wrong a_thread_lock_across_the_await: part 1, deadlock
# A lock is a lock, and the one of threading guards everything else here already.
# A thread's lock in a coroutine.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        with self._lock:  # <- the fault
            if self.left < tokens:
                raise OverBudget(prompt)
            answer = await ask_model(prompt)
            self.left -= tokens
            return answer


# %% wrong an_asyncio_lock_around_it_all: part 1, sequential-awaits
# A lock around everything keeps everything right.
# One question at a time.
class Budget:  # only what differs
    def __init__(self, tokens: int) -> None:
        self.left = tokens
        self._turn = asyncio.Lock()
        self._lock = threading.Lock()  # for the two or three lines that belong together; never across an await
        self.book: list[tuple[str, int, int]] = []  # team, tokens, what was left afterwards

    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        async with self._turn:  # <- the fault
            if self.left < tokens:
                raise OverBudget(prompt)
            answer = await ask_model(prompt)
            self.left -= tokens
            return answer


# %% wrong answers_as_they_come: part 4, order-assumed
# as_completed gives the answers, one for each question.
# First come, first written.
class Budget:  # only what differs
    async def ask_all(self, prompts: list[str], tokens: int) -> dict[str, str]:
        """Ask everything at the same time, each for so many tokens. Return the answer to each prompt."""
        found = []
        for next_done in asyncio.as_completed([self.ask(prompt, tokens) for prompt in prompts]):
            found.append(await next_done)
        return dict(zip(prompts, found, strict=True))  # <- the fault


# %% wrong counts_nobody: part 1, wrong-answer
# Take first, then look: nobody can come between.
# Takes first, looks then.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        self.left -= tokens  # <- the fault
        if self.left < 0:
            raise OverBudget(prompt)
        try:
            return await ask_model(prompt)
        except BaseException:
            self.left += tokens
            raise


# %% wrong gives_back_on_errors_only: part 2, cleanup-skipped
# `except Exception` catches whatever can go wrong.
# Gives back on errors.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        with self._lock:
            if self.left < tokens:
                raise OverBudget(f"{tokens} tokens for {prompt}, and {self.left} are left")
            self.left -= tokens
        try:
            return await ask_model(prompt)
        except Exception:  # <- the fault
            with self._lock:
                self.left += tokens
            raise


# %% wrong gives_back_in_a_helper: part 2, cleanup-skipped
# The handler stands in another function than the one that takes the tokens.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if self.left < tokens:
            raise OverBudget(prompt)
        self.left -= tokens
        return await self._paid_for(prompt, tokens)

    async def _paid_for(self, prompt, tokens):
        try:
            return await ask_model(prompt)
        except Exception:  # <- the fault
            self.left += tokens
            raise


# %% wrong hides_the_failure: part 2, error-swallowed
# Whoever asks should not have to deal with errors.
# An error is an answer.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        with self._lock:
            if self.left < tokens:
                raise OverBudget(f"{tokens} tokens for {prompt}, and {self.left} are left")
            self.left -= tokens
        try:
            return await ask_model(prompt)
        except (ModelError, asyncio.CancelledError) as error:
            self.left += tokens
            return str(error)  # <- the fault


# %% wrong locks_the_fetching_too: part 3, sequential-awaits
# More under the lock is safer.
# Locks the fetching as well.
class Budget:  # only what differs
    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        with self._lock:  # <- the fault
            for tokens in fetch_usage(team):
                left = self.left - tokens
                self.write(team, tokens, left)
                self.left = left


# %% wrong in_one_line: part 3, lost-update
# What stands in one line is one step.
class Budget:  # only what differs
    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        for tokens in fetch_usage(team):
            self.left, _ = self.left - tokens, self.write(team, tokens, self.left - tokens)  # <- the fault


# %% wrong looks_again_and_takes_after: part 1, check-then-act
# Who looks a second time, after the answer, never goes below zero.
# Looks twice.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        if self.left < tokens:  # <- the fault
            raise OverBudget(prompt)
        answer = await ask_model(prompt)
        if self.left < tokens:
            raise OverBudget(prompt)
        self.left -= tokens  # <- the fault
        return answer


# %% wrong never_gives_back: part 2, cleanup-skipped
# Taking the tokens before the await is all there is to it.
# Takes, and keeps.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        if self.left < tokens:
            raise OverBudget(prompt)
        self.left -= tokens
        return await ask_model(prompt)  # <- the fault


# %% wrong one_after_the_other: part 4, sequential-awaits
# Asked in order, they come in order.
# In order, because in turn.
class Budget:  # only what differs
    async def ask_all(self, prompts: list[str], tokens: int) -> dict[str, str]:
        """Ask everything at the same time, each for so many tokens. Return the answer to each prompt."""
        return {prompt: await self.ask(prompt, tokens) for prompt in prompts}  # <- the fault


# %% wrong pauses_before_it_takes: part 1, check-then-act
# A pause of nothing changes nothing.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        if self.left < tokens:
            raise OverBudget(prompt)
        await asyncio.sleep(0)  # <- the fault
        self.left -= tokens
        try:
            return await ask_model(prompt)
        except BaseException:
            self.left += tokens
            raise


# %% wrong puts_back_what_it_saw: part 2, check-then-act
# If a question fails, the budget is as it was before.
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        before = self.left
        if before < tokens:
            raise OverBudget(prompt)
        self.left = before - tokens
        try:
            return await ask_model(prompt)
        except BaseException:
            self.left = before  # <- the fault
            raise


# %% wrong trusts_the_gil: part 3, lost-update
# Python has the GIL, so only one thread runs at a time.
# One thread at a time, says the GIL.
class Budget:  # only what differs
    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        for tokens in fetch_usage(team):
            left = self.left - tokens  # <- the fault
            self.write(team, tokens, left)
            self.left = left


# %% wrong writes_outside_the_lock: part 3, lost-update
# Only the line that changes the number needs the lock.
# Locks the one line.
class Budget:  # only what differs
    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        for tokens in fetch_usage(team):
            with self._lock:
                self.left -= tokens
            self.write(team, tokens, self.left)  # <- the fault
