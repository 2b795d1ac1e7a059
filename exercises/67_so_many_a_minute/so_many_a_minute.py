"""An archive has its letters summarised, at so many requests and tokens a minute (the lesson is in README.md).

Run this file: it counts the requests of each minute, and the provider closes the account all the same.
"""

import asyncio
import time

from services import REQUESTS, SECONDS, TOKENS, AccountClosed, ask_model


class Desk:
    """Asks the model for everyone in the archive, and keeps to the contract."""

    def __init__(self, requests: int, tokens: int, seconds: float = 60.0) -> None:
        """The contract: two buckets, full at first. Empty ones are full again after `seconds`."""
        self.requests = requests
        self.tokens = tokens
        self.seconds = seconds
        self.begun = time.monotonic()
        self.counted = 0

    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model as soon as the contract allows a request with so many tokens."""
        # TODO LIMIT: 1. requests and 2. tokens, by what is in the buckets now. TODO WAIT: 3. in one line, for all callers.
        # TODO CLOSE: 4. a caller who gives up in the line takes nothing. TODO REPORT: 4. what can never be asked.
        while self.counted == self.requests:
            await asyncio.sleep(max(0.001, self.begun + self.seconds - time.monotonic()))
            if time.monotonic() >= self.begun + self.seconds:
                self.begun, self.counted = time.monotonic(), 0
        self.counted += 1
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
