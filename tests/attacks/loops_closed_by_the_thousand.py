# exercise: never_awaited
# expect: failed
"""Says that it made tens of thousands of loops on one line, and closes each of them."""

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


def hostile(*args):
    made = (
        {"verb": "event", "kind": "loop", "id": n, "of_the_stage": False, "at": AT, "beside_a_loop": False}
        for n in range(30_000)
    )
    closed = ({"verb": "event", "kind": "loop_closed", "id": n, "at": AT} for n in range(30_000))
    send(*made, *closed)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
