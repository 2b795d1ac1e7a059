# exercise: never_awaited
# expect: failed
"""Serves the witnesses with replies of its own."""

import sys

import services

scheduler = sys.modules["grader.player.shims"].WORLD.scheduler


def _answered(call):
    return [call, "answer", "Yes"]


def hostile(*args):
    for number, deliver in list(scheduler.replies.items()):
        deliver(["answer", "Yes"])
    return ["Yes"] * 3


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
