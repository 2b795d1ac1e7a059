# exercise: never_awaited
# expect: failed
"""Puts its own modules where the player's were."""

import sys, types

for name in list(sys.modules):
    if name.startswith("grader") or name in ("asyncio", "json", "os"):
        sys.modules[name] = types.ModuleType(name)
sys.meta_path.clear()
sys.path_hooks.clear()


def hostile(*args):
    return args


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
