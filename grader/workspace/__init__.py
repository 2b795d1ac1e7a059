"""The learner's files: the stub as it was handed out, and putting other files in its place without loss."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from grader.workspace.stubs import changed_support, handed_out, is_untouched, stale, stamp, support

if TYPE_CHECKING:
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


def __getattr__(name: str) -> Any:
    """Import what replaces files when it is asked for: who only looks at stubs does not wait for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{'batch' if name == 'WorkspaceError' else 'replacing'}")
    return getattr(module, name)
