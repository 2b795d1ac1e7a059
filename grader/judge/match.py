"""What a check can ask of a match, and expect of it.

A noun asks: `match.seconds`, `match.calls("fetch")`. `expect_` asserts: `match.expect_seconds(2.0)`,
`match.expect_calls("fetch", 3)`. An expectation that does not hold raises `Unmet`, which carries what came back and
what was expected; the grading run turns it into a verdict. Each expectation notes whether it rests on what the judge
witnessed, or on what only the player can see.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.judge.basis import WITNESSED, Basis
from grader.judge.bounds import Bounds, bounds
from grader.judge.checks import CheckFileError
from grader.judge.clock import seconds
from grader.judge.critical_path import in_words
from grader.judge.evidence import LOOKS, Blocked, Computed, Evidence, Place, Seen
from grader.judge.lanes import Span
from grader.judge.unmet import About, Unmet
from grader.judge.words import few, show, times, told_wrongly, took, unlike
from grader.judge.world import MADE_UP, Asked, Latency, ServiceCall, World, peak, same_for_equal
from grader.wire import Opaque, pack, same, unpack

_INSIDE = "loops, tasks and threads"


class Match(Basis):
    """The evidence of one match, and what a check expects of it. Times are simulated seconds."""

    def __init__(
        self, evidence: Evidence, world: World, called: str | Callable[[], str], latency: dict[str, Latency]
    ) -> None:
        """`called`: the call that was played, as a learner would type it, or what works that out once it is told."""
        super().__init__()
        self.evidence = evidence
        self.world = world
        self._called = called
        self.names = ""  # what the scenario asks for of the learner's module and its objects, as words
        self.lines: Callable[[], frozenset[Place] | None] = lambda: None  # that ran, once they are asked for
        self._latency = latency
        self._may_raise = False
        self.tripped_over: str | None = None  # what of the learner's a line of the check could not go on with

    @functools.cached_property
    def called_text(self) -> str:
        """The call that was played, as a learner would type it."""
        return self._called if isinstance(self._called, str) else self._called()

    # --- facts -----------------------------------------------------------------------------------------

    @property
    def ties(self) -> int:
        """Times that a deadline fell on the instant of a reply, which in reality would be a race."""
        return self.world.clock.ties

    @property
    def tolerance(self) -> float:
        """Seconds that may lie between two times that are meant to be equal."""
        return self.evidence.tolerance

    @property
    def seconds(self) -> float:
        """From the start of the scenario to its end."""
        return self.evidence.seconds

    @property
    def result(self) -> Any:
        """What the scenario returned, as data."""
        self._returned_something()
        self._look_at(self.evidence.result)
        return self.evidence.result

    @property
    def error(self) -> Any:
        """What the scenario raised (`.type`, `.text`), None if it returned."""
        self.look()
        return self.evidence.error

    @property
    def output(self) -> str:
        """Everything that was printed."""
        self._look_at(self.evidence.output)
        return self.evidence.output

    @property
    def blocked(self) -> list[Any]:
        """Every call that held a loop."""
        self.look()
        return self.evidence.blocked

    @property
    def loops(self) -> list[Any]:
        """Every loop that the learner's code made."""
        self.look()
        return self.evidence.learner_loops

    @property
    def tasks(self) -> list[Any]:
        """Every task that the learner's code made."""
        self.look()
        return [task for task in self.evidence.tasks if task.at is not None]

    def waits(self, what: str) -> list[Span]:
        """What tasks waited for in the learner's code, if its name has `what` in it: "acquire", "sleep", a service."""
        self.look()
        spans = (span for lane in self.evidence.lanes.of("task") for span in lane.spans)
        return [span for span in spans if what in span.what and span.at is not None]

    def calls(self, service: str | None = None) -> list[ServiceCall]:
        """The calls of a service (None: of all) in the order in which they were made."""
        if service is not None:
            self.evidence.looked_for.add(service)
        return [call for call in self.evidence.calls if service in (None, call.name)]

    def peak(self, service: str | None = None) -> int:
        """The most calls of a service (None: of all) that were in flight together."""
        return peak(self.calls(service))

    def most_within(self, service: str, seconds: float, *, since: float = 0.0) -> int:
        """The most calls of a service that began within any stretch of so many seconds, wherever it begins."""
        starts = sorted(call.start for call in self.calls(service) if call.start >= since)
        return max((bisect.bisect_left(starts, start + seconds) - n for n, start in enumerate(starts)), default=0)

    def notes(self, name: str) -> list[tuple[float, Any]]:
        """What the scenario noted under a name, each with its time."""
        self.look()
        return self._notes(name)

    def _notes(self, name: str) -> list[tuple[float, Any]]:
        return [(when, value) for when, noted, value in self.evidence.notes if noted == name]

    def reply(self, service: str, *args: Any, attempt: int = 0) -> Any:
        """What a service replies to these arguments in this grading run."""
        return self.replies(service, *args, attempt=attempt)[0]

    def replies(self, service: str, *args: Any, attempt: int = 0) -> list[Any]:
        """All items that a streaming service hands out for these arguments."""
        script = self._script(service, args, attempt)
        return [_value(reply) for _, reply in script if reply[0] != "end"]

    def _script(self, service: str, args: tuple[Any, ...], attempt: int) -> Iterator[tuple[int | None, list[Any]]]:
        """What a service would tell; that a check asks for it means that the question is due."""
        bound = self.world.bind(service, args)
        self.world.due.append(Asked(service, bound))
        return self.world.script(service, bound, attempt)

    def latency(self, service: str, *args: Any, attempt: int = 0) -> float:
        """How long a service takes for these arguments (for a stream: all its items together)."""
        return round(sum(self.latencies(service, *args, attempt=attempt)), 6)

    def latencies(self, service: str, *args: Any, attempt: int = 0) -> list[float]:
        """How long each item of a stream takes."""
        script = self._script(service, args, attempt)
        return [seconds(latency or 0) for latency, reply in script if reply[0] != "end"]

    # --- results ---------------------------------------------------------------------------------------

    def expect_result(self, expected: Any) -> None:
        """The scenario returned this value: equal, and of exactly these types."""
        self._returned_something()
        self.rests_on("the result", witnessed=self._is_made_up(expected))
        if not same(self.evidence.result, expected):
            raise Unmet(
                About.RESULT,
                "That is not the expected result.",
                returned=show(self.evidence.result),
                expected=show(expected),
                values=(self.evidence.result, expected),
                needs=self._made_up_by(expected),
            )

    def expect_prediction(self, function: str, measured: float | list[str]) -> None:
        """The learner's `function` predicted what was measured (seconds to a microsecond), and ran nothing for it."""
        self._returned_something()
        self.rests_on("the prediction", witnessed=False)
        kinds: tuple[str, tuple[type, ...]] = ("number of seconds", (int, float))
        if isinstance(measured, list):
            kinds = ("list of lines", (list,))
        if isinstance(self.evidence.result, Opaque) and self.evidence.result.type == "coroutine":
            problem, mistake = "The prediction is a coroutine object. A prediction waits for nothing.", "needless-async"
        elif type(self.evidence.result) not in kinds[1]:
            problem, mistake = (
                f"The prediction is {show(self.evidence.result)}. It has to be a {kinds[0]}.",
                "wrong-answer",
            )
        elif self.seconds > self.tolerance or self.calls() or self.evidence.learner_loops:
            problem, mistake = _ran(self.seconds), "wrong-answer"
        else:
            problem, mistake = unlike(self.evidence.result, measured, self.tolerance), "wrong-prediction"
        if problem:
            near = told_wrongly(self.evidence.result, measured) if mistake == "wrong-prediction" else ""
            raise Unmet(About.PREDICTION, problem, mistake=mistake, function=function, near=near)

    def expect_error(self, type_name: str, *, saying: str = "") -> None:
        """The scenario raised an exception of this class (or a subclass) with this in its text."""
        self.rests_on("the error", witnessed=False)
        self._may_raise = True
        error = self.evidence.error
        wanted = f"{type_name}{f' saying {saying!r}' if saying else ''}"
        if error is None:
            raise Unmet(
                About.ERROR,
                f"It should have raised {wanted}.",
                returned=f"returned {show(self.evidence.result)}",
                expected=f"raised {wanted}",
            )
        if type_name not in error.types or saying not in error.text:
            right_kind = type_name in error.types
            raise Unmet(
                About.ERROR,
                f"The text of the error lacks {saying!r}." if right_kind else "It raised something else.",
                returned=f"raised {error}",
                expected=f"raised {wanted}",
                mistake="unhelpful-error" if right_kind else "",
                at=error.place,
            )

    def expect_output(self, text: str) -> None:
        """This text is somewhere in the printed output."""
        self._returned_something()
        self.rests_on("the output", witnessed=self._is_made_up(text))
        if text not in self.evidence.output:
            raise Unmet(
                About.OUTPUT,
                "The printed output lacks a text.",
                returned=show(self.evidence.output),
                expected=show(text),
            )

    def expect_lines(self, lines: Sequence[str]) -> None:
        """Exactly these lines were printed."""
        self._returned_something()
        self.rests_on("the output", witnessed=self._is_made_up(list(lines)))
        if self.evidence.output.splitlines() != list(lines):
            raise Unmet(
                About.OUTPUT,
                "The printed lines differ.",
                returned=show(self.evidence.output.splitlines()),
                expected=show(list(lines)),
                values=(self.evidence.output.splitlines(), list(lines)),
            )

    def expect_notes(self, name: str, values: Sequence[Any], *, near: str | Sequence[str] = "") -> None:
        """The scenario noted exactly these values under this name, in this order. `near`: as for `expect`."""
        self._returned_something()
        self.rests_on(f"what was seen as {name!r}", witnessed=self._is_made_up(list(values)))
        seen = [value for _, value in self._notes(name)]
        if not same(seen, list(values)):
            raise Unmet(
                About.NOTES,
                f"What was seen as {name!r} differs.",
                returned=show(seen),
                expected=show(list(values)),
                values=(seen, list(values)),
                near=near,
            )

    def expect_note_times(self, name: str, moments: Sequence[float]) -> None:
        """What the scenario noted under this name came at these times."""
        self._returned_something()
        # The times are ours, but that the scenario noted it is the player's word.
        self.rests_on(f"when {name!r} was seen", witnessed=False)
        seen = [when for when, _ in self._notes(name)]
        if len(seen) != len(moments) or any(abs(a - b) > self.tolerance for a, b in zip(seen, moments, strict=True)):
            raise Unmet(
                About.NOTE_TIMES,
                f"{name!r} came at the wrong times (simulated).",
                returned=f"at {times(seen)}",
                expected=f"at {times(moments)}",
                values=(seen, list(moments)),
            )

    # --- time ------------------------------------------------------------------------------------------

    def expect_seconds(
        self,
        exactly: float | None = None,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        in_turn: bool = False,
    ) -> None:
        """From its start to its end the scenario took so long.

        `in_turn`: its calls need each other, so that one waited for another is not why it took too long.
        """
        allowed = bounds(exactly, at_least, at_most)
        self._time(allowed, allowed.words(took), About.CAME_LATE if in_turn else About.TOO_LONG)

    def expect_deadline(self, deadline: float) -> None:
        """The scenario was over when this deadline struck, or before, with a result or without."""
        self._time(Bounds(None, deadline), f"{took(deadline)} at the latest", About.DEADLINE_MISSED)

    def _time(self, allowed: Bounds, words: str, when_late: About) -> None:
        self._returned_something()
        self.rests_on("its time", witnessed=True)
        missed = allowed.missed(self.seconds, self.tolerance)
        if missed:
            late = missed == "high"
            raise Unmet(
                when_late if late else About.TOO_SHORT,
                f"It took too long. {in_words(self.evidence)}".strip()
                if late
                else "It ended too soon: something was not waited for.",
                returned=f"after {took(self.seconds)} (simulated)",
                expected=f"{words} (simulated)",
                late=max(0.0, self.seconds - (self.seconds if allowed.high is None else allowed.high)),
            )

    # --- calls -----------------------------------------------------------------------------------------

    def expect_peak(
        self,
        service: str | None = None,
        exactly: int | None = None,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
    ) -> None:
        """So many calls of a service (None: of all) were in flight together at the busiest moment."""
        self._asks_of_calls(service)
        allowed, seen = bounds(exactly, at_least, at_most), self.peak(service)
        if missed := allowed.missed(seen):
            about = About.PEAK_TOO_LOW if missed == "low" else About.PEAK_TOO_HIGH
            raise self._miscounted(about, "in flight together", seen, allowed, service)

    def expect_calls(
        self,
        service: str,
        exactly: int | None = None,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
    ) -> None:
        """A service was called so often."""
        self._asks_of_calls(service)
        allowed, calls = bounds(exactly, at_least, at_most), self.calls(service)
        if missed := allowed.missed(len(calls)):
            about = About.TOO_FEW_CALLS if missed == "low" else About.TOO_MANY_CALLS
            at = _surplus(calls, int(allowed.high or 0)) if missed == "high" else None
            raise self._miscounted(about, "made", len(calls), allowed, service, at)

    def _miscounted(
        self, about: About, what: str, seen: int, allowed: Bounds, service: str | None, at: Place | None = None
    ) -> Unmet:
        if isinstance(self.evidence.result, Opaque):  # that says more than the number
            return Unmet(
                About.RESULT, "That is not a result.", returned=show(self.evidence.result), expected="a result"
            )
        name = f"of {service}" if service else "of the services"
        return Unmet(
            about,
            f"Calls {name} {what}: {seen}; expected: {allowed.words()}.",
            returned=f"{few(seen, 'call')} {name} {what}",
            expected=allowed.words(),
            service=service,
            at=at,
        )

    def expect_rate(
        self, service: str, at_most: int, seconds: float, *, since: float = 0.0, mistake: str = "rate-exceeded"
    ) -> None:
        """In no stretch of so many seconds, wherever it begins, did more calls of a service begin.

        Calls that began before `since` do not count. `mistake` is what to call it if more did.
        """
        self._returned_something()
        most = self.most_within(service, seconds, since=since)
        if most > at_most:
            calls = sorted((call for call in self.calls(service) if call.start >= since), key=lambda call: call.start)
            full = next(
                one for one, last in zip(calls, calls[most - 1 :], strict=False) if last.start < one.start + seconds
            )
            raise Unmet(
                About.RATE_TOO_HIGH,
                f"{few(most, 'call')} of {service} began within {took(seconds)}, from {full.start:.2f} s on.",
                returned=f"{few(most, 'call')} within {took(seconds)}",
                expected=f"at most {at_most}",
                mistake=mistake,
                call=full,
            )

    def expect_budget(self, service: str, size: int, seconds: float, *, cost: str = "", near: str = "") -> None:
        """No call of a service began that a bucket of this size had no room for.

        The bucket is full at first, and fills evenly: an empty one is full again after `seconds`. A call takes out 1,
        or what its argument `cost` says. `near`: as for `expect`.
        """
        self._returned_something()
        left, before = float(size), 0.0
        for call in sorted(self.calls(service), key=lambda call: call.start):
            left = min(size, left + (call.start - before) * size / seconds)
            before, needed = call.start, call.args[cost] if cost else 1
            if left + self.tolerance * size / seconds + 1e-9 < needed:
                raise Unmet(
                    About.RATE_TOO_HIGH,
                    f"{service} was called after {call.start:.2f} s (simulated), and needs {needed} {cost or 'call'}. "
                    f"The budget had {left:.2f} left of {size}.",
                    returned=f"{left:.2f} of {size} left",
                    expected=f"at least {needed}",
                    mistake="rate-exceeded",
                    at=call.at,
                    near=near,
                )
            left -= needed

    def expect_apart(self, service: str, *, by: str, at: Place | None = None) -> None:
        """No two calls of a service with the same argument `by` (a session, a connection) were in flight together.

        `at` is the line to blame; without it, that of the later call.
        """
        self._returned_something()
        last: dict[str, ServiceCall] = {}
        for call in sorted(self.calls(service), key=lambda call: call.start):
            thing = show(call.args[by])
            before = last.get(thing)
            if before is not None and (before.ended is None or before.ended > call.started):
                raise Unmet(
                    About.NOT_APART,
                    f"Two calls of {service} ran at the same time for one {by}, {thing}.",
                    returned=f"a call that began after {call.start:.2f} s, while another was still running",
                    expected=f"one call at a time for each {by}",
                    mistake="session-shared",
                    at=at or call.at,
                )
            last[thing] = call

    def expect_order(self, service: str, arguments: Sequence[Any]) -> None:
        """The calls of a service were made in this order, told by their first argument."""
        self._asks_of_calls(service)
        seen = [call.first for call in self.calls(service)]
        if not same(seen, list(arguments)):
            raise Unmet(
                About.ORDER,
                f"{service} was called in the wrong order."
                if sorted(map(show, seen)) == sorted(map(show, arguments))
                else f"The calls of {service} are not those that were expected.",
                returned=show(seen),
                expected=show(list(arguments)),
                at=next(
                    (
                        call.at
                        for call, due in zip(self.calls(service), arguments, strict=False)
                        if not same(call.first, due)
                    ),
                    None,
                ),
            )

    def expect_cancelled(self, service: str, exactly: int) -> None:
        """So many calls of a service were cancelled by the learner's code before the reply came."""
        self._outcome("cancelled", service, exactly, About.TOO_FEW_CANCELLED, About.TOO_MANY_CANCELLED)

    def expect_closed(self, service: str, exactly: int) -> None:
        """So many streams of a service were closed before their end."""
        self._outcome("closed", service, exactly, About.TOO_FEW_CLOSED, About.TOO_MANY_CLOSED)

    def expect_cleanup(self, service: str, exactly: int) -> None:
        """This service is the clean-up of something: so many calls were made, and were answered before the end."""
        self._asks_of_calls(service)
        seen = self.calls(service)
        cut_off = [call for call in seen if call.outcome in ("cancelled", "closed", "pending")]
        if cut_off:
            about, at = About.CLEANUP_CUT_OFF, cut_off[0].at
            message = f"Not every call of the clean-up {service} was finished."
        elif len(seen) != exactly:
            about, at = About.CLEANUP_SKIPPED, None
            if len(seen) > exactly:
                about, at = About.TOO_MANY_CALLS, _surplus(seen, exactly)
            message = f"Calls of the clean-up {service}: {len(seen)}; expected: {exactly}."
        else:
            return
        raise Unmet(
            about, message, returned=self._outcomes(service), expected=f"{exactly} answered", at=at, service=service
        )

    def _outcome(self, outcome: str, service: str, exactly: int, too_few: About, too_many: About) -> None:
        self._asks_of_calls(service)
        seen = [call for call in self.calls(service) if call.outcome == outcome]
        if len(seen) != exactly:
            others = [call for call in self.calls(service) if call.outcome != outcome]
            raise Unmet(
                too_few if len(seen) < exactly else too_many,
                f"Calls of {service} that should have been {outcome}: {exactly}.",
                returned=self._outcomes(service),
                expected=f"{exactly} {outcome}",
                at=next((call.at for call in (others if len(seen) < exactly else seen)), None),
            )

    def _outcomes(self, service: str) -> str:
        """How each call of a service ended, in words."""
        words = {"pending": "still waiting at the end"}
        calls = self.calls(service)
        each = (f"{call.name}({show(call.first)}) {words.get(call.outcome, call.outcome)}" for call in calls)
        return ", ".join(each) or f"no call of {service}"

    # --- the standard set: reported by the player -------------------------------------------------------

    def expect_clean(self) -> None:
        """The standard set: one loop, free, left to its thread; everything awaited, nothing left, no error unread.

        And no task of the learner's slept again and again to look whether something has happened.
        """
        self.expect_no_extra_loop()
        self.expect_thread_safe()
        self.expect_loop_free()
        self.expect_all_awaited()
        self.expect_nothing_left()
        self.expect_errors_read()
        self._standard(About.POLLING, self.evidence.looked, lambda s: f"A task slept {LOOKS} times in a row, to look")

    def expect_loop_free(self) -> None:
        """Nothing held a running loop."""
        self._standard(About.BLOCKED, self.evidence.blocked, _held)
        self._standard(
            About.COMPUTED, [dataclasses.replace(step, lines=()) for step in self.evidence.computed], _computed
        )

    def expect_thread_safe(self) -> None:
        """No other thread touched a loop, except with the two calls that are meant for that."""
        self._standard(
            About.WRONG_THREAD,
            self.evidence.wrong_thread,
            lambda s: f"The event loop was touched from another thread, by {s.what}",
        )

    def expect_all_awaited(self) -> None:
        """No coroutine was made and then never awaited."""
        self._standard(
            About.NEVER_AWAITED, self.evidence.never_awaited, lambda s: f"The coroutine of {s.what}() was never awaited"
        )

    def expect_no_extra_loop(self) -> None:
        """No loop was made beside the one that runs already, or after a first one."""
        self._standard(About.EXTRA_LOOP, self.evidence.extra_loops, lambda loop: "Another event loop was made")

    def expect_nothing_left(self) -> None:
        """When the scenario ended, nothing of the learner's was still running or open, and nothing had been lost."""
        self._standard(
            About.LEFT_OVER,
            self.evidence.generators_left,
            lambda s: f"The async generator {s.what}() was left in the middle, and its clean-up left to chance",
        )
        self._standard(
            About.LEFT_OVER,
            self.evidence.unowned,
            lambda s: f"Task {s.what}() was lost while it still had to run",
        )
        self._standard(
            About.LEFT_OVER, self.evidence.left_over, lambda s: f"Task {s.what}() was still running at the end"
        )
        self._standard(
            About.LEFT_OVER,
            self.evidence.swallowed,
            lambda s: f"{f'{s.what}()' if s.what else 'Your code'} was cancelled, and ended as if it had not been",
        )
        if self.evidence.detail.get("never_closed"):
            self._standard(
                About.THREAD_LEFT,
                self.evidence.threads_left,
                lambda s: f"The program cannot end: {s.what} waits for ever",
            )

    def expect_cancelled_tasks_ended(self) -> None:
        """Every task that the learner's code cancelled had ended before the scenario did: to cancel is only to ask."""
        self._standard(
            About.LEFT_OVER,
            [task for task in self.evidence.not_ended if task.at],
            lambda task: f"Task {task.of}() was cancelled, and had not ended when everything else had",
        )

    def expect_errors_read(self) -> None:
        """The error of every task and thread that failed was read."""
        self._standard(About.ERROR_UNREAD, self.evidence.unread, _failed)
        self._standard(About.ERROR_UNREAD, self.evidence.threads_died, lambda s: f"{s.what} ended with {s.error}")

    def expect_loops(self, expected: int) -> None:
        """The learner's code made so many event loops."""
        self._returned_something()
        self.rests_on(_INSIDE, witnessed=False)
        made = self.evidence.learner_loops
        if len(made) != expected:
            raise Unmet(
                About.EXTRA_LOOP if len(made) > expected else About.NO_LOOP,
                f"Event loops made by your code: {len(made)}; expected: {expected}.",
                returned=f"{few(len(made), 'event loop')} made",
                expected=f"{expected}",
            )

    def expect_loops_closed(self) -> None:
        """The learner's code closed every event loop that it made. (`asyncio.run` does.)"""
        made = [loop for loop in self.evidence.learner_loops if not loop.closed]
        self._standard(About.LOOP_NOT_CLOSED, made, lambda loop: "An event loop was made and never closed")

    def _standard(self, about: About, found: Sequence[Any], words: Callable[[Any], str]) -> None:
        self._returned_something()
        self.rests_on(_INSIDE, witnessed=False)
        if found:
            first = found[0]
            where = f" (line {first.at[1]})" if first.at else ""
            more = f", and {len(found) - 1} more" if len(found) > 1 else ""
            message = f"{words(first)}{where}{more}."
            raise Unmet(about, message)

    def expect(
        self,
        condition: object,
        sentence: str,
        *,
        basis: str = WITNESSED,
        mistake: str = "",
        function: str = "",
        near: str | Sequence[str] = "",
        at: tuple[str, int] | None = None,
        about: About = About.CONDITION,
        late: tuple[ServiceCall, float] | None = None,
    ) -> None:
        """Anything else, with a sentence for when it does not hold.

        `mistake` names the cause if only this check can know it; `function`, or the place `at` (such as that of a
        call), is shown to the learner. `near` is a pattern for the line of that function that the sentence is about, or
        several patterns: the first that a line reads like counts.
        `about` says what this amounts to (`About.PEAK_TOO_LOW`): then the rules
        look for the cause as they would for that. `late` is a call that came too late, and by how many seconds: then
        they look for what it waited for.
        """
        self._returned_something()
        self.condition(witnessed=basis == WITNESSED)
        if not condition:
            call, seconds = late or (None, 0.0)
            about = About.CAME_LATE if late else about
            raise Unmet(about, sentence, mistake=mistake, function=function, near=near, at=at, call=call, late=seconds)

    # --- helpers ---------------------------------------------------------------------------------------

    def _returned_something(self) -> None:
        """No other expectation makes sense if the scenario raised."""
        evidence = self.evidence
        if evidence.end != "raised" or self._may_raise:
            return
        if evidence.born is not None and self.tripped_over is None:
            where = f"line {evidence.born.span[0]} of the check" if evidence.born.span else "the grader's own code"
            if evidence.ours:
                raise CheckFileError(f"An error in {where}, and not in your code: {evidence.error}. Please report it.")
            raise Unmet(
                About.CONDITION,
                f"With your code, {where} failed ({evidence.error}). If your answer is right, please report this.",
                returned=f"raised {evidence.error}",
            )
        raise Unmet(
            About.UNEXPECTED_ERROR,
            f"It raised {evidence.error}" if self.tripped_over is None else f"{self.tripped_over} {evidence.error}",
            returned=f"raised {evidence.error}",
        )

    def _asks_of_calls(self, service: str | None) -> None:
        self._returned_something()
        self.rests_on(f"calls of {service}" if service else "calls", witnessed=True)

    def _look_at(self, value: Any) -> None:
        if not self._is_made_up(value):
            self.look()

    def _is_made_up(self, value: Any) -> bool:
        return bool(self._made_up_by(value))

    def _made_up_by(self, value: Any) -> frozenset[str]:
        """The services that made up something in a value."""
        words = self.world.words
        found = MADE_UP.findall(json.dumps(pack(value))) if words else ()
        return frozenset(words[word].service for word in found if word in words)


def _failed(seen: Seen) -> str:
    return f"Task {seen.what}() failed, and its error was never read" if seen.what else f"{seen.error} was never read"


def _held(blocked: Blocked) -> str:
    if blocked.end > blocked.start:
        return f"The call {blocked.call} held the loop for {took(blocked.end - blocked.start)}"
    return f"The call {blocked.call} held the loop while it waited for something real"


def _computed(step: Computed) -> str:
    return f"One step computed for more than {took(step.seconds)} of CPU time, and held the loop meanwhile"


def _surplus(calls: list[ServiceCall], most: int) -> tuple[str, int] | None:
    """The line of the first call too many: one that asks what was asked before, else the one past `most`.

    If the two came on different ways, it is the line at which these part.
    """
    asked: dict[str, ServiceCall] = {}
    for call in calls:
        if (first := asked.setdefault(same_for_equal(call.args), call)) is not call:
            parts = (one for one, other in itertools.zip_longest(call.route, first.route) if one and one != other)
            return next(parts, call.at)
    return calls[most].at


def _ran(waited: float) -> str:
    took_time = f" and needed {took(waited)} (simulated) for it" if waited else ""
    return f"A prediction is worked out before anything runs. This one ran the program{took_time}."


def _value(reply: list[Any]) -> Any:
    return f"{reply[1]}: {reply[2]}" if reply[0] == "error" else unpack(reply[1])
