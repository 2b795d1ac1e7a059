"""Answers to one_deadline that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong first_too_long: part 1, too-slow
async def answer(question: str) -> str:
    async with asyncio.timeout(TOTAL):
        notes = await load_notes(question)
        prompt = build_prompt(question, notes)
        try:
            async with asyncio.timeout(2 * FIRST):  # <- the fault
                return await ask_large(prompt)
        except TimeoutError:
            return await ask_small(prompt)


# %% wrong renamed: part 2, error-replaced
class TooLate(Exception):
    pass


async def answer(question: str) -> str:
    try:
        async with asyncio.timeout(TOTAL):
            prompt = build_prompt(question, await load_notes(question))
            try:
                async with asyncio.timeout(FIRST):
                    return await ask_large(prompt)
            except TimeoutError:
                return await ask_small(prompt)
    except TimeoutError as error:
        raise TooLate(question) from error  # <- the fault
