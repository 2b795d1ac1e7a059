# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Leaves files in /dev/shm, where the next one would find them."""


def hostile(*args):
    with open("/dev/shm/awaitlings-attack-left", "w") as file:
        file.write("for the next one")


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
