"""What all refusals to judge have in common. Its own module, so that the command line imports nothing else for it."""

from __future__ import annotations


class Refused(Exception):
    """Nothing can be judged here as asked. The message says why, and what to do, in a sentence."""
