# exercise: never_awaited
# expect: failed
"""Has an object that is made anew each time it is collected."""

import gc


class Undead:
    def __del__(self):
        again = Undead()
        again.itself = again


def hostile(*args):
    undead = Undead()
    undead.itself = undead
    del undead
    while True:
        gc.collect()


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
