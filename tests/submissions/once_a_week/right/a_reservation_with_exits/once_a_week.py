"""The budget hands out reservations; whoever leaves one with an error has paid nothing."""

import asyncio
import contextlib
import threading

from services import ModelError, ask_model, comes, fetch_usage


class OverBudget(Exception):
    pass


class Budget:
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

    def write(self, team, tokens, left):
        self.book.append((team, tokens, left))

    async def ask_all(self, prompts, tokens):
        async with asyncio.TaskGroup() as group:
            tasks = {prompt: group.create_task(self.ask(prompt, tokens)) for prompt in prompts}
        return {prompt: task.result() for prompt, task in tasks.items()}
