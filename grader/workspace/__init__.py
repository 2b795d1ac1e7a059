"""The learner's files: the stub as it was handed out, and putting other files in its place without loss."""

from grader.workspace.batch import WorkspaceError
from grader.workspace.replacing import (
    MISSING,
    OWN,
    SOLUTION,
    STUB,
    Replacement,
    is_swapped,
    reset,
    restore,
    say,
    swap,
)
from grader.workspace.stubs import changed_support, handed_out, is_untouched, stale, stamp, support

__all__ = [
    "MISSING",
    "OWN",
    "SOLUTION",
    "STUB",
    "Replacement",
    "WorkspaceError",
    "changed_support",
    "handed_out",
    "is_swapped",
    "is_untouched",
    "reset",
    "restore",
    "say",
    "stale",
    "stamp",
    "support",
    "swap",
]
