"""Errors that are the user's: a wrong command, or a machine that cannot do what was asked."""

from __future__ import annotations

import errno

# What a system says of a disk or a folder that cannot be used. Anything else may be a fault of the grader.
_OF_THE_MACHINE = frozenset(
    getattr(errno, name)
    for name in (
        "ENOSPC",
        "EDQUOT",
        "EROFS",
        "EACCES",
        "EPERM",
        "ENOTDIR",
        "EISDIR",
        "EEXIST",
        "ENAMETOOLONG",
        "EMFILE",
    )
    if hasattr(errno, name)
)


class UserError(Exception):
    """Your command or your machine: what was asked for cannot be done. The message says why, and what to do instead."""


def of_machine(error: OSError) -> str:
    """Return a sentence for a full disk, a folder that cannot be written and the like; "" for any other error."""
    return unusable(error) if error.errno in _OF_THE_MACHINE else ""


def unusable(error: OSError) -> str:
    """Return a sentence for a place that you named and the machine refuses, for whatever reason."""
    what = f"{error.filename} cannot be used" if error.filename else "A file cannot be written"
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    remedy = "Free some space" if full else "Choose a folder that you can write to"
    return f"{what} ({error.strerror}). {remedy}, and run the command again."
