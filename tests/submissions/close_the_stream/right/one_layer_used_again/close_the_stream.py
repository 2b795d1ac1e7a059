from contextlib import aclosing
from services import stream_draft

END = "-- end --"


class TooLong(Exception):
    pass


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


async def page(topic):
    async with aclosing(numbered(topic)) as found:
        async for line in found:
            yield line
    yield END
