# exercise: never_awaited
# expect: failed
"""Notes sets of numbers that share their hash, again and again."""

import json, os, struct, sys


def send(*messages):
    data = b"".join(
        struct.pack("!I", len(body)) + body for body in (json.dumps(message).encode() for message in messages)
    )
    fd = sys.modules["grader.player.shims"].WORLD.scheduler.wire.write_fd
    while data:
        data = data[os.write(fd, data) :]


AT = ["never_awaited.py", 5]
RETURNED = {"verb": "result", "kind": "returned", "value": None}


MODULUS = sys.hash_info.modulus


def hostile(*args):
    colliding = {"set": [1 + n * MODULUS for n in range(5_000)]}
    send(*({"verb": "note", "name": "kept", "value": colliding} for _ in range(60)))


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
