"""Answers to token_generator that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_between_words: part 3, too-slow
async def guide(question: str) -> str:
    spoken = []
    async for sentence in sentences(tokens(question)):
        await say(sentence)
        await asyncio.sleep(0.2)  # <- the fault
        spoken.append(sentence)
    return " ".join(spoken)


# %% wrong fixed_wait_for_say: part 3, guessed-wait
async def guide(question: str) -> str:
    spoken = []
    async for sentence in sentences(tokens(question)):
        task = asyncio.create_task(say(sentence))
        await asyncio.sleep(1)  # <- the fault
        spoken.append(sentence)
    return " ".join(spoken)
