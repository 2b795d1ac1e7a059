# exercise: never_awaited
# expect: failed
"""Sends what it has seen in a datagram, as a look-up of a name would."""

import socket


def hostile(*args):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.sendto(repr(args).encode(), ("127.0.0.1", 9))
    return socket.getaddrinfo("localhost", 80)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
