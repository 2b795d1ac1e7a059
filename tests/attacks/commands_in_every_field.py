# exercise: never_awaited
# expect: failed
"""Puts what a runner takes for a command wherever a text of its own is shown."""

LINES = "\n::add-mask::x\n::set-env name=PATH::x\n##[command]x\n##vso[task.setvariable variable=x]y\n"


class Error(Exception):
    pass


Error.__name__ = Error.__qualname__ = LINES


def hostile(*args):
    print(LINES)
    raise Error(LINES)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
