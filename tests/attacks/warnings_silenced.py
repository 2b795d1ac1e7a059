# exercise: never_awaited
# expect: failed
"""Silences every warning, so that what it never awaits is not told."""

import warnings

import services

warnings.simplefilter("ignore")
warnings._warn_unawaited_coroutine = lambda coroutine: None


def hostile(*args):
    services.ask_model("q")
    return "done"


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
