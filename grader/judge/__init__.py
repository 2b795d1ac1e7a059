"""The judge: trusted. Holds the hidden checks, the services and the clock.

A hidden check file imports everything it needs from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.judge.checks import check, service
    from grader.judge.scenarios import helper, scenario
    from grader.judge.unmet import About

__all__ = ["About", "check", "helper", "scenario", "service"]

_MODULES = {"check": "checks", "service": "checks", "helper": "scenarios", "scenario": "scenarios", "About": "unmet"}


def __getattr__(name: str) -> Any:
    """Import a module when one of its names is asked for: `list` needs none of them, and every import counts."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"grader.judge.{_MODULES[name]}"), name)
