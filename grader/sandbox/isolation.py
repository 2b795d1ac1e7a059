"""How far a learner's code is kept apart from the machine: what can be asked for, and whether it is here.

A *layer* is one thing that stands between a player and everything else; the verdict lists those in force and those
that are not. A *level* is what a user asks for. What a level demands and this machine cannot give is said in a
sentence, and nothing is played.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import UserError
from grader.sandbox.processes import PROCESSES

NAMESPACES = "namespaces"
# What each level demands. With `auto` everything that the machine has is used, and the rest is reported.
LEVELS: dict[str, tuple[str, ...]] = {
    "auto": (),
    "strict": (
        "clean environment", "clean fork server", "rlimits", "child subreaper", "landlock files", "no capabilities",
        "seccomp", PROCESSES, NAMESPACES,
    ),
    "bubblewrap": (NAMESPACES,),
    "landlock": ("landlock files", "seccomp"),
    "none": (),
}  # fmt: skip
HELP = (
    "auto: all that this machine has; strict: refuse to run unless every layer holds; bubblewrap, landlock: refuse "
    "without that one; none: no rule of the kernel's (auto)"
)


class IsolationError(UserError):
    """A layer that was asked for is not to be had. The message is one sentence of advice."""


def require(level: str, layers: Sequence[str], reasons: dict[str, str]) -> None:
    """Raise IsolationError if a level demands a layer that is not in force; `reasons` may say why it is not."""
    lacking = [layer for layer in LEVELS[level] if layer not in layers]
    if lacking:
        named = ", ".join(f"{layer} ({reasons[layer]})" if layer in reasons else layer for layer in lacking)
        raise IsolationError(
            f"--isolation {level} asks for more than this machine gives: no {named}. Nothing was played. "
            "docs/isolation.md says what each layer needs; without the flag, what is missing is only reported."
        )
