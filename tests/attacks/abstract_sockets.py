# exercise: never_awaited
# expect: failed
"""Waits where the next submission, or the judge, could be spoken to: on abstract sockets."""

import socket


def hostile(*args):
    kept = []
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        end = socket.socket(socket.AF_UNIX, kind)
        end.bind("\0awaitlings-attack")
        kept.append(end)
    return kept


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
