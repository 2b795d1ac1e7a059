# exercise: never_awaited
# expect: failed
# mistake: spinning
# layers: no capabilities
"""Gives itself all the CPU time there is, as root may, and computes on."""

import resource

LIMITS = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
for limit in LIMITS:
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass


def hostile(*args):
    while True:
        pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
