"""Called, but never run (the lesson is in README.md).

Run this file as it is. One function returns things that are no answers, one files
nothing at all, and one takes longer than necessary. No error is raised.
"""

import asyncio
import time

from services import FILED, ask_model, file_answer, load_card


# Part 1.
async def answer_all(questions: list[str]) -> list[str]:
    """Return the answer to each question, in the order of the questions."""
    answers = []
    for question in questions:
        answers.append(ask_model(question))  # TODO WAIT: what does this call give you?
    return answers


# Part 2.
async def answer_and_file(question: str) -> str:
    """Return the answer, once it has been filed."""
    answer = await ask_model(question)
    file_answer(question, answer)  # TODO WAIT: who runs this?
    return answer


# Part 3.
async def answer_for(customer: str, question: str) -> tuple[str, str]:
    """Return the customer's card and the answer. The model thinks while the card is being loaded."""
    answer = ask_model(question)  # TODO START: from this line on the model should be at work.
    card = await load_card(customer)
    return card, await answer


async def main() -> None:
    """Show the three problems. Nothing in here needs to change."""
    print("part 1:", await answer_all(["Are you open today?", "Do you deliver?"]))
    await answer_and_file("Is there parking?")
    print("part 2:", FILED)
    begun = time.perf_counter()
    print("part 3:", *await answer_for("Ada", "Is my order ready?"), sep="\n  ")
    print(f"  after {time.perf_counter() - begun:.1f} s")  # predict: how long does it have to take?


if __name__ == "__main__":
    asyncio.run(main())
