# exercise: never_awaited
# expect: failed
"""Raises the skip of pytest, made by hand."""


class Skipped(BaseException):
    __module__ = "_pytest.outcomes"
    msg = "skipped"
    allow_module_level = True


def hostile(*args):
    raise Skipped("skipped")


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
