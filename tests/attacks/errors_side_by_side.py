# exercise: never_awaited
# expect: failed
"""Says that it raised a group of thousands of errors."""

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
    one = {"types": ["ValueError"], "text": "x", "frames": [["never_awaited.py", 5, "f"]], "inner": []}
    group = {"types": ["ExceptionGroup"], "text": "many", "frames": [], "inner": [one] * 9_000}
    send({"verb": "result", "kind": "raised", "error": group}, {"verb": "end"})
    os._exit(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
