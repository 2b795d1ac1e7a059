# exercise: never_awaited
# expect: failed
"""Opens a connection."""

import socket


def hostile(*args):
    socket.create_connection(("127.0.0.1", 9), 0.2)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
