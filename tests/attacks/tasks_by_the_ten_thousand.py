# exercise: never_awaited
# expect: failed
"""Says that it made tens of thousands of tasks, and how each of them waited."""

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
    task = {"verb": "event", "kind": "task", "of": "work", "at": AT, "loop": 0}
    send(*({**task, "id": n} for n in range(40_000)))
    send(
        {
            "verb": "event",
            "kind": "lanes",
            "began": [],
            "runs": [],
            "ended": [],
            "waits": [["task", n, "x", AT] for n in range(30_000)],
        }
    )


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
