# exercise: never_awaited
# expect: failed
# layers: landlock files
"""Writes into its parent's memory, and stops it by tracing it."""

import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206


def hostile(*args):
    parent = os.getppid() or 1
    told = [libc.ptrace(PTRACE_ATTACH, parent, 0, 0), libc.ptrace(PTRACE_SEIZE, parent, 0, 0)]
    data = ctypes.create_string_buffer(64)
    mine = (ctypes.c_void_p * 2)(ctypes.addressof(data), 64)
    theirs = (ctypes.c_void_p * 2)(id(object), 64)
    told.append(libc.process_vm_readv(parent, mine, 1, theirs, 1, 0))
    told.append(libc.process_vm_writev(parent, mine, 1, theirs, 1, 0))
    try:
        with open(f"/proc/{parent}/mem", "r+b", buffering=0) as memory:
            memory.seek(id(object))
            told.append(memory.write(bytes(64)))
    except OSError:
        pass
    assert max(told) < 0, "it was reached"
    return told


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
