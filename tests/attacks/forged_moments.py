# exercise: never_awaited
# expect: failed
# mistake: tampered
"""Asks for moments that no clock has."""

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
    for until in (-1, 10**300, -(10**300)):
        send({"verb": "wait", "until": until, "busy": False})
    send({"verb": "wait", "until": 1e9, "busy": False})
    return args


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
