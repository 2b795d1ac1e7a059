# exercise: never_awaited
# expect: failed
"""Asks for an answer as long as the question, and never reads it."""

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


import select


def hostile(*args):
    question = "x" * 900_000
    for number in range(1000, 1004):
        call = {"verb": "call", "id": number, "service": "ask_model", "args": {"dict": [["question", question]]}}
        send(
            {**call, "kind": "async def", "route": [], "blocks": False}, {"verb": "wait", "until": None, "busy": False}
        )
    while True:
        select.select([], [], [], 10)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
