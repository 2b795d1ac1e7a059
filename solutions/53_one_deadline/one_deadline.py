"""One deadline around everything, a shorter one around the large model, and no other cancellation is touched."""

import asyncio
import time

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0  # seconds that the large model gets
TOTAL = 3.0  # seconds for everything, from the call to the answer


async def answer(question: str) -> str:
    """Return an answer within TOTAL seconds, or raise TimeoutError."""
    async with asyncio.timeout(TOTAL):
        notes = await load_notes(question)
        prompt = build_prompt(question, notes)
        try:
            async with asyncio.timeout(FIRST):
                return await ask_large(prompt)
        except TimeoutError:  # of the inner block: the outer one is still a cancellation here
            return await ask_small(prompt)


if __name__ == "__main__":

    async def main() -> None:
        for question in ("who baked the bread", "what makes the tides"):
            begun = time.perf_counter()
            print(await answer(question))
            print(f"    after {time.perf_counter() - begun:.1f} s")

    asyncio.run(main())
