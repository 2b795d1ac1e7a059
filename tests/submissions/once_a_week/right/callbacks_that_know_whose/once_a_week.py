"""Callbacks give back, and each knows whose answer it has."""

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

    def write(self, team: str, tokens: int, left: int) -> None:
        """Write a line in the book."""
        self.book.append((team, tokens, left))

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
