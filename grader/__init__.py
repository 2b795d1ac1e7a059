"""awaitlings: exercises in async Python, graded by a judge that owns the clock."""

__version__ = "0.1.0"
