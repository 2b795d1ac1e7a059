"""Right and wrong answers to limit_concurrency. docs/for-authors.md says how to read a cell."""


# %% right counts_with_a_condition
class Translator:
    def __init__(self, limit):
        self._free = limit
        self._changed = asyncio.Condition()

    async def translate(self, text):
        async with self._changed:
            await self._changed.wait_for(lambda: self._free > 0)
            self._free -= 1
        try:
            return await ask_model(text)
        finally:
            self._free += 1
            async with self._changed:
                self._changed.notify()

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% right places_in_a_queue
class Translator:
    def __init__(self, limit):
        self._places = asyncio.Queue()
        for place in range(limit):
            self._places.put_nowait(place)

    async def translate(self, text):
        place = await self._places.get()
        try:
            return await ask_model(text)
        finally:
            self._places.put_nowait(place)

    async def translate_all(self, texts):
        pages = list(texts)

        async def fill(number, text):
            try:
                pages[number] = await self.translate(text)
            except TranslationError:
                pass

        async with asyncio.TaskGroup() as group:
            for number, text in enumerate(texts):
                group.create_task(fill(number, text))
        return pages


# %% right workers_and_futures
del Translator._translated_or_as_it_is


from collections import deque


class Translator:  # only what differs
    def __init__(self, limit):
        self._limit = limit
        self._orders = deque()
        self._workers = set()

    async def translate(self, text):
        answer = asyncio.get_running_loop().create_future()
        self._orders.append((text, answer))
        if len(self._workers) < self._limit:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return await answer

    async def _work(self):
        while self._orders:
            text, answer = self._orders.popleft()
            if answer.done():
                continue
            request = asyncio.ensure_future(ask_model(text))
            answer.add_done_callback(lambda _, request=request: request.cancel())
            await asyncio.wait([request])
            if answer.done():
                continue
            if request.exception():
                answer.set_exception(request.exception())
            else:
                answer.set_result(request.result())
        self._workers.discard(asyncio.current_task())

    async def translate_all(self, texts):
        pages = await asyncio.gather(*map(self.translate, texts), return_exceptions=True)
        return [text if isinstance(page, TranslationError) else page for text, page in zip(texts, pages)]


# %% wrong a_gate_for_each_catalogue (from the stub): part 2, limit-exceeded
# The limit is about many texts, so it belongs to the function that takes many.
class Translator:  # only what differs
    async def translate_all(self, texts):
        gate = asyncio.Semaphore(self.limit)  # <- the fault

        async def one(text):
            async with gate:
                try:
                    return await self.translate(text)
                except TranslationError:
                    return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong a_gate_for_each_text: part 1, limit-exceeded
# Each request needs a semaphore around it, so each makes one.
class Translator:
    def __init__(self, limit):
        self.limit = limit

    async def translate(self, text):
        async with asyncio.Semaphore(self.limit):  # <- the fault
            return await ask_model(text)

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong always_three: part 1, limit-too-low
# The provider allows three, so three can be written down.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    def __init__(self, limit):
        self._gate = asyncio.Semaphore(3)  # <- the fault

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong as_they_are_done: part 1, wrong-order
# What is done first is handed out first.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate_all(self, texts):
        return [await page for page in asyncio.as_completed([self.translate(text) for text in texts])]  # <- the fault


# %% wrong batches (from the stub): part 1, limit-too-low
# Three at a time means three, then the next three.
class Translator:  # only what differs
    async def translate_all(self, texts):
        pages = []
        for start in range(0, len(texts), self.limit):
            batch = texts[start : start + self.limit]  # <- the fault
            answers = await asyncio.gather(*[self.translate(text) for text in batch], return_exceptions=True)
            pages += [text if isinstance(page, TranslationError) else page for text, page in zip(batch, answers)]
        return pages


# %% wrong catalogue_of_yesterday: part 1, answer-not-asked
# A translation is the text in angle brackets, as the file prints it.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        async with self._gate:
            await asyncio.sleep(0.5)
        return f"<{text}>"  # <- the fault

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong counter_that_is_looked_at: part 1, polling
# Whoever finds no room looks again a little later.
class Translator:
    def __init__(self, limit):
        self.limit = limit
        self.busy = 0

    async def translate(self, text):
        while self.busy >= self.limit:
            await asyncio.sleep(0.05)  # <- the fault
        self.busy += 1
        try:
            return await ask_model(text)
        finally:
            self.busy -= 1

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong errors_in_the_catalogue: part 3, error-as-answer
# return_exceptions makes the errors harmless.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate_all(self, texts):
        return await asyncio.gather(*map(self.translate, texts), return_exceptions=True)  # <- the fault


# %% wrong errors_kept_in_translate: part 3, error-swallowed
# An error is dealt with where it happens.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        async with self._gate:
            try:
                return await ask_model(text)
            except TranslationError:
                return text  # <- the fault

    async def translate_all(self, texts):
        return await asyncio.gather(*map(self.translate, texts))


# %% wrong first_error_ends_all: part 3, unhandled-error
# gather takes care of the errors.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate_all(self, texts):
        return await asyncio.gather(*[self.translate(text) for text in texts])  # <- the fault


# %% wrong forgets_async_with: part 1, wrong-protocol
# with is with.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        with self._gate:  # <- the fault
            return await ask_model(text)

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong given_back_after_errors_only: part 3, not-given-back
# There are two ways out, an answer and an error, and both give back.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        await self._gate.acquire()
        try:
            page = await ask_model(text)
        except TranslationError:  # <- the fault
            self._gate.release()
            raise
        self._gate.release()
        return page

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong never_given_back: part 1, not-given-back
# acquire waits until there is room; that is all a limit needs.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        await self._gate.acquire()  # <- the fault
        return await ask_model(text)

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong not_given_back_after_an_error: part 3, not-given-back
# What is acquired is released on the line after the work.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        await self._gate.acquire()
        page = await ask_model(text)
        self._gate.release()  # <- the fault
        return page

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong one_lock: part 1, sequential-awaits
# A lock keeps the others out until there is room.
class Translator:
    def __init__(self, limit):
        self._lock = asyncio.Lock()  # <- the fault

    async def translate(self, text):
        async with self._lock:  # <- the fault
            return await ask_model(text)

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong released_without_a_place: part 3, limit-exceeded
# finally gives back in every case, so all of it goes into the try.
del Translator._translated_or_as_it_is


class Translator:  # only what differs
    async def translate(self, text):
        try:
            await self._gate.acquire()  # <- the fault
            return await ask_model(text)
        finally:
            self._gate.release()

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong thread_semaphore: part 1, deadlock
# A semaphore is a semaphore, and this one can be used with a plain with.
import threading


class Translator:
    def __init__(self, limit):
        self._gate = threading.Semaphore(limit)

    async def translate(self, text):
        with self._gate:  # <- the fault
            return await ask_model(text)

    async def translate_all(self, texts):
        async def one(text):
            try:
                return await self.translate(text)
            except TranslationError:
                return text

        return await asyncio.gather(*[one(text) for text in texts])


# %% wrong text_whatever_ends_it: part 3, cancellation-swallowed
# Whatever goes wrong with a text, the text itself stands in the catalogue.
class Translator:  # only what differs
    async def _translated_or_as_it_is(self, text: str) -> str:
        try:
            return await self.translate(text)
        except BaseException:  # <- the fault
            return text
