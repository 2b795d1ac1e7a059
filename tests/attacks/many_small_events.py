# exercise: never_awaited
# expect: failed
# mistake: called-too-often
"""Reports more than anybody could read, one small thing at a time."""

import json, os, struct, sys


def raw(data):
    fd = sys.modules["grader.player.shims"].WORLD.scheduler.wire.write_fd
    while data:
        data = data[os.write(fd, data) :]


def frame(message):
    body = json.dumps(message).encode()
    return struct.pack("!I", len(body)) + body


def send(*messages):
    raw(b"".join(map(frame, messages)))


def hostile(*args):
    one = frame({"verb": "event", "kind": "task", "of": "f", "at": None, "id": 7, "loop": 0, "by": 0})
    while True:
        raw(one * 1000)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
