# exercise: never_awaited
# expect: failed
"""Says that it made loops on tens of thousands of lines, and closes them the other way round."""

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
    def event(kind, line):
        at = ["never_awaited.py", line]
        return {"verb": "event", "kind": kind, "id": line, "of_the_stage": False, "at": at, "beside_a_loop": False}

    send(*(event("loop", n) for n in range(1, 30_000)), *(event("loop_closed", n) for n in range(29_999, 0, -1)))


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
