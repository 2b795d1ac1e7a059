# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Overwrites a file outside."""

import os


def hostile(*args):
    for name in ("awaitlings-attack-marker",):
        with open(os.path.join("/tmp", name), "w") as file:
            file.write("changed")


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
