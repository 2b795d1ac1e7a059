# exercise: never_awaited
# expect: failed
"""Reads the answers off the wire, and says that no time has passed."""

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


import asyncio

import services


async def answer_all(questions):
    for question in questions:
        asyncio.ensure_future(services.ask_model(question))
    await asyncio.sleep(0)
    [fd] = _sockets()
    send({"verb": "begin"})
    return [os.read(fd, 65536).decode() if _ else "" for _ in ()] + questions


async def answer_and_file(question):
    return await services.ask_model(question)


async def answer_for(customer, question):
    return await services.load_card(customer), await services.ask_model(question)
