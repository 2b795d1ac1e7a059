"""Evidence: all that is known of one match. Plain data; each field says who knows it, and how.

*Witnessed* facts were seen by the judge itself; *reported* ones come from the player and could be forged by
a hostile submission. A place is (file relative to the submission, line). Times are simulated seconds.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from grader.judge.lanes import Lanes
from grader.judge.players import ExitReport
from grader.judge.world import Asked, ServiceCall
from grader.wire import pack

Place = tuple[str, int]
LOOKS = 100  # so many sleeps in a row are no pause: something is looked at again and again

# How a match can end. The first two are ordinary; after the others there is nothing more to ask.
ENDS = (
    "returned", "raised", "syntax", "import", "deadlock", "polling", "runaway", "flooded", "asked_for_input",
    "spinning", "silent", "left", "crashed", "rubbish", "services_disagree", "fork_server_ended", "too_long",
    "too_many",
)  # fmt: skip
# What has ended the match would end every other one as well, or was meant to: further checks are not reached. So are
# those of the same part after something that takes long; after it in the import of the module, those of all parts.
ENDS_THE_EXERCISE = ("syntax", "import", "services_disagree", "rubbish", "fork_server_ended")
ENDS_THE_PART = ("spinning", "silent", "too_many")


# These ends cost seconds, come from outside, or come before anything runs: such a match is not played once more.
NOT_PLAYED_AGAIN = (*ENDS_THE_PART, "syntax", "crashed", "left", "rubbish", "services_disagree", "fork_server_ended")


@dataclasses.dataclass(frozen=True)
class Failure:
    """An exception as the player reported it. `types` is its class and bases, by name, nearest first."""

    types: tuple[str, ...]
    text: str
    frames: tuple[tuple[str, int, str], ...] = ()  # the learner's own: file, line, function
    inner: tuple[Failure, ...] = ()

    @property
    def type(self) -> str:
        """The name of its class."""
        return self.types[0] if self.types else "Exception"

    @property
    def place(self) -> Place | None:
        """The innermost learner line it went through."""
        if self.frames:
            return self.frames[-1][:2]
        return next((error.place for error in self.inner if error.place), None)

    def __str__(self) -> str:
        return f"{self.type}: {self.text}" if self.text else self.type


Span = tuple[int, int, int, int]  # first and last line, first and last column, as Python counts them


@dataclasses.dataclass(frozen=True)
class Born:
    """Where an exception was born, outside the learner's code. `span`: on the check's line; None: in code of ours."""

    span: Span | None
    kinds: tuple[tuple[str, str], ...] = ()  # what the names of the scenario stood for then, as types

    def same_place(self, other: Born | None) -> bool:
        """Whether two were born in one place."""
        return other is not None and other.span == self.span


@dataclasses.dataclass(frozen=True)
class Blocked:
    """A call that held a loop: while it lasted, nothing else of that loop could run."""

    start: float
    end: float
    call: str
    at: Place | None
    loop: int = -1  # the numbers of the loop and the task that it was in, as `lanes` has them
    task: int = -1


@dataclasses.dataclass(frozen=True)
class Computed:
    """One step of a loop computed for longer than a step may. `lines`: where it was seen, of one function of `file`."""

    when: float
    seconds: float  # of CPU time, at least
    file: str | None
    lines: tuple[int, ...]
    loop: int = -1  # numbers as `lanes` has them
    task: int = -1

    @property
    def at(self) -> Place | None:
        """The first of its lines."""
        return (self.file, self.lines[0]) if self.file and self.lines else None


@dataclasses.dataclass(frozen=True)
class LoopMade:
    """An event loop. `beside_a_loop`: made while one was running already, or in a thread started from there."""

    made: float
    at: Place | None
    of_the_stage: bool
    beside_a_loop: bool
    closed: bool = False  # before the scenario ended


@dataclasses.dataclass(frozen=True)
class TaskMade:
    """A task, made at `at`; None: made by the scenario, not by the learner's code."""

    made: float
    of: str
    at: Place | None


@dataclasses.dataclass(frozen=True)
class Seen:
    """One thing seen at a time and a place: a coroutine never awaited, a task left over, a warning …"""

    when: float
    what: str
    at: Place | None
    text: str = ""
    error: Failure | None = None


@dataclasses.dataclass(frozen=True)
class Expired:
    """A wait for `what` that ended because its time was up. `task`: the number of who waited, -1 in a thread."""

    when: float
    what: str
    at: Place | None
    task: int = -1


@dataclasses.dataclass(frozen=True)
class NotEnded:
    """A task that was cancelled, and had not ended when the scenario had.

    `at`: the learner's line that cancelled it, None if another did. `told`: its code has got the CancelledError.
    `frames`: its lines at that moment, the learner's own places, outermost first.
    """

    when: float
    of: str
    at: Place | None
    told: bool
    frames: tuple[Place, ...]


@dataclasses.dataclass
class Evidence:
    """What is known of one match."""

    # witnessed
    end: str = "left"
    seconds: float = 0.0  # from the start of the scenario to its end
    whole: float = 0.0  # to the end of the player, its loop closed
    tolerance: float = 1e-6  # may lie between two times that are meant to be equal
    calls: list[ServiceCall] = dataclasses.field(default_factory=list)
    words: dict[str, Asked] = dataclasses.field(default_factory=dict)  # made up by services, or asked for by the check
    due: list[Asked] = dataclasses.field(default_factory=list)  # the questions that the check asked about
    looked_for: set[str] = dataclasses.field(default_factory=set)  # the services whose calls the check looked at
    exit: ExitReport = dataclasses.field(default_factory=ExitReport)
    # said by the player, timed by the judge
    result: Any = None
    error: Failure | None = None
    born: Born | None = None  # the place at which that was born, if not in the learner's code
    ours: bool = False  # and it is born there without the learner's code as well
    notes: list[tuple[float, str, Any]] = dataclasses.field(default_factory=list)
    printed: list[tuple[float, str]] = dataclasses.field(default_factory=list)
    # reported
    blocked: list[Blocked] = dataclasses.field(default_factory=list)
    computed: list[Computed] = dataclasses.field(default_factory=list)
    loops: list[LoopMade] = dataclasses.field(default_factory=list)
    tasks: list[TaskMade] = dataclasses.field(default_factory=list)
    never_awaited: list[Seen] = dataclasses.field(default_factory=list)
    generators_left: list[Seen] = dataclasses.field(default_factory=list)  # begun, not closed, with a clean-up to come
    left_over: list[Seen] = dataclasses.field(default_factory=list)
    threads_left: list[Seen] = dataclasses.field(default_factory=list)
    threads_died: list[Seen] = dataclasses.field(default_factory=list)  # of an error that was not caught
    tasks_failed: list[Seen] = dataclasses.field(default_factory=list)  # in a deadlock: with an error that was not read
    swallowed: list[Seen] = dataclasses.field(default_factory=list)  # cancelled tasks that ended as if they were not
    turned: list[Seen] = dataclasses.field(default_factory=list)  # cancelled tasks that raised something else instead
    expired: list[Expired] = dataclasses.field(default_factory=list)
    lines: frozenset[Place] | None = None  # that ran, in a play that was there for them
    cancelled_again: list[Seen] = dataclasses.field(default_factory=list)  # by the learner, while they cleaned up
    not_ended: list[NotEnded] = dataclasses.field(default_factory=list)
    shield_left: list[Seen] = dataclasses.field(default_factory=list)  # work in a shield that was left over, or lost
    contexts: list[Seen] = dataclasses.field(default_factory=list)  # what loops told their exception handlers
    polling: list[Seen] = dataclasses.field(default_factory=list)
    wrong_thread: list[Seen] = dataclasses.field(default_factory=list)  # what touched a loop from another thread
    warnings: list[Seen] = dataclasses.field(default_factory=list)
    waiting: list[Seen] = dataclasses.field(default_factory=list)  # who waits for what, in a deadlock
    lanes: Lanes = dataclasses.field(default_factory=Lanes)  # when each loop, task and thread was there
    not_timed: list[str] = dataclasses.field(default_factory=list)
    disturbed: bool = False  # on the real clock: the machine was busy with something else as well
    detail: dict[str, Any] = dataclasses.field(default_factory=dict)  # more about `end`
    at: Place | None = None  # the line that `end` is about

    def witnessed(self) -> list[Any]:
        """What the judge saw by itself: how the match ended, when, and each call.

        In no order: that of what begins at one moment may hang on a set of coroutines, and so on addresses.
        """
        calls = [[call.name, pack(call.args), call.start, call.end, call.outcome] for call in self.calls]
        return [self.end, self.seconds, sorted(calls, key=repr)]

    @property
    def output(self) -> str:
        """Everything printed, in order."""
        return "".join(text for _, text in self.printed)

    @property
    def unowned(self) -> list[Seen]:
        """Tasks that were destroyed while they still had to run."""
        return [seen for seen in self.contexts if "destroyed but it is pending" in seen.text]

    @property
    def callbacks_failed(self) -> list[Seen]:
        """Callbacks of a loop that ended with an error, which asyncio only prints."""
        return [seen for seen in self.contexts if seen.text.startswith("Exception in callback")]

    @property
    def unread(self) -> list[Seen]:
        """Errors that were never read."""
        return [seen for seen in self.contexts if "exception was never retrieved" in seen.text]

    @property
    def looked(self) -> list[Seen]:
        """Tasks that slept on one line `LOOKS` times in a row, and waited for nothing else in between."""
        found = []
        for lane in self.lanes.of("task"):
            sleeps, at = 0, None
            for span in lane.spans:
                slept = span.what == "sleep()" and span.at is not None and (span.end or self.seconds) > span.start
                sleeps, at = int(slept) + (sleeps if slept and span.at == at else 0), span.at
                if sleeps == LOOKS:
                    found.append(Seen(span.start, lane.name, span.at))
        return found

    @property
    def learner_loops(self) -> list[LoopMade]:
        """Loops made by the learner's code."""
        return [loop for loop in self.loops if not loop.of_the_stage]

    @property
    def extra_loops(self) -> list[LoopMade]:
        """Loops that the learner's code made although there was one to use."""
        return [loop for loop in self.learner_loops if loop.beside_a_loop]
