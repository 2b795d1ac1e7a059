# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Reaches what it may not read by a link to it."""

import os


def hostile(*args):
    found = []
    for target in ("/etc/passwd", "/proc/self/cwd/../../../etc/passwd", "awaitlings-attack-marker"):
        for make in (os.symlink, os.link):
            link = f"/tmp/awaitlings-attack-{make.__name__}"
            try:
                make(target, link)
                found.append(open(link).read())
            except OSError as error:
                found.append(str(error))
    return found


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
