"""Answers to close_the_stream that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong rests_before_it_closes: part 1, too-slow
async def headline(topic: str) -> str:
    line = ""
    async with aclosing(stream_draft(topic)) as draft:
        async for token in draft:
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
        await asyncio.sleep(0.01)  # <- the fault
    return line.strip()
