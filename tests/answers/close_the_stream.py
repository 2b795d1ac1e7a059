"""Right and wrong answers to close_the_stream. docs/for-authors.md says how to read a cell."""

# %% right exit_stack_and_one_reader
# One helper that reads and closes, used by every layer; an AsyncExitStack holds the closing.
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def reading(stream: AsyncGenerator[str, None]) -> AsyncIterator[AsyncGenerator[str, None]]:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(stream.aclose)
        yield stream


async def headline(topic: str) -> str:
    async with aclosing(lines(topic, 60)) as found:
        return await anext(found, "")


async def lines(topic: str, limit: int | None = None) -> AsyncGenerator[str, None]:
    line = ""
    async with reading(stream_draft(topic)) as draft:
        async for token in draft:
            if token == "\n":
                yield line.strip()
                line = ""
                continue
            line += token
            if limit is not None and len(line) > limit:
                raise TooLong(topic)
        if line:
            yield line.strip()


async def numbered(topic: str) -> AsyncGenerator[str, None]:
    number = 0
    async with reading(lines(topic)) as found:
        async for line in found:
            number += 1
            yield f"{number}. {line}"


async def page(topic: str) -> AsyncGenerator[str, None]:
    complete = False
    async with reading(numbered(topic)) as found:
        async for line in found:
            yield line
        complete = True
    if complete:
        yield END


# %% right generator_exit_caught
# Catches GeneratorExit by name, closes the layer below, and lets it go on.
async def lines(topic):
    line = ""
    draft = stream_draft(topic)
    try:
        async for token in draft:
            if token == "\n":
                yield line.strip()
                line = ""
            else:
                line += token
    except GeneratorExit:
        await draft.aclose()
        raise
    if line:
        yield line.strip()


async def numbered(topic):
    number = 0
    found = lines(topic)
    try:
        async for line in found:
            number += 1
            yield f"{number}. {line}"
    except GeneratorExit:
        await found.aclose()
        raise


# %% right iterator_classes
# Streams as classes with __anext__ and aclose: closing is handed down by hand.
class lines:
    def __init__(self, topic: str) -> None:
        self.draft = stream_draft(topic)

    def __aiter__(self) -> "lines":
        return self

    async def __anext__(self) -> str:
        words = []
        async for token in self.draft:
            if token == "\n":
                return " ".join(words)
            words.append(token.strip())
        if not words:
            raise StopAsyncIteration
        return " ".join(words)

    async def aclose(self) -> None:
        await self.draft.aclose()


class numbered:
    def __init__(self, topic: str) -> None:
        self.lines = lines(topic)
        self.number = 0

    def __aiter__(self) -> "numbered":
        return self

    async def __anext__(self) -> str:
        line = await anext(self.lines)
        self.number += 1
        return f"{self.number}. {line}"

    async def aclose(self) -> None:
        await self.lines.aclose()


# %% right one_layer_used_again
async def headline(topic):
    async with aclosing(lines(topic, limit=60)) as found:
        async for line in found:
            return line
    return ""


async def lines(topic, limit=None):
    line = ""
    async with aclosing(stream_draft(topic)) as draft:
        async for token in draft:
            if token == "\n":
                yield line.strip()
                line = ""
            else:
                line += token
                if limit and len(line) > limit:
                    raise TooLong(topic)
    if line:
        yield line.strip()


async def numbered(topic):
    async with aclosing(lines(topic)) as found:
        number = 0
        async for line in found:
            yield f"{(number := number + 1)}. {line}"


# %% right try_finally
# Closes by hand: a name for the stream, and aclose() in a finally.
async def headline(topic: str) -> str:
    draft = stream_draft(topic)
    line = ""
    try:
        async for token in draft:
            if token == "\n":
                return line.strip()
            line += token
            if len(line) > 60:
                raise TooLong(topic)
        return line.strip()
    finally:
        await draft.aclose()


async def lines(topic: str) -> AsyncGenerator[str, None]:
    draft = stream_draft(topic)
    words: list[str] = []
    try:
        async for token in draft:
            if token == "\n":
                yield " ".join(words)
                words = []
            else:
                words.append(token.strip())
    finally:
        await draft.aclose()
    if words:
        yield " ".join(words)


async def numbered(topic: str) -> AsyncGenerator[str, None]:
    found = lines(topic)
    number = 1
    try:
        async for line in found:
            yield f"{number}. {line}"
            number += 1
    finally:
        await found.aclose()


async def page(topic: str) -> AsyncGenerator[str, None]:
    found = numbered(topic)
    try:
        async for line in found:
            yield line
        yield END
    finally:
        await found.aclose()


# %% wrong aclose_not_awaited: part 1, stream-not-closed
# Calls aclose() like a plain function: what it gives has to be awaited before anything is closed.
async def headline(topic):
    draft = stream_draft(topic)
    line = ""
    try:
        async for token in draft:
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    finally:
        draft.aclose()  # <- the fault
    return line.strip()


# %% wrong all_lines_first: part 2, buffered-stream
# Reads all lines, so that everything is closed, and hands them out afterwards.
async def lines(topic):
    text = "".join([token async for token in stream_draft(topic)])  # <- the fault
    for line in text.split("\n"):
        yield line.strip()


# %% wrong another_stream_closed: part 1, stream-not-closed
# Calls stream_draft once more to close it: that makes a second stream, and closes that one.
async def headline(topic):
    line = ""
    try:
        async for token in stream_draft(topic):
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    finally:
        await stream_draft(topic).aclose()  # <- the fault
    return line.strip()


# %% wrong closed_after_the_loop: part 2, stream-not-closed
# Closes below the loop: the generator ends at its yield and never gets there.
async def numbered(topic):
    number = 0
    found = lines(topic)
    async for line in found:
        number += 1
        yield f"{number}. {line}"
    await found.aclose()  # <- the fault


# %% wrong closed_in_the_background: part 1, stream-not-closed
# Closes in a task of its own, not to lose time: the headline goes on while the line is still open.
closing = set()


async def headline(topic):
    draft = stream_draft(topic)
    line = ""
    try:
        async for token in draft:
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    finally:
        task = asyncio.create_task(draft.aclose())  # <- the fault
        closing.add(task)
        task.add_done_callback(closing.discard)
    return line.strip()


# %% wrong closed_only_after_break: part 1, stream-not-closed
# Closes after the loop, which an exception never reaches.
async def headline(topic):
    draft = stream_draft(topic)
    line = ""
    async for token in draft:
        if token == "\n":
            break
        line += token
        if len(line) > 60:
            raise TooLong(topic)
    await draft.aclose()  # <- the fault
    return line.strip()


# %% wrong deleted_and_collected: part 1, stream-not-closed
# Deletes the name and collects garbage: Python then asks the loop to close it, and the loop does so later.
import gc


async def headline(topic):
    draft = stream_draft(topic)
    line = ""
    async for token in draft:
        if token == "\n":
            break
        line += token
        if len(line) > 60:
            raise TooLong(topic)
    del draft  # <- the fault
    gc.collect()
    return line.strip()


# %% wrong end_after_an_error: part 3, wrong-answer
# Says END before it lets the error through: half a page looks complete.
async def page(topic):
    try:
        async with aclosing(numbered(topic)) as found:
            async for line in found:
                yield line
    except Exception:
        yield END  # <- the fault
        raise
    yield END


# %% wrong end_before_the_last_layer_is_closed: part 3, stream-not-closed
# Takes the finally away and the closing with it: the page reads numbered with a bare loop.
async def page(topic):
    async for line in numbered(topic):  # <- the fault
        yield line
    yield END


# %% wrong end_in_finally: part 3, yield-while-closing
# Closes what it reads and leaves the END in the finally, which also runs when the page is being closed.
async def page(topic):
    try:
        async with aclosing(numbered(topic)) as found:
            async for line in found:
                yield line
    finally:
        yield END  # <- the fault


# %% wrong end_on_generator_exit: part 3, yield-while-closing
# Takes GeneratorExit for the place to say goodbye.
async def page(topic):
    try:
        async with aclosing(numbered(topic)) as found:
            async for line in found:
                yield line
    except GeneratorExit:
        yield END  # <- the fault
        raise
    yield END


# %% wrong error_hidden_by_the_end: part 3, error-swallowed
# Treats a failed model as the end of the draft.
from services import ModelDown


async def page(topic):
    try:
        async with aclosing(numbered(topic)) as found:
            async for line in found:
                yield line
    except ModelDown:  # <- the fault
        pass
    yield END


# %% wrong except_exception: part 2, stream-not-closed
# Closes in except Exception: the GeneratorExit of a closing is no Exception.
async def lines(topic):
    line = ""
    draft = stream_draft(topic)
    try:
        async for token in draft:
            if token == "\n":
                yield line.strip()
                line = ""
            else:
                line += token
    except Exception:  # <- the fault
        await draft.aclose()
        raise
    if line:
        yield line.strip()


# %% wrong hangs_up_behind_its_back: part 1, called-too-often
# Calls hang_up itself and leaves the stream as it is: it hangs up once more when it is found.
from services import hang_up


async def headline(topic):
    line = ""
    try:
        async for token in stream_draft(topic):
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    finally:
        await hang_up(topic)  # <- the fault
    return line.strip()


# %% wrong headline_learned_by_heart: part 1, answer-not-asked
# Returns the line that it printed at home, and asks nobody.
async def headline(topic):
    if topic == "flood":
        raise TooLong(topic)
    return "Ferry runs again"  # <- the fault


# %% wrong no_end_at_all: part 3, wrong-answer
# Takes the END out, because it was in the way.
async def page(topic):
    async with aclosing(numbered(topic)) as found:
        async for line in found:
            yield line


# %% wrong only_the_lowest_layer: part 2, stream-not-closed
# Closes the draft, where the money is, and forgets that nobody closes lines.
async def numbered(topic):
    number = 0
    async for line in lines(topic):  # <- the fault
        number += 1
        yield f"{number}. {line}"


# %% wrong only_the_upper_layer: part 2, stream-not-closed
# Closes lines in numbered and believes that this closes everything below.
async def lines(topic):
    line = ""
    async for token in stream_draft(topic):  # <- the fault
        if token == "\n":
            yield line.strip()
            line = ""
        else:
            line += token
    if line:
        yield line.strip()


# %% wrong plain_closing: part 1, wrong-protocol
# Uses closing, which calls close(): an async generator has none.
from contextlib import closing


async def headline(topic):
    line = ""
    with closing(stream_draft(topic)) as draft:  # <- the fault
        async for token in draft:
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    return line.strip()


# %% wrong plain_with: part 1, wrong-protocol
# Writes with where async with is needed: closing has to be awaited.
async def headline(topic):
    line = ""
    with aclosing(stream_draft(topic)) as draft:  # <- the fault
        async for token in draft:
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    return line.strip()


# %% wrong read_to_the_end: part 1, called-too-often
# Reads the draft to its end, so that nothing is left open: all of it is paid for one line.
async def headline(topic):
    text = "".join([token async for token in stream_draft(topic)])  # <- the fault
    line = text.split("\n")[0].strip()
    if len(line) > 60:
        raise TooLong(topic)
    return line


# %% wrong waits_instead_of_closing: part 1, stream-not-closed
# Sleeps a while after the break, so that the loop may find the stream and close it.
async def headline(topic):
    line = ""
    async for token in stream_draft(topic):  # <- the fault
        if token == "\n":
            break
        line += token
        if len(line) > 60:
            raise TooLong(topic)
    await asyncio.sleep(0.2)  # <- the fault
    return line.strip()
