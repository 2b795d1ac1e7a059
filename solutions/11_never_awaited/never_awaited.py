"""Called, but never run: solved."""

import asyncio
import time

from services import FILED, ask_model, file_answer, load_card


async def answer_all(questions: list[str]) -> list[str]:
    """Return the answer to each question, in the order of the questions."""
    return [await ask_model(question) for question in questions]  # one after the other


async def answer_and_file(question: str) -> str:
    """Return the answer, once it has been filed."""
    answer = await ask_model(question)
    await file_answer(question, answer)
    return answer


async def answer_for(customer: str, question: str) -> tuple[str, str]:
    """Return the customer's card and the answer. The model thinks while the card is being loaded."""
    answer = asyncio.create_task(ask_model(question))
    card = await load_card(customer)
    return card, await answer


async def main() -> None:
    """Show the three functions at work."""
    print("part 1:", await answer_all(["Are you open today?", "Do you deliver?"]))
    await answer_and_file("Is there parking?")
    print("part 2:", FILED)
    begun = time.perf_counter()
    print("part 3:", *await answer_for("Ada", "Is my order ready?"), sep="\n  ")
    print(f"  after {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    asyncio.run(main())
