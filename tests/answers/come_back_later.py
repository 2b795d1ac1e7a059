"""Right and wrong answers to come_back_later. docs/for-authors.md says how to read a cell."""


# %% right full_jitter_by_recursion
# The whole step is drawn, and the next try is a call of its own.
class Client:
    def __init__(self, places):
        self.places = asyncio.Semaphore(places)

    async def ask(self, question, within):
        return await asyncio.wait_for(self._try(question, 1), within)

    async def _try(self, question, number):
        try:
            async with self.places:
                return await ask_model(question)
        except TryLater as error:
            if number == TRIES:
                raise
            named = error.retry_after
        chance = random.random() * min(FIRST * 2 ** (number - 1), MOST)
        await asyncio.sleep(chance if named is None else named + chance)
        return await self._try(question, number + 1)


# %% right gives_up_when_the_next_try_is_too_late
class Client:
    def __init__(self, places):
        self.places = asyncio.Semaphore(places)

    async def ask(self, question, within):
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        for number in range(TRIES):
            async with asyncio.timeout_at(end), self.places:
                try:
                    return await ask_model(question)
                except TryLater as error:
                    refused = error
            if number == TRIES - 1:
                raise refused
            step = min(FIRST * 2**number, MOST)
            pause = (refused.retry_after or 0) + random.triangular(0, step, step / 2)
            if loop.time() + pause >= end:
                raise TimeoutError(f"{question}: no time for another try")
            await asyncio.sleep(pause)


# %% right steps_from_a_generator
from collections.abc import Iterator


def steps() -> Iterator[float]:
    step = FIRST
    for _ in range(TRIES - 1):
        yield step
        step = step * 2 if step * 2 < MOST else MOST


class Client:
    def __init__(self, places):
        self._free = asyncio.Semaphore(places)
        self._chance = random.Random()

    async def ask(self, question, within):
        try:
            async with asyncio.timeout(within):
                for step in steps():
                    await self._free.acquire()
                    try:
                        return await ask_model(question)
                    except TryLater as error:
                        later = error
                    finally:
                        self._free.release()
                    least = later.retry_after if later.retry_after is not None else 0.0
                    await asyncio.sleep(self._chance.uniform(least + step * 0.4, least + step))
                async with self._free:
                    return await ask_model(question)
        except TimeoutError:
            raise TimeoutError("gave up") from None


# %% wrong pause_of_the_step_alone: part 1, retry-too-soon
# The step says how long to wait, so what the model says is not needed.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater:
                    await asyncio.sleep(random.uniform(step / 2, step))  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong every_error_again: part 1, retried-in-vain
# An error is an error: another try costs little.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)  # <- the fault
                except Exception as error:  # <- the fault
                    named = getattr(error, "retry_after", None) or 0.0
                await asyncio.sleep(named + random.uniform(step / 2, step))
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong tries_after_the_first: part 1, called-too-often
# Six tries are six tries after the first.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES):
                try:
                    return await self._ask_once(question)  # <- the fault
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                await asyncio.sleep(pause)
                step = min(2 * step, MOST)
            return await self._ask_once(question)  # <- the fault


# %% wrong the_last_error_is_lost: part 1, error-swallowed
# After the last try there is nothing to return.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES):
                try:
                    return await self._ask_once(question)
                except TryLater as error:  # <- the fault
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                await asyncio.sleep(pause)
                step = min(2 * step, MOST)


# %% wrong pauses_after_the_last_try: part 1, too-slow
# Each refusal is followed by a pause.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for number in range(TRIES):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    refused = error
                await asyncio.sleep((refused.retry_after or 0.0) + random.uniform(step / 2, step))  # <- the fault
                step = min(2 * step, MOST)
            raise refused


# %% wrong everything_is_caught: part 1, cancellation-swallowed
# Whatever went wrong, the next try may go well.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except BadQuestion:
                    raise
                except BaseException as error:  # <- the fault
                    named = getattr(error, "retry_after", None) or 0.0
                await asyncio.sleep(named + random.uniform(step / 2, step))
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong the_thread_sleeps: part 1, blocking-call
# A pause is time.sleep.
import time


class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    time.sleep((error.retry_after or 0.0) + random.uniform(step / 2, step))  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong whichever_is_longer: part 2, no-jitter
# retry_after is a floor, and a floor is max.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = max(error.retry_after or 0.0, random.uniform(step / 2, step))  # <- the fault
                await asyncio.sleep(pause)  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong no_chance_at_all: part 2, no-jitter
# Doubling is what back-off means.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + step  # <- the fault
                await asyncio.sleep(pause)  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong drawn_once_for_all: part 2, no-jitter
# A number drawn by chance is a number drawn by chance.
class Client:  # only what differs
    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)
        self.chance = random.uniform(0.5, 1.0)  # <- the fault

    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + step * self.chance
                await asyncio.sleep(pause)  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong a_seed_for_each_call: part 2, no-jitter
# A generator of its own keeps callers apart.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        chance = random.Random(66)  # <- the fault
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + chance.uniform(step / 2, step)
                await asyncio.sleep(pause)  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong never_grows: part 2, retry-too-soon
# The step is FIRST.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(FIRST / 2, FIRST)  # <- the fault
                await asyncio.sleep(pause)  # <- the fault
            return await self._ask_once(question)


# %% wrong grows_without_end: part 2, too-slow
# Doubling has no end.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await self._ask_once(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                await asyncio.sleep(pause)  # <- the fault
                step = 2 * step  # <- the fault
            return await self._ask_once(question)


# %% wrong a_limit_for_each_try: part 3, deadline-missed
# Each try may take so long.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        step = FIRST
        for _ in range(TRIES - 1):
            try:
                async with asyncio.timeout(within):  # <- the fault
                    return await self._ask_once(question)
            except TryLater as error:
                pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
            await asyncio.sleep(pause)  # <- the fault
            step = min(2 * step, MOST)
        return await asyncio.wait_for(self._ask_once(question), within)


# %% wrong looks_at_the_clock_between: part 3, deadline-missed
# After each try it looks whether there is still time.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        step = FIRST
        for _ in range(TRIES - 1):
            if loop.time() > end:  # <- the fault
                raise TimeoutError
            try:
                return await self._ask_once(question)
            except TryLater as error:
                pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
            await asyncio.sleep(pause)  # <- the fault
            step = min(2 * step, MOST)
        return await self._ask_once(question)


# %% wrong keeps_its_place: part 4, held-while-waiting
# One place for one question, from its first try to its last.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within), self.places:  # <- the fault
            step = FIRST
            for _ in range(TRIES - 1):
                try:
                    return await ask_model(question)
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                await asyncio.sleep(pause)  # <- the fault
                step = min(2 * step, MOST)
            return await ask_model(question)


# %% wrong pauses_inside_the_block: part 4, held-while-waiting
# A place for each try, and the pause belongs to the try.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step = FIRST
            for _ in range(TRIES - 1):
                async with self.places:  # <- the fault
                    try:
                        return await ask_model(question)
                    except TryLater as error:
                        await asyncio.sleep((error.retry_after or 0.0) + random.uniform(step / 2, step))  # <- the fault
                step = min(2 * step, MOST)
            return await self._ask_once(question)


# %% wrong only_the_first_try_stands_in_line: part 4, limit-exceeded
# Who has stood in line once comes in again without waiting.
class Client:  # only what differs
    async def ask(self, question: str, within: float) -> str:
        async with asyncio.timeout(within):
            step, ask = FIRST, self._ask_once
            for _ in range(TRIES - 1):
                try:
                    return await ask(question)  # <- the fault
                except TryLater as error:
                    pause = (error.retry_after or 0.0) + random.uniform(step / 2, step)
                await asyncio.sleep(pause)
                step, ask = min(2 * step, MOST), ask_model  # <- the fault
            return await ask(question)
