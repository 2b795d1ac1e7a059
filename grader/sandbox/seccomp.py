"""A filter of system calls that a player puts on itself, without root or installation, and cannot take off.

Landlock leaves holes: on any kernel it lets a process change modes, owners and times of files by their names, limits
and priorities of its user's other processes, and speak UDP; older kernels let it signal them as well. And nothing
but this counts processes: RLIMIT_NPROC counts all of a user's, and none of root's. So a player may make threads
and no process, start no program, reach no process but itself, and no other end of any socket than it has.

What is refused is refused with an error, not with death: to the learner's code it looks like any PermissionError.
The filter is classic BPF (linux/filter.h, linux/seccomp.h) over call numbers of x86_64 and of the table that
newer architectures share (asm-generic/unistd.h). Elsewhere `available` says no.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import struct
import sys

from grader.sandbox.landlock import libc

_PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP = 38, 24
_SET_MODE_FILTER = 1
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06  # BPF_LD_W_ABS, JEQ, JGE, ALU_AND, RET_K
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_NEWEST = 450  # set_mempolicy_home_node; what came later is said not to exist, and C libraries do without it

# machine: its AUDIT_ARCH, its column below, the numbers of seccomp and capset
_MACHINES = {"x86_64": (0xC000003E, 0, 317, 126), "aarch64": (0xC00000B7, 1, 277, 91)}

_CLONE_THREAD, _MSG_FASTOPEN = 0x00010000, 0x20000000
_STREAM, _TYPE_OF_SOCKET = 1, 0xF
_UNIX, _INET, _INET6, _TCP = 1, 2, 10, 6
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _FIOSETOWN, _SIOCSPGRP = 8, 10, 15, 0x8901, 0x8902

# Calls that are refused whatever they are asked: (x86_64, aarch64), None if there is no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # processes and programs
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    # other processes: their memory, descriptors, priorities
    "tkill": (200, 130), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # sockets that reach another process
    "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    # files by their names, which Landlock does not guard
    "truncate": (76, 45), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    # what outlives a process, or is no memory of its own
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # ways around this filter, and to new rights
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "personality": (135, 92),
}  # fmt: skip

# Of those, what programs on the real clock may do after all: make processes, serve and connect.
_ALLOWED_TO_PROGRAMS = frozenset(
    ("fork", "vfork", "execve", "execveat", "pidfd_open", "pidfd_send_signal", "tkill", "connect", "bind", "listen",
     "truncate")
)  # fmt: skip
_PIDFD_OPEN, _TKILL = (434, 434), (200, 130)

_ON_ITSELF_ONLY = {  # their first argument is a process
    "kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
}  # fmt: skip
_ON_ITSELF_OR_0 = {"prlimit64": (302, 261)}
_CLONE, _CLONE3 = (56, 220), (435, 435)
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)
_FAST_OPEN = {
    "sendto": ((44, 206), 3),
    "sendmsg": ((46, 211), 2),
    "sendmmsg": ((307, 269), 3),
}  # and which argument holds its flags
_FCNTL, _IOCTL = (72, 25), (16, 29)

Instruction = tuple[int, int, int, int]  # operation, jump if true, jump if false, value
_SOME_PID = 0x7FA1B2C3  # more than Linux ever gives


def available() -> bool:
    """Whether the filter can be had: Linux, on a machine whose call numbers are known."""
    return sys.platform == "linux" and platform.machine() in _MACHINES and sys.maxsize > 2**32


def enter() -> None:
    """Put the filter for players on this process, for good. Raises OSError if the kernel refuses."""
    _put_on(_for_player(platform.machine(), os.getpid()))


def enter_as_program(others: tuple[int, ...]) -> None:
    """Put the filter for programs on the real clock on this process. `others`: processes that it must not signal."""
    _put_on(_packed(_program_for_programs(platform.machine(), others)))


def _packed(code: list[Instruction]) -> bytes:
    return b"".join(struct.pack("=HBBI", operation, *rest) for operation, *rest in code)


@functools.cache
def _for_some_player(machine: str) -> bytes:
    """The filter for a player, as the kernel reads it, with a number in the place of its pid that no process has."""
    return _packed(_program(machine, _SOME_PID))


def _for_player(machine: str, pid: int) -> bytes:
    some, this = (struct.pack("=I", number) for number in (_SOME_PID, pid))
    return _for_some_player(machine).replace(some, this)


def prepare() -> None:
    """Make in the fork server what is the same for every player."""
    if available():
        _for_some_player(platform.machine())
        libc()


def _put_on(instructions: bytes) -> None:
    held = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(held))
    _checked(libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    number = _MACHINES[platform.machine()][2]
    _checked(libc().syscall(ctypes.c_long(number), ctypes.c_long(_SET_MODE_FILTER), ctypes.c_long(0), program))


def drop_capabilities() -> None:
    """Give up what root may do, limits of its own raised again among it. Raises OSError if the kernel refuses."""
    for capability in range(64):
        if libc().prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):  # there is none of that number, or none to drop
            break
    version_3 = struct.pack("=Ii", 0x20080522, 0)
    _checked(libc().syscall(ctypes.c_long(_MACHINES[platform.machine()][3]), version_3, bytes(24)))


def _program(machine: str, pid: int) -> list[Instruction]:
    """The filter for process `pid`."""
    column = _MACHINES[machine][1]
    code: list[Instruction] = [
        *_head(machine),
        *_rule(_CLONE3[column], [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]),  # its flags lie in memory: use clone
        *_rule(_CLONE[column], _among(0, _CLONE_THREAD, (_CLONE_THREAD,))),
        *_rule(
            _SOCKET[column],
            _among(0, ~0, (_UNIX, _INET, _INET6)) + _among(1, _TYPE_OF_SOCKET, (_STREAM,)) + _among(2, ~0, (0, _TCP)),
        ),
        *_rule(_SOCKETPAIR[column], _among(1, _TYPE_OF_SOCKET, (_STREAM,))),
        *_rule(_FCNTL[column], _not_among(1, ~0, (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX))),
        *_rule(_IOCTL[column], _not_among(1, ~0, (_FIOSETOWN, _SIOCSPGRP))),
    ]
    for numbers, place in _FAST_OPEN.values():
        code += _rule(numbers[column], _not_among(place, _MSG_FASTOPEN, (_MSG_FASTOPEN,)))
    for numbers in _ON_ITSELF_ONLY.values():
        code += _rule(numbers[column], _among(0, ~0, (pid,)))
    for numbers in _ON_ITSELF_OR_0.values():
        code += _rule(numbers[column], _among(0, ~0, (0, pid)))
    for pair in _REFUSED.values():
        if (number := pair[column]) is not None:
            code += _rule(number, [(_RETURN, 0, 0, _ERRNO | errno.EACCES)])
    return [*code, (_RETURN, 0, 0, _ALLOW)]


def _program_for_programs(machine: str, others: tuple[int, ...]) -> list[Instruction]:
    """The filter for a program on the real clock, and for every process that it makes.

    It changes limits of itself alone, says nothing to Unix sockets (a container's or a desktop's servers listen there),
    signals neither the judge nor what it was forked from, and changes no mode, owner, time or attribute of a file.
    """
    column = _MACHINES[machine][1]
    nobody = (*others, *(2**32 - other for other in others), 2**32 - 1)  # nor their groups, nor everybody
    code = [
        *_head(machine),
        *_rule(_SOCKET[column], _not_among(0, ~0, (_UNIX,))),
        *_rule(_ON_ITSELF_OR_0["prlimit64"][column], _among(0, ~0, (0,))),
    ]
    for numbers in (*_ON_ITSELF_ONLY.values(), _PIDFD_OPEN, _TKILL):
        code += _rule(numbers[column], _not_among(0, ~0, nobody))
    code += _rule(_CLONE[column], _among(0, _NEW_NAMESPACES, (0,)))
    code += _rule(_CLONE3[column], [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)])  # its flags lie in memory: use clone
    for name, pair in _REFUSED.items():
        if name not in _ALLOWED_TO_PROGRAMS and (number := pair[column]) is not None:
            code += _rule(number, [(_RETURN, 0, 0, _ERRNO | errno.EACCES)])
    return [*code, (_RETURN, 0, 0, _ALLOW)]


def _head(machine: str) -> list[Instruction]:
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _MACHINES[machine][0]),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),  # the calls of another architecture have other numbers
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _NEWEST + 1),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]


def _rule(number: int, what: list[Instruction]) -> list[Instruction]:
    """For this call do `what`, then allow it. The number of the call is what is loaded, before and after."""
    what = [*what, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(what), number), *what]


def _among(place: int, mask: int, values: tuple[int, ...]) -> list[Instruction]:
    """Refuse the call unless its argument, under the mask, is one of these."""
    return [*_look(place, mask, values), (_RETURN, 0, 0, _ERRNO | errno.EACCES)]


def _not_among(place: int, mask: int, values: tuple[int, ...]) -> list[Instruction]:
    """Refuse the call if its argument, under the mask, is one of these."""
    return [*_look(place, mask, values), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERRNO | errno.EACCES)]


def _look(place: int, mask: int, values: tuple[int, ...]) -> list[Instruction]:
    """Load an argument; if it is one of these, leave out the one instruction that follows."""
    count = len(values)
    load = [(_LOAD, 0, 0, _ARGUMENTS + 8 * place), (_AND, 0, 0, mask & 0xFFFFFFFF)]
    return load + [(_EQUAL, count - number, 0, value) for number, value in enumerate(values)]


def _checked(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
