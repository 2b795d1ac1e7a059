"""Putting other files in the place of a learner's without loss: swap, reset, restore, update."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

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
    "is_swapped",
    "reset",
    "restore",
    "say",
    "swap",
]


def __getattr__(name: str) -> Any:
    """Import what replaces files when it is asked for: who only looks at stubs does not wait for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{'batch' if name == 'WorkspaceError' else 'replacing'}")
    return getattr(module, name)
