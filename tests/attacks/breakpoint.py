# exercise: never_awaited
# expect: failed
# mistake: asked-for-input
"""Opens a debugger."""


def hostile(*args):
    breakpoint()


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
