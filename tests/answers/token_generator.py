"""Right and wrong answers to token_generator. docs/for-authors.md says how to read a cell."""


# %% right iterator_class
# No generator: a class with __aiter__ and __anext__, and one function that turns tokens into sentences with anext.
class tokens:
    def __init__(self, question: str) -> None:
        self.question = question
        self.text = ""

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        token = await next_token(self.question, self.text)
        if token is None:
            raise StopAsyncIteration
        self.text += token
        return token


async def sentences(stream: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    iterator, sentence = aiter(stream), ""
    while (token := await anext(iterator, None)) is not None:
        sentence += token
        if sentence.endswith(". "):
            yield sentence.strip()
            sentence = ""
    if sentence:
        yield sentence.strip()


# %% right plain_defs_that_hand_on_a_stream
# tokens and guide are thin; the work is done by helpers that they hand on.
def tokens(question: str) -> AsyncGenerator[str, None]:
    async def write(text: str) -> AsyncGenerator[str, None]:
        while True:
            token = await next_token(question, text)
            if token is None:
                return
            yield token
            text += token

    return write("")


async def guide(question: str) -> str:
    async def said() -> AsyncGenerator[str, None]:
        async for sentence in sentences(tokens(question)):
            await say(sentence)
            yield sentence

    return " ".join([sentence async for sentence in said()])


# %% right recursion_and_a_buffer
# Lists as buffers inside, and a task for each token that is awaited at once: odd, and right.
async def tokens(question: str) -> AsyncGenerator[str, None]:
    written: list[str] = []
    while True:
        token = await asyncio.create_task(next_token(question, "".join(written)))
        if token is None:
            break
        written += [token]
        yield written[-1]


async def sentences(stream: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    words: list[str] = []
    async for token in stream:
        words.append(token.strip())
        if words[-1].endswith("."):
            yield " ".join(words)
            words.clear()
    if words:
        yield " ".join(words)


# %% wrong all_sentences_before_the_first_is_said: part 3, buffered-stream
# An async comprehension is a list: it is complete when the last sentence is.
async def guide(question):
    spoken = [sentence async for sentence in sentences(tokens(question))]  # <- the fault
    for sentence in spoken:
        await say(sentence)
    return " ".join(spoken)


# %% wrong answers_learned_by_heart: part 1, answer-not-asked
# Hands out the answer that stands in services.py, without asking the model.
async def tokens(question):
    for word in "It is resin. Forty million years ago a pine wept. The fly was too slow".split():
        await asyncio.sleep(0.15)
        yield f"{word} "  # <- the fault


# %% wrong asks_twice: part 3, called-too-often
# Reads the stream once to say it and once more to return it: the model writes the answer twice.
async def guide(question):
    async for sentence in sentences(tokens(question)):
        await say(sentence)
    return " ".join([sentence async for sentence in sentences(tokens(question))])  # <- the fault


# %% wrong await_forgotten: part 1, never-awaited
# Writes the yield and loses the await: what is added to the text is a coroutine.
async def tokens(question):
    text = ""
    while (token := next_token(question, text)) is not None:  # <- the fault
        text += token
        yield token


# %% wrong collected_then_yielded: part 1, buffered-stream
# Believes that a yield anywhere makes a stream: it collects all tokens first.
async def tokens(question):
    text = ""
    written = []
    while (token := await next_token(question, text)) is not None:
        text += token
        written.append(token)  # <- the fault
    for token in written:
        yield token


# %% wrong coroutine_that_gives_a_stream: part 1, wrong-protocol
# Puts async before every def: the call then gives a coroutine, and the stream only when that is awaited.
async def tokens(question):  # <- the fault
    async def write():
        text = ""
        while (token := await next_token(question, text)) is not None:
            text += token
            yield token

    return write()


# %% wrong empty_rest: part 2, wrong-answer
# Hands out the rest also where there is none: an empty sentence.
async def sentences(stream):
    sentence = ""
    async for token in stream:
        sentence += token
        if token.endswith(". "):
            yield sentence.strip()
            sentence = ""
    yield sentence.strip()  # <- the fault


# %% wrong error_taken_for_the_end: part 1, error-swallowed
# Ends the stream when the model fails: the visitor takes half an answer for a whole one.
async def tokens(question):
    text = ""
    try:
        while (token := await next_token(question, text)) is not None:
            text += token
            yield token
    except Exception:
        return  # <- the fault


# %% wrong generator_joined: part 3, wrong-protocol
# Joins an async generator expression, which only looks like a list.
async def guide(question):
    async for sentence in sentences(tokens(question)):
        await say(sentence)
    return " ".join(sentence async for sentence in sentences(tokens(question)))  # <- the fault


# %% wrong one_sentence_late: part 2, buffered-stream
# Notices the end of a sentence only when the next one begins.
async def sentences(stream):
    sentence = ""
    async for token in stream:
        if sentence.endswith(". "):  # <- the fault
            yield sentence.strip()
            sentence = ""
        sentence += token
    if sentence:
        yield sentence.strip()


# %% wrong one_token_ahead: part 1, ran-ahead
# Asks for the next token before it hands out this one, to be faster: the model is paid for what nobody reads.
async def tokens(question):
    text = ""
    following = asyncio.ensure_future(next_token(question, text))  # <- the fault
    while (token := await following) is not None:
        text += token
        following = asyncio.ensure_future(next_token(question, text))  # <- the fault
        yield token


# %% wrong plain_for: part 2, wrong-protocol
# Walks a stream with a plain for, which cannot wait for the next item.
async def sentences(stream):
    sentence = ""
    for token in stream:  # <- the fault
        sentence += token
        if token.endswith(". "):
            yield sentence.strip()
            sentence = ""
    if sentence:
        yield sentence.strip()


# %% wrong plain_generator_in_a_thread: part 1, extra-loop
# Escapes the RuntimeError of asyncio.run with a thread that has a loop of its own for each token.
import concurrent.futures


def tokens(question):
    text = ""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:  # <- the fault
        while (token := pool.submit(lambda: asyncio.run(next_token(question, text))).result()) is not None:
            text += token
            yield token


# %% wrong plain_generator_with_run: part 1, nested-run
# Keeps a plain generator and calls the model through asyncio.run, where a loop is running already.
def tokens(question):
    text = ""
    while (token := asyncio.run(next_token(question, text))) is not None:  # <- the fault
        text += token
        yield token


# %% wrong plays_the_rhythm_back: part 1, buffered-stream
# Cheats with a clock: collects the tokens, then hands them out again in the rhythm in which they came.
async def tokens(question):
    text = ""
    written = []
    begun = time.monotonic()
    while (token := await next_token(question, text)) is not None:
        text += token
        written.append((time.monotonic() - begun, token))  # <- the fault
    shown = 0
    for moment, token in written:
        await asyncio.sleep(moment - shown)
        shown = moment
        yield token


# %% wrong reads_ahead: part 1, ran-ahead
# A task fills a queue as fast as the model can, whether or not anybody reads.
async def tokens(question):
    ready = asyncio.Queue()

    async def write():
        text = ""
        try:
            while (token := await next_token(question, text)) is not None:  # <- the fault
                text += token
                await ready.put(token)
            await ready.put(None)
        except Exception as error:
            await ready.put(error)

    writer = asyncio.create_task(write())
    try:
        while (token := await ready.get()) is not None:
            if isinstance(token, Exception):
                raise token
            yield token
    finally:
        writer.cancel()
        await asyncio.wait([writer])


# %% wrong rest_forgotten: part 2, wrong-answer
# Hands out a sentence at its full stop and forgets that the answer may end without one.
async def sentences(stream):
    sentence = ""
    async for token in stream:
        sentence += token
        if token.endswith(". "):
            yield sentence.strip()
            sentence = ""


# %% wrong say_not_awaited: part 3, never-awaited
# Calls say like a plain function: nothing is said.
async def guide(question):
    spoken = []
    async for sentence in sentences(tokens(question)):
        say(sentence)  # <- the fault
        spoken.append(sentence)
    return " ".join(spoken)


# %% wrong stream_awaited: part 2, wrong-protocol
# Believes that a stream is awaited once, like a coroutine, before it can be walked.
async def sentences(stream):
    sentence = ""
    for token in await stream:  # <- the fault
        sentence += token
        if token.endswith(". "):
            yield sentence.strip()
            sentence = ""
    if sentence:
        yield sentence.strip()


# %% wrong text_cut_at_the_end: part 2, buffered-stream
# Reads the whole text and cuts it into sentences afterwards.
async def sentences(stream):
    text = "".join([token async for token in stream])  # <- the fault
    for sentence in text.split(". "):
        if sentence:
            yield sentence.strip() + ("." if sentence.strip() + "." in text else "")


# %% wrong text_in_a_global: part 1, shared-state
# Keeps the text in a variable of the module, so two visitors write into one answer.
so_far = ""


async def tokens(question):
    global so_far
    so_far = ""  # <- the fault
    while (token := await next_token(question, so_far)) is not None:
        so_far += token
        yield token


# %% wrong voices_on_top_of_each_other: part 3, wait-skipped
# Says each sentence in a task of its own, so the guide speaks with several voices.
async def guide(question):
    spoken = []
    async with asyncio.TaskGroup() as group:
        async for sentence in sentences(tokens(question)):
            group.create_task(say(sentence))  # <- the fault
            spoken.append(sentence)
    return " ".join(spoken)
