# exercise: never_awaited
# expect: failed
"""Has a word made up by each of thousands of calls, and returns a long text in which to look for them."""

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
    send(
        *(
            {"verb": "call", "id": 10_000 + n, "service": "ask_model", "args": {"dict": [["question", f"{n}"]]},
             "route": [AT], "blocks": False}
            for n in range(4_000)
        )
    )  # fmt: skip
    return "badibodu" * 100_000


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
