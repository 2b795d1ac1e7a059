# exercise: never_awaited
# expect: failed
"""Returns numbers and texts that no judge could write down."""


def hostile(*args):
    return {"n": 1 << 200_000, "t": "x" * 400_000, "f": [float("nan"), float("inf"), -0.0], "s": set(range(20_000))}


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
