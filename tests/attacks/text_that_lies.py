# exercise: never_awaited
# expect: failed
"""Returns texts and lists that compare as they like."""


class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class List(list):
    def __eq__(self, other):
        return True


def hostile(*args):
    return List([Text("x"), Text("y"), Text("z")])


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
