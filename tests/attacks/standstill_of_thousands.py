# exercise: never_awaited
# expect: failed
"""Says that tens of thousands of tasks wait for each other."""

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
    waiting = [{"who": f"task {n}()", "why": "task x()", "at": AT, "blocks_a_loop": False} for n in range(9_000)]
    send({"verb": "result", "kind": "deadlock", "waiting": waiting}, {"verb": "end"})
    os._exit(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
