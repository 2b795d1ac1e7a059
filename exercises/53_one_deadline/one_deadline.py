"""A chat window waits for an answer, and it waits as long as the large model likes.

Run this file. People close the window after three seconds. Give the large model one second of its own, then ask
the small one; and after TOTAL seconds in all, whatever they went into, say so with a TimeoutError.
"""

import asyncio
import time

from services import ask_large, ask_small, build_prompt, load_notes

FIRST = 1.0  # seconds that the large model gets
TOTAL = 3.0  # seconds for everything, from the call to the answer


async def answer(question: str) -> str:
    """Return an answer within TOTAL seconds, or raise TimeoutError."""
    # TODO LIMIT: everything below together.
    notes = await load_notes(question)
    prompt = build_prompt(question, notes)
    # TODO LIMIT: the large model alone. TODO START: the small one, when the large one is late.
    return await ask_large(prompt)


if __name__ == "__main__":

    async def main() -> None:
        for question in ("who baked the bread", "what makes the tides"):
            begun = time.perf_counter()
            print(await answer(question))
            print(f"    after {time.perf_counter() - begun:.1f} s")

    asyncio.run(main())
