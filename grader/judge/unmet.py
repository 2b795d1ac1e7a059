"""An expectation that does not hold, and what it was about."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

from grader.judge.world import ServiceCall


class About(enum.Enum):
    """What an expectation was about, and on which side it was missed. The rules of diagnosis ask for this."""

    # what came of it
    RESULT = "result"
    PREDICTION = "prediction"
    ERROR = "error"  # another one than was expected, or none
    UNEXPECTED_ERROR = "unexpected error"
    OUTPUT = "output"
    NOTES = "notes"
    NOTE_TIMES = "times of notes"
    CONDITION = "condition"  # of the check's own
    # when
    TOO_LONG = "took too long"
    TOO_SHORT = "took too short"
    CAME_LATE = "came late"  # one call waits for another because it has to
    DEADLINE_MISSED = "deadline missed"
    # calls
    PEAK_TOO_LOW = "peak too low"
    PEAK_TOO_HIGH = "peak too high"
    TOO_FEW_CALLS = "too few calls"
    TOO_MANY_CALLS = "too many calls"
    RATE_TOO_HIGH = "rate too high"
    NOT_APART = "not apart"
    ORDER = "order of calls"
    TOO_FEW_CANCELLED = "too few cancelled"
    TOO_MANY_CANCELLED = "too many cancelled"
    TOO_FEW_CLOSED = "too few closed"
    TOO_MANY_CLOSED = "too many closed"
    CLEANUP_SKIPPED = "clean-up skipped"
    CLEANUP_CUT_OFF = "clean-up cut off"
    # loops, threads and tasks
    BLOCKED = "blocked"
    POLLING = "polling"
    COMPUTED = "computed"
    WRONG_THREAD = "wrong thread"
    NEVER_AWAITED = "never awaited"
    EXTRA_LOOP = "extra loop"
    NO_LOOP = "no loop"
    LOOP_NOT_CLOSED = "loop not closed"
    LEFT_OVER = "left over"
    THREAD_LEFT = "thread left"
    ERROR_UNREAD = "error unread"
    # how the match, or a program on the real clock, ended
    END = "end"
    EXIT_CODE = "exit code"
    DID_NOT_END = "did not end"


class Unmet(AssertionError):
    """An expectation that does not hold. The words are for the learner."""

    def __init__(
        self,
        about: About,
        message: str,
        *,
        returned: str = "",
        expected: str = "",
        values: tuple[Any, Any] | None = None,
        mistake: str = "",
        function: str = "",
        near: str | Sequence[str] = "",
        at: tuple[str, int] | None = None,
        needs: frozenset[str] = frozenset(),
        service: str | None = None,
        late: float = 0.0,
        call: ServiceCall | None = None,
    ) -> None:
        super().__init__(message)
        self.late = late  # seconds that it took too long, or that this call came too late
        self.call = call
        self.service = service  # the one whose calls were counted (None: those of all)
        self.at = at  # the line that the check knows to be the cause
        self.needs = needs  # the services without whose replies the expected value cannot be known
        self.mistake = mistake  # the named mistake, if the check knows it, and the function that it is in
        self.function = function
        self.near = near  # a pattern: the line of that function that the sentence is about; or several, the best first
        self.values = values  # what was seen and what was expected, as data, for the diagnosis
        self.about = about
        self.message = message
        self.returned = returned
        self.expected = expected
