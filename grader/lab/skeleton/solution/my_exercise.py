"""TODO(author): the title again (the lesson is in README.md).

Run this file as it is. TODO(author): what it does too slowly, wrongly, or not at all.
"""

import asyncio
import time

from services import write_answer


# Part 1.
async def answer_all(letters: list[str]) -> list[str]:
    """Return the answer to each letter, in the order of `letters`."""
    return list(await asyncio.gather(*[write_answer(letter) for letter in letters]))


async def main() -> None:
    """Show the problem. Nothing in here needs to change."""
    begun = time.perf_counter()
    print(*await answer_all(["one", "two", "three"]), sep="\n")
    print(f"after {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    asyncio.run(main())
