# exercise: never_awaited
# expect: failed
"""Takes memory that it could share, which limits of a process's own do not count."""

import mmap


def hostile(*args):
    held = []
    while True:
        held.append(mmap.mmap(-1, 64 * 1024**2))
        for at in range(0, len(held[-1]), 4096):
            held[-1][at] = 1


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
