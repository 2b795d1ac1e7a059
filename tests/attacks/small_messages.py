# exercise: never_awaited
# expect: failed
# mistake: called-too-often
"""Sends small messages for ever."""

import json, os, struct, sys


def _sockets():
    yield sys.modules["grader.player.shims"].WORLD.scheduler.wire.write_fd


def raw(data):
    for fd in _sockets():
        while data:
            data = data[os.write(fd, data) :]
        return


def frame(message):
    body = json.dumps(message).encode()
    return struct.pack("!I", len(body)) + body


def send(*messages):
    raw(b"".join(map(frame, messages)))


def hostile(*args):
    many = frame({"verb": "event", "kind": "not_timed", "what": ""}) * 10_000
    while True:
        raw(many)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
