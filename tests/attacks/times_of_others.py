# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Makes files of others old, by their names and by what it holds open."""

import os


def hostile(*args):
    for change in (
        lambda: os.utime("awaitlings-attack-marker", ns=(0, 0)),
        lambda: os.utime(1, (0, 0)),
        lambda: os.fchmod(1, 0o777),
        lambda: os.setxattr("awaitlings-attack-marker", "user.x", b"x"),
        lambda: os.removexattr("awaitlings-attack-marker", "user.x"),
    ):
        try:
            change()
        except OSError:
            pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
