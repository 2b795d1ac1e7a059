# exercise: three_clocks
# expect: failed
# mistake: tampered
"""Leaves out the notes that the check goes through."""

import sys

wire = sys.modules["grader.player.shims"].WORLD.scheduler.wire
original = wire.put


def _put(verb, **fields):
    if verb != "note":
        original(verb, **fields)


wire.put = _put
