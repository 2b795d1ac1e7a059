"""Right and wrong answers to whose_request. docs/for-authors.md says how to read a cell."""

# %% right copies_of_the_context
import contextvars


async def serve(requests):
    async with asyncio.TaskGroup() as group:
        tasks = []
        for request, question in requests:
            context = contextvars.copy_context()
            context.run(request_id.set, request)
            tasks.append(group.create_task(answer(question), context=context))
    return [task.result() for task in tasks]


async def handle(request, question):
    context = contextvars.copy_context()
    context.run(request_id.set, request)
    return await asyncio.get_running_loop().create_task(answer(question), context=context)


class Mailer:  # only what differs
    def post(self, text):
        self.mails.put_nowait((contextvars.copy_context(), text))

    async def _work(self):
        while True:
            context, text = await self.mails.get()
            await asyncio.create_task(log.write(f"mail: {text}"), context=context)
            self.mails.task_done()


async def stream(request, question):
    context = contextvars.copy_context()
    context.run(request_id.set, request)
    position = 0
    while (word := await next_word(question, position)) is not None:
        await asyncio.create_task(log.write(f"word: {word}"), context=context)
        yield word
        position += 1


# %% right tokens_by_hand
class Mailer:  # only what differs
    async def _work(self):
        while True:
            name, text = await self.mails.get()
            request_id.set(name)
            await log.write("mail: " + text)
            self.mails.task_done()


async def serve(requests):
    return list(await asyncio.gather(*(handle(*request) for request in requests)))


async def handle(request, question):
    token = request_id.set(request)
    try:
        return await answer(question)
    finally:
        request_id.reset(token)


async def stream(request, question):
    for position in range(10_000):
        token = request_id.set(request)
        try:
            word = await next_word(question, position)
            if word is not None:
                await log.write(f"word: {word}")
        finally:
            request_id.reset(token)
        if word is None:
            break
        yield word


# %% right a_task_for_each_mail
class Mailer:
    def __init__(self):
        self.tasks = set()

    def start(self):
        pass

    def post(self, text):
        task = asyncio.create_task(log.write(f"mail: {text}"))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def stop(self):
        await asyncio.gather(*self.tasks)


async def step(request, question, position):
    request_id.set(request)
    word = await next_word(question, position)
    if word is not None:
        await log.write(f"word: {word}")
    return word


async def stream(request, question):
    position = 0
    while (word := await asyncio.create_task(step(request, question, position))) is not None:
        yield word
        position += 1


# %% wrong set_in_the_loop: part 1, shared-state
# The id is set, then the coroutine is made.
async def serve(requests: list[tuple[str, str]]) -> list[str]:  # <- the fault
    answers = []
    for request, question in requests:
        request_id.set(request)  # <- the fault
        answers.append(answer(question))
    return await asyncio.gather(*answers)


# %% wrong one_after_the_other: part 1, sequential-awaits
# If they come in turn, no id meets another.
async def serve(requests: list[tuple[str, str]]) -> list[str]:
    return [await handle(request, question) for request, question in requests]  # <- the fault


# %% wrong nothing_set: part 1, context-lost
# handle sets the id, and serve does not need it.
async def serve(requests: list[tuple[str, str]]) -> list[str]:  # <- the fault
    return await asyncio.gather(*[answer(question) for _, question in requests])  # <- the fault


# %% wrong one_id_at_a_time: part 1, sequential-awaits
# A lock keeps the ids apart.
lock = asyncio.Lock()


async def handle(request: str, question: str) -> str:
    async with lock:  # <- the fault
        with serving(request):
            return await answer(question)  # <- the fault


# %% wrong set_before_each_task: part 2, context-left
# A task takes what is set when it is made.
async def serve(requests: list[tuple[str, str]]) -> list[str]:  # <- the fault
    tasks = []
    for request, question in requests:
        request_id.set(request)  # <- the fault
        tasks.append(asyncio.create_task(answer(question)))
    return await asyncio.gather(*tasks)


# %% wrong never_put_back: part 2, context-left
# The next request sets its own.
async def handle(request: str, question: str) -> str:  # <- the fault
    request_id.set(request)  # <- the fault
    return await answer(question)


# %% wrong put_back_if_all_goes_well: part 2, context-left
# At the end it is put back.
async def handle(request: str, question: str) -> str:  # <- the fault
    before = request_id.set(request)  # <- the fault
    reply = await answer(question)
    request_id.reset(before)  # <- the fault
    return reply


# %% wrong put_back_to_nothing: part 2, context-left
# Afterwards there is no request.
async def handle(request: str, question: str) -> str:  # <- the fault
    request_id.set(request)
    try:
        return await answer(question)
    finally:
        request_id.set("no request")  # <- the fault


# %% wrong worker_reads_its_own: part 3, context-lost
# The log knows whose line it is.
class Mailer:  # only what differs
    def post(self, text: str) -> None:
        self.mails.put_nowait(text)

    async def _work(self) -> None:  # <- the fault
        while True:
            text = await self.mails.get()
            await log.write(f"mail: {text}")  # <- the fault
            self.mails.task_done()


# %% wrong worker_begins_with_the_first_mail: part 3, shared-state
# A task that is made in post has the id.
class Mailer:  # only what differs
    def start(self) -> None:
        pass

    def post(self, text: str) -> None:
        if self.worker is None:
            self.worker = asyncio.create_task(self._work())  # <- the fault
        self.mails.put_nowait(text)

    async def _work(self) -> None:  # <- the fault
        while True:
            text = await self.mails.get()
            await log.write(f"mail: {text}")  # <- the fault
            self.mails.task_done()


# %% wrong kept_in_the_mailer: part 3, shared-state
# post notes whose mail it is.
class Mailer:  # only what differs
    def post(self, text: str) -> None:
        self.request = request_id.get()  # <- the fault
        self.mails.put_nowait(text)

    async def _work(self) -> None:  # <- the fault
        while True:
            text = await self.mails.get()
            with serving(self.request):  # <- the fault
                await log.write(f"mail: {text}")
            self.mails.task_done()


# %% wrong set_by_post: part 3, context-lost
# The id is set where it is needed.
class Mailer:  # only what differs
    def post(self, text: str) -> None:
        request_id.set(request_id.get())
        self.mails.put_nowait(text)

    async def _work(self) -> None:  # <- the fault
        while True:
            text = await self.mails.get()
            request_id.set(request_id.get())  # <- the fault
            await log.write(f"mail: {text}")  # <- the fault
            self.mails.task_done()


# %% wrong around_the_whole_stream: part 4, context-left
# with puts it back, whatever happens.
async def stream(request: str, question: str) -> AsyncGenerator[str, None]:  # <- the fault
    with serving(request):  # <- the fault
        position = 0
        while (word := await next_word(question, position)) is not None:
            await log.write(f"word: {word}")
            position += 1
            yield word  # <- the fault


# %% wrong set_and_forgotten: part 4, context-left
# A generator is like a task of its own.
async def stream(request: str, question: str) -> AsyncGenerator[str, None]:  # <- the fault
    request_id.set(request)  # <- the fault
    position = 0
    while (word := await next_word(question, position)) is not None:
        await log.write(f"word: {word}")
        position += 1
        yield word


# %% wrong put_back_after_the_yield: part 4, context-left
# Each word sets the id and puts it back.
async def stream(request: str, question: str) -> AsyncGenerator[str, None]:  # <- the fault
    position = 0
    while (word := await next_word(question, position)) is not None:
        with serving(request):  # <- the fault
            await log.write(f"word: {word}")
            position += 1
            yield word  # <- the fault


# %% wrong all_words_first: part 4, buffered-stream
# What is collected under the id can be handed out without it.
async def stream(request: str, question: str) -> AsyncGenerator[str, None]:
    words = []
    with serving(request):
        while (word := await next_word(question, len(words))) is not None:
            await log.write(f"word: {word}")
            words.append(word)  # <- the fault
    for word in words:
        yield word  # <- the fault
