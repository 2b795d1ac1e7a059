"""Right and wrong answers to so_many_a_minute. docs/for-authors.md says how to read a cell."""


# %% right when_it_is_full_again
# A bucket is one number: the moment at which it is full again.
class Desk:
    def __init__(self, requests, tokens, seconds=60.0):
        self.seconds = seconds
        self.most = tokens
        self.step = seconds / requests, seconds / tokens
        self.full = [0.0, 0.0]
        self.line = asyncio.Lock()

    async def ask(self, prompt, tokens):
        if tokens > self.most:
            raise ValueError(f"{tokens} tokens are too many")
        loop = asyncio.get_running_loop()
        async with self.line:
            costs = self.step[0], tokens * self.step[1]
            then = [max(loop.time(), full) + cost for full, cost in zip(self.full, costs, strict=True)]
            begin = max(then) - self.seconds
            if begin > loop.time():
                await asyncio.sleep(begin - loop.time())
            self.full = [max(loop.time(), full) + cost for full, cost in zip(self.full, costs, strict=True)]
        return await ask_model(prompt, tokens)


# %% right semaphore_of_one_and_a_dict
import contextlib


class Desk:
    def __init__(self, requests, tokens, seconds=60.0):
        self.size = {"requests": requests, "tokens": tokens}
        self.left = {name: float(size) for name, size in self.size.items()}
        self.seconds = seconds
        self.looked = time.perf_counter()
        self.first_in_line = asyncio.Semaphore(1)

    def _fill(self):
        passed, self.looked = time.perf_counter() - self.looked, time.perf_counter()
        for name, size in self.size.items():
            self.left[name] = min(size, self.left[name] + size * passed / self.seconds)

    @contextlib.asynccontextmanager
    async def _allowed(self, **needed):
        async with self.first_in_line:
            self._fill()
            while any(self.left[name] < amount - 1e-9 for name, amount in needed.items()):
                missing = [(amount - self.left[name]) / self.size[name] for name, amount in needed.items()]
                await asyncio.sleep(self.seconds * max(missing))
                self._fill()
            for name, amount in needed.items():
                self.left[name] -= amount
        yield

    async def ask(self, prompt, tokens):
        if tokens > self.size["tokens"]:
            raise ValueError(prompt)
        async with self._allowed(requests=1, tokens=tokens):
            return await ask_model(prompt, tokens)


# %% right turns_in_a_deque
from collections import deque


class Desk:
    def __init__(self, requests, tokens, seconds=60.0):
        self.rates = requests / seconds, tokens / seconds
        self.sizes = requests, tokens
        self.levels = [float(requests), float(tokens)]
        self.seen = time.monotonic()
        self.line = deque()
        self.timer = None

    async def ask(self, prompt, tokens):
        if tokens > self.sizes[1]:
            raise ValueError(f"{prompt}: {tokens} > {self.sizes[1]}")
        turn = asyncio.get_running_loop().create_future()
        self.line.append((turn, (1, tokens)))
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            self._serve()
            raise
        return await ask_model(prompt, tokens)

    def _serve(self):
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        now = time.monotonic()
        for place, rate in enumerate(self.rates):
            self.levels[place] = min(self.sizes[place], self.levels[place] + (now - self.seen) * rate)
        self.seen = now
        while self.line:
            turn, costs = self.line[0]
            if not turn.done():
                missing = [
                    (cost - level) / rate for cost, level, rate in zip(costs, self.levels, self.rates, strict=True)
                ]
                if max(missing) > 1e-9:
                    self.timer = asyncio.get_running_loop().call_later(max(missing), self._serve)
                    return
                self.levels = [level - cost for level, cost in zip(self.levels, costs, strict=True)]
                turn.set_result(None)
            self.line.popleft()


# %% wrong counts_each_minute: part 1, rate-exceeded
# So many a minute means: count them, and begin anew with each minute.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            now = time.monotonic()
            if now >= self.begun + self.seconds:
                self.begun, self.counted = now, 0  # <- the fault
            if self.counted == self.requests.size:
                await asyncio.sleep(self.begun + self.seconds - now)  # <- the fault
                self.begun, self.counted = time.monotonic(), 0  # <- the fault
            self.counted += 1
        return await ask_model(prompt, tokens)  # <- the fault

    def __init__(self, requests: int, tokens: int, seconds: float = 60.0) -> None:
        self.requests = Bucket(requests, seconds)
        self.tokens = Bucket(tokens, seconds)
        self.line = asyncio.Lock()
        self.seconds, self.begun, self.counted = seconds, time.monotonic(), 0


# %% wrong only_a_semaphore: part 1, rate-exceeded
# A semaphore limits requests.
class Desk:
    def __init__(self, requests: int, tokens: int, seconds: float = 60.0) -> None:
        self.places = asyncio.Semaphore(requests)

    async def ask(self, prompt: str, tokens: int) -> str:
        async with self.places:
            return await ask_model(prompt, tokens)  # <- the fault


# %% wrong a_place_for_a_minute: part 1, limit-too-low
# A place in a semaphore that comes back after a minute.
class Desk:
    def __init__(self, requests: int, tokens: int, seconds: float = 60.0) -> None:
        self.places = asyncio.Semaphore(requests)
        self.seconds = seconds

    async def ask(self, prompt: str, tokens: int) -> str:
        await self.places.acquire()  # <- the fault
        asyncio.get_running_loop().call_later(self.seconds, self.places.release)  # <- the fault
        return await ask_model(prompt, tokens)


# %% wrong evenly_spaced: part 1, too-slow
# Six a minute is one each ten seconds.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))
            self.requests.take(self.requests.size)  # <- the fault
            self.tokens.take(tokens)
            await asyncio.sleep(1 / self.requests.a_second)  # <- the fault
            self.requests.take(1 - self.requests.size)
        return await ask_model(prompt, tokens)


# %% wrong empty_at_first: part 1, too-slow
# At the beginning nothing has been earned.
class Bucket:  # only what differs
    def __init__(self, size: int, seconds: float) -> None:
        self.size = size
        self.a_second = size / seconds
        self._left = 0.0  # <- the fault
        self._counted = time.monotonic()


# %% wrong fills_over_its_size: part 1, rate-exceeded
# What was not used stays for later.
class Bucket:  # only what differs
    def _now(self) -> float:
        now = time.monotonic()
        self._left += (now - self._counted) * self.a_second  # <- the fault
        self._counted = now
        return self._left


# %% wrong a_bucket_for_each_request: part 1, rate-exceeded
# The buckets are needed in ask, so they are made there.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        requests, budget = Bucket(self.requests.size, 60.0), Bucket(self.tokens.size, 60.0)  # <- the fault
        async with self.line:
            await asyncio.sleep(max(requests.seconds_until(1), budget.seconds_until(tokens)))
            requests.take(1)
            budget.take(tokens)
        return await ask_model(prompt, tokens)  # <- the fault


# %% wrong looks_ten_times_a_second: part 1, polling
# A look now and then costs nothing.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            while max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)) > 0:
                await asyncio.sleep(0.1)  # <- the fault
            self.requests.take(1)
            self.tokens.take(tokens)
        return await ask_model(prompt, tokens)


# %% wrong asks_inside_the_line: part 1, held-while-waiting
# The line ends when the answer is there.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:  # <- the fault
            await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))
            self.requests.take(1)
            self.tokens.take(tokens)
            return await ask_model(prompt, tokens)  # <- the fault


# %% wrong sleeps_and_goes: part 1, rate-exceeded
# After the pause there is enough.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))  # <- the fault
        self.requests.take(1)
        self.tokens.take(tokens)
        return await ask_model(prompt, tokens)


# %% wrong the_thread_sleeps: part 1, blocking-call
# A pause is time.sleep.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            time.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))  # <- the fault
            self.requests.take(1)
            self.tokens.take(tokens)
        return await ask_model(prompt, tokens)


# %% wrong tokens_forgotten: part 2, rate-exceeded
# What counts is the number of requests.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            await asyncio.sleep(self.requests.seconds_until(1))
            self.requests.take(1)
        return await ask_model(prompt, tokens)  # <- the fault


# %% wrong one_bucket_after_the_other: part 2, rate-exceeded
# First the request, then its tokens.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            await asyncio.sleep(self.requests.seconds_until(1))
            self.requests.take(1)  # <- the fault
            await asyncio.sleep(self.tokens.seconds_until(tokens))  # <- the fault
            self.tokens.take(tokens)
        return await ask_model(prompt, tokens)  # <- the fault


# %% wrong no_line: part 3, wrong-order
# Who finds enough goes.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        while (pause := max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens))) > 0:
            await asyncio.sleep(pause)  # <- the fault
        self.requests.take(1)
        self.tokens.take(tokens)
        return await ask_model(prompt, tokens)  # <- the fault


# %% wrong taken_in_finally: part 4, too-slow
# Who was first in the line has had its turn.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            try:
                await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))
            finally:
                self.requests.take(1)  # <- the fault
                self.tokens.take(tokens)
        return await ask_model(prompt, tokens)


# %% wrong taken_before_the_wait: part 2, rate-exceeded
# What is taken on arrival cannot be taken by another, and shows how long to wait.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        pause = max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens))
        self.requests.take(1)  # <- the fault
        self.tokens.take(tokens)
        await asyncio.sleep(pause)  # <- the fault
        return await ask_model(prompt, tokens)


# %% wrong given_back_after_the_call: part 4, rate-exceeded
# A request that is cancelled was none.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))
            self.requests.take(1)
            self.tokens.take(tokens)
        try:
            return await ask_model(prompt, tokens)  # <- the fault
        except asyncio.CancelledError:
            self.requests.take(-1)  # <- the fault
            self.tokens.take(-tokens)
            raise


# %% wrong waits_for_what_never_comes: part 4, wrong-answer
# If it waits long enough, there will be enough.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        async with self.line:
            await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))  # <- the fault
            self.requests.take(1)
            self.tokens.take(tokens)
        return await ask_model(prompt, tokens)


# %% wrong too_much_is_seen_in_the_line: part 4, needless-wait
# The look at the size belongs to the look at the bucket.
class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        async with self.line:  # <- the fault
            if tokens > self.tokens.size:
                raise ValueError(prompt)
            await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))  # <- the fault
            self.requests.take(1)
            self.tokens.take(tokens)
        return await ask_model(prompt, tokens)
