# exercise: never_awaited
# expect: failed
"""Returns what is equal to everything."""


class Any:
    def __eq__(self, other):
        return True

    __hash__ = None
    __class__ = str


def hostile(*args):
    return Any()


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
