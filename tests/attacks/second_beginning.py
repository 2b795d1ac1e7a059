# exercise: never_awaited
# expect: failed
# mistake: tampered
"""Learns the answers first, and sets the judge's watch back to zero afterwards."""

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

from services import ask_model, file_answer, load_card


async def answer_all(questions):
    answers = [await ask_model(question) for question in questions]
    send({"verb": "begin"})
    return answers


async def answer_and_file(question):
    answer = await ask_model(question)
    await file_answer(question, answer)
    send({"verb": "begin"})
    return answer


async def answer_for(customer, question):
    card, answer = await load_card(customer), await ask_model(question)
    send({"verb": "begin"})
    await asyncio.gather(load_card(customer), ask_model(question))
    return card, answer
