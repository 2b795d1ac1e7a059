# exercise: never_awaited
# expect: failed
"""Prints what CI systems and terminals obey, in every way there is."""

import sys
import warnings

TEXT = "\n::set-output name=points::100\n::error::x\n##vso[task.complete]\n\x1b]0;x\x07\x1b[2J\r\ud800\x00]]><script>alert(1)</script>"


def hostile(*args):
    print(TEXT)
    print(TEXT, file=sys.stderr)
    warnings.warn(TEXT)
    raise ValueError(TEXT)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
