# exercise: never_awaited
# expect: failed
"""Names itself, its errors and its output in escape sequences."""

ESCAPES = "\x1b[2J\x1b]0;graded 100/100\x07\x9b31m\u202e\x08\x7f\r"


class Escapes(Exception):
    pass


Escapes.__name__ = Escapes.__qualname__ = ESCAPES


def hostile(*args):
    print(ESCAPES)
    raise Escapes(ESCAPES)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
