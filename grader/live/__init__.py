"""Exercises on the real clock: the learner's program runs, and its services answer over a socket."""
