# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Makes files of others unreadable, old and somebody else's, by their names alone."""

import os


def hostile(*args):
    for path in ("awaitlings-attack-marker", os.path.abspath(os.__file__), "/etc/hostname", "/tmp"):
        for change in (
            lambda: os.chmod(path, 0o000),
            lambda: os.utime(path, (0, 0)),
            lambda: os.chown(path, 1, 1),
            lambda: os.truncate(path, 0),
            lambda: os.setxattr(path, "user.attack", b"x"),
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
