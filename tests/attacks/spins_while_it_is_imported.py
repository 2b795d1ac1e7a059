# exercise: never_awaited
# expect: failed
# mistake: spinning
"""Computes without end before there is anything to call."""

while True:
    pass
