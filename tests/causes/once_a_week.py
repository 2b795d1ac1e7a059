"""Answers to once_a_week that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong await_between: part 1, check-then-act
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        left = self.left
        if left < tokens:
            raise OverBudget(tokens)
        answer = await ask_model(prompt)
        self.left = left - tokens  # <- the fault
        return answer


# %% wrong taken_in_a_helper: part 1, check-then-act
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        if self.left < tokens:
            raise OverBudget(tokens)
        return await self._paid_for(prompt, tokens)

    async def _paid_for(self, prompt, tokens):
        answer = await ask_model(prompt)
        self.left -= tokens  # <- the fault
        return answer


# %% wrong swallowed_model_error: part 2, error-swallowed
class Budget:  # only what differs
    async def ask(self, prompt: str, tokens: int) -> str:
        with self._lock:
            if self.left < tokens:
                raise OverBudget(tokens)
            self.left -= tokens
        answer = await self._answer(prompt)
        if answer is None:
            with self._lock:
                self.left += tokens
        return answer

    async def _answer(self, prompt):
        try:
            return await ask_model(prompt)
        except ModelError:  # <- the fault
            return None
