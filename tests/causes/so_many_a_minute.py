"""Answers to so_many_a_minute that fail for a reason that is easily taken for another one, as cells of a book."""


# %% wrong taken_before_waits_in_a_loop: part 4, too-slow
class Bucket:
    def __init__(self, size, seconds):
        self.size, self.seconds, self.full_at = size, seconds, float("-inf")

    def ready_at(self, amount):
        return self.full_at - self.seconds + amount * self.seconds / self.size

    def take(self, amount, now):
        self.full_at = max(self.full_at, now) + amount * self.seconds / self.size


class Desk:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if tokens > self.tokens.size:
            raise ValueError(prompt)
        async with self.line:
            start = max(self.requests.ready_at(1), self.tokens.ready_at(tokens), time.monotonic())
            self.requests.take(1, start)
            self.tokens.take(tokens, start)  # <- the fault
            while (left := start - time.monotonic()) > 0:
                await asyncio.sleep(left)
        return await ask_model(prompt, tokens)
