# exercise: never_awaited
# expect: failed
"""Has signals raise in the middle of whatever the player does."""

import signal


def _raise(number, frame):
    raise KeyboardInterrupt(str(number))


def hostile(*args):
    for name in ("SIGALRM", "SIGVTALRM", "SIGPROF", "SIGUSR1", "SIGXCPU", "SIGPIPE"):
        signal.signal(getattr(signal, name), _raise)
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0.001, 0.001)
    while True:
        pass


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
