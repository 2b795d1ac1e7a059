# exercise: never_awaited
# expect: failed
# layers: seccomp
"""Talks to the servers of the machine that listen on paths."""

import socket


def hostile(*args):
    for path in ("/run/docker.sock", "/run/user/0/bus", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0"):
        try:
            socket.socket(socket.AF_UNIX).connect(path)
        except OSError:
            continue
        return
    raise SystemExit


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
