"""An archive has its letters summarised: two buckets that fill evenly, and one line in front of them."""

import asyncio
import time

from services import REQUESTS, SECONDS, TOKENS, AccountClosed, ask_model


class Bucket:
    """Full at first, and filled evenly: an empty one is full again after `seconds`."""

    def __init__(self, size: int, seconds: float) -> None:
        self.size = size
        self.a_second = size / seconds
        self._left = float(size)
        self._counted = time.monotonic()

    def seconds_until(self, amount: int) -> float:
        """How long it takes until so much is in it: 0 if it is there."""
        return max(0.0, (amount - self._now()) / self.a_second)

    def take(self, amount: int) -> None:
        self._left = self._now() - amount

    def _now(self) -> float:
        now = time.monotonic()
        self._left = min(self.size, self._left + (now - self._counted) * self.a_second)
        self._counted = now
        return self._left


class Desk:
    """Asks the model for everyone in the archive, and keeps to the contract."""

    def __init__(self, requests: int, tokens: int, seconds: float = 60.0) -> None:
        """The contract: two buckets, full at first. Empty ones are full again after `seconds`."""
        self.requests = Bucket(requests, seconds)
        self.tokens = Bucket(tokens, seconds)
        self.line = asyncio.Lock()

    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model as soon as the contract allows a request with so many tokens."""
        if tokens > self.tokens.size:
            raise ValueError(
                f"{prompt} needs {tokens} tokens, and the contract never allows more than {self.tokens.size}"
            )
        async with self.line:
            await asyncio.sleep(max(self.requests.seconds_until(1), self.tokens.seconds_until(tokens)))
            self.requests.take(1)
            self.tokens.take(tokens)
        return await ask_model(prompt, tokens)


if __name__ == "__main__":

    async def visit(desk: Desk, moment: float, prompt: str, tokens: int) -> str:
        await asyncio.sleep(moment)
        try:
            return await desk.ask(prompt, tokens)
        except AccountClosed as error:
            return f"{prompt}: AccountClosed, {error}"

    async def main() -> None:
        desk = Desk(REQUESTS, TOKENS, SECONDS)
        letters = [(0.0, "letter 1", 300), *((2.9 + number / 100, f"letter {number}", 100) for number in range(2, 12))]
        print(*await asyncio.gather(*[visit(desk, *letter) for letter in letters]), sep="\n")

    asyncio.run(main())
