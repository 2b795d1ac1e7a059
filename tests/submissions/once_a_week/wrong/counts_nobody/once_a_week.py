"""Takes first, looks then."""

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
        """Ask the model, for so many tokens of the budget. Raises OverBudget, at once, where they are not left."""
        self.left -= tokens
        if self.left < 0:
            raise OverBudget(prompt)
        try:
            return await ask_model(prompt)
        except BaseException:
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
