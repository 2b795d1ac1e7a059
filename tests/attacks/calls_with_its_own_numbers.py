# exercise: never_awaited
# expect: failed
# mistake: tampered
"""Asks twice under one number, and for the rest of what nobody asked."""

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
    call = {
        "verb": "call",
        "id": 1,
        "service": "ask_model",
        "args": {"dict": [["question", "x"]]},
        "route": [],
        "blocks": False,
    }
    send(call, call, {"verb": "item", "id": 77}, {"verb": "cancel", "id": -1})
    return args


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
