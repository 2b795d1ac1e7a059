# exercise: never_awaited
# expect: failed
"""Lets the recorder say that everything is well."""

import sys

recorder = sys.modules["grader.player.shims"].WORLD.recorder
recorder.returned = lambda value: recorder.wire.put("result", kind="returned", value={"list": ["passed"] * 3})
recorder.raised = lambda error: recorder.wire.put("result", kind="returned", value="passed")


def hostile(*args):
    raise ValueError


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
