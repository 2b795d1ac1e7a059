"""A team shares a budget of tokens, and the numbers are right on every day of the week."""

import asyncio
import sys
import threading

from services import ModelError, ask_model, comes, fetch_usage


class OverBudget(Exception):
    """There are not enough tokens left."""


class Budget:
    def __init__(self, tokens: int) -> None:
        self.left = tokens
        self._lock = threading.Lock()  # for the two or three lines that belong together; never across an await
        self.book: list[tuple[str, int, int]] = []  # team, tokens, what was left afterwards

    async def ask(self, prompt: str, tokens: int) -> str:
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, if they are not left."""
        with self._lock:
            if self.left < tokens:
                raise OverBudget(f"{tokens} tokens for {prompt}, and {self.left} are left")
            self.left -= tokens
        try:
            return await ask_model(prompt)
        except BaseException:  # a CancelledError too: there is no answer to pay for
            with self._lock:
                self.left += tokens
            raise

    def charge(self, team: str) -> None:
        """Take what a team's nightly jobs have used, with a line in the book for each. Runs in several threads."""
        for tokens in fetch_usage(team):
            with self._lock:
                left = self.left - tokens
                self.write(team, tokens, left)
                self.left = left

    def write(self, team: str, tokens: int, left: int) -> None:
        """Write a line in the book."""
        self.book.append((team, tokens, left))

    async def ask_all(self, prompts: list[str], tokens: int) -> dict[str, str]:
        """Ask everything at the same time, each for so many tokens. Return the answer to each prompt."""
        answers = await asyncio.gather(*[self.ask(prompt, tokens) for prompt in prompts])
        return dict(zip(prompts, answers, strict=True))


if __name__ == "__main__":

    async def user(name: str, budget: Budget) -> None:
        await comes(name)
        try:
            print(f"  {name} has {await budget.ask(name, 40)}")
        except (OverBudget, ModelError) as error:
            print(f"  {name}: {type(error).__name__}: {error}")

    async def main() -> None:
        day = Budget(100)
        await asyncio.gather(*[user(name, day) for name in ["ann", "ben", "cleo"]])
        print(f"100 tokens, 40 for each question: {day.left} left")
        night = Budget(50_000)
        await asyncio.gather(*[asyncio.to_thread(night.charge, team) for team in ["search", "shop"]])
        print(f"50000 tokens, two teams have used 20000 each: {night.left} left")
        print("answers:", await Budget(100).ask_all(["what", "why", "who"], 10))

    sys.setswitchinterval(1e-6)  # threads take turns as often as Python can
    asyncio.run(main())
