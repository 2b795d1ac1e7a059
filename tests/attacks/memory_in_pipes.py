# exercise: never_awaited
# expect: failed
"""Fills pipes and sockets, whose memory is the kernel's."""

import fcntl, os


def hostile(*args):
    held = []
    while True:
        reading, writing = os.pipe()
        held.append((reading, writing))
        try:
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 1024**2)
        except OSError:
            pass
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, bytes(65536))
        except BlockingIOError:
            pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
