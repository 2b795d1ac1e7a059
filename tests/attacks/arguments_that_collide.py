# exercise: never_awaited
# expect: failed
"""Asks a service with a dict whose keys share their hash."""

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
    question = {"dict": [[1 + n * MODULUS, None] for n in range(5_000)]}
    send(
        *(
            {"verb": "call", "id": 10_000 + n, "service": "ask_model", "args": {"dict": [["question", question]]},
             "route": [], "blocks": False}
            for n in range(50)
        )
    )  # fmt: skip


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
