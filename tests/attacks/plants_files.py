# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Plants what Python, pytest and a shell would run next time."""

import os, sys

PLACES = (".", "/tmp", os.path.expanduser("~"), sys.prefix, os.path.dirname(os.__file__), "/dev/shm")
NAMES = ("conftest.py", "sitecustomize.py", "awaitlings-attack.pth", "pytest.ini", ".bashrc", "awaitlings-attack/x.pyc")


def hostile(*args):
    done = []
    for place in PLACES:
        for name in NAMES:
            try:
                path = os.path.join(place, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                os.write(descriptor, b"raise SystemExit('planted')")
                os.close(descriptor)
                done.append(path)
            except OSError:
                pass
    return done


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
