# exercise: never_awaited
# expect: failed
"""Has the wire itself say what it likes."""

import grader.wire as wire

original = wire.json.dumps


def _dumps(value, **options):
    if isinstance(value, dict) and value.get("verb") == "result":
        value = {"verb": "result", "kind": "returned", "value": {"list": ["Yes", "Yes", "Yes"]}}
    return original(value, **options)


wire.json.dumps = _dumps


def hostile(*args):
    return args


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
