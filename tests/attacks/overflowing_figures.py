# exercise: never_awaited
# expect: failed
# mistake: tampered
"""Sends numbers that no float can hold."""

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
    send({"verb": "event", "kind": "blocked", "start": 0, "end": 10**4000, "call": "x", "at": None})
    os._exit(0)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
