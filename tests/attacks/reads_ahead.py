# exercise: never_awaited
# expect: failed
"""Asks for its answers, and reads the wire itself before time has moved."""

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


import asyncio, select

import services


async def taken(*calls):
    tasks = [asyncio.ensure_future(call) for call in calls]
    await asyncio.sleep(0)
    [fd] = _sockets()
    select.select([fd], [], [], 0.2)  # nothing comes: the judge does not answer before its time
    os.set_blocking(fd, False)
    try:
        data = os.read(fd, 65536)
    except BlockingIOError:
        data = b"nothing"
    os.set_blocking(fd, True)
    for task in tasks:
        task.cancel()
    return data.decode()


async def answer_all(questions):
    return [await taken(services.ask_model(question)) for question in questions]


async def answer_and_file(question):
    return await taken(services.ask_model(question))


async def answer_for(customer, question):
    return await taken(services.load_card(customer)), await taken(services.ask_model(question))
