"""What a check can expect of a match. Each verb keeps what was called, what came back and what was expected.

A verb that does not hold raises `Unmet`, which carries those words; the grading run turns it into a verdict.
Verbs that rest on what only the player can see mark the check as *reported*.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Any

from grader.judge.clock import seconds
from grader.judge.critical_path import in_words
from grader.judge.evidence import Blocked, Computed, Evidence
from grader.judge.words import few, show, times, took, unlike
from grader.judge.world import Latency, ServiceCall, World, peak
from grader.wire import Opaque, pack, same


class Unmet(AssertionError):
    """An expectation that does not hold. `about` is the verb; the words are for the learner."""

    def __init__(
        self,
        about: str,
        message: str,
        *,
        returned: str = "",
        expected: str = "",
        values: tuple[Any, Any] | None = None,
        mistake: str = "",
        function: str = "",
        at: tuple[str, int] | None = None,
        needs: frozenset[str] = frozenset(),
        service: str | None = None,
    ) -> None:
        super().__init__(message)
        self.service = service  # the one whose calls were counted (None: those of all)
        self.at = at  # the line that the check knows to be the cause
        self.needs = needs  # the services without which nobody can know what was expected
        self.mistake = mistake  # the named mistake, where the check knows it, and the function that it is in
        self.function = function
        self.values = values  # what was seen and what was expected, as data, for the diagnosis
        self.about = about
        self.message = message
        self.returned = returned
        self.expected = expected


class Match:
    """The evidence of one match, and verbs that expect something of it. Times are simulated seconds."""

    def __init__(self, evidence: Evidence, world: World, called: str, latency: dict[str, Latency]) -> None:
        self.evidence = evidence
        self.world = world
        self.called_text = called
        self.basis = "witnessed"
        self.reference: float | None = None  # what it should have taken, where a check has said so
        self._latency = latency
        self._may_raise = False

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
        self._basis_of(self.evidence.result)
        return self.evidence.result

    @property
    def error(self) -> Any:
        """What the scenario raised (`.type`, `.text`), None where it returned."""
        self.basis = "reported"
        return self.evidence.error

    @property
    def output(self) -> str:
        """Everything that was printed."""
        self._basis_of(self.evidence.output)
        return self.evidence.output

    @property
    def blocked(self) -> list[Any]:
        """Every call that held a loop."""
        self.basis = "reported"
        return self.evidence.blocked

    @property
    def loops(self) -> list[Any]:
        """Every loop that the learner's code made."""
        self.basis = "reported"
        return self.evidence.learner_loops

    @property
    def tasks(self) -> list[Any]:
        """Every task that the learner's code made."""
        self.basis = "reported"
        return [task for task in self.evidence.tasks if task.at is not None]

    def calls(self, service: str | None = None) -> list[ServiceCall]:
        """The calls of a service (None: of all) in the order in which they were made."""
        return [call for call in self.evidence.calls if service in (None, call.name)]

    def notes(self, name: str) -> list[tuple[float, Any]]:
        """What the scenario noted under a name, each with its time."""
        self.basis = "reported"
        return self._notes(name)

    def _notes(self, name: str) -> list[tuple[float, Any]]:
        return [(when, value) for when, noted, value in self.evidence.notes if noted == name]

    def answer(self, service: str, *args: Any, attempt: int = 0) -> Any:
        """The answer that a service gives to these arguments in this grading run."""
        return self.answers(service, *args, attempt=attempt)[0]

    def answers(self, service: str, *args: Any, attempt: int = 0) -> list[Any]:
        """All items that a streaming service hands out for these arguments."""
        script = self.world.script(service, self.world.bind(service, args), attempt)
        return [_value(reply) for _, reply in script if reply[0] != "end"]

    def latency(self, service: str, *args: Any, attempt: int = 0) -> float:
        """How long a service takes for these arguments (for a stream: all its items together)."""
        return round(sum(self.latencies(service, *args, attempt=attempt)), 6)

    def latencies(self, service: str, *args: Any, attempt: int = 0) -> list[float]:
        """How long each item of a stream takes."""
        script = self.world.script(service, self.world.bind(service, args), attempt)
        return [seconds(latency or 0) for latency, reply in script if reply[0] != "end"]

    # --- results ---------------------------------------------------------------------------------------

    def returned(self, expected: Any) -> None:
        """The scenario returned this value: equal, and of exactly these types."""
        self._returned_something()
        if not self._is_made_up(expected):
            self.basis = "reported"
        if not same(self.evidence.result, expected):
            raise Unmet(
                "returned",
                "That is not the expected answer.",
                returned=show(self.evidence.result),
                expected=show(expected),
                values=(self.evidence.result, expected),
                needs=self._made_up_by(expected),
            )

    def predicted(self, function: str, measured: float | list[str]) -> None:
        """The learner's `function` predicted what was measured (seconds to a microsecond), and ran nothing for it."""
        self._returned_something()
        self.basis = "reported"
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
            raise Unmet("predicted", problem, mistake=mistake, function=function)

    def raised(self, type_name: str, *, saying: str = "") -> None:
        """The scenario raised an exception of this class (or a subclass) with this in its text."""
        self.basis = "reported"
        self._may_raise = True
        error = self.evidence.error
        wanted = f"{type_name}{f' saying {saying!r}' if saying else ''}"
        if error is None:
            raise Unmet(
                "raised",
                f"It should have raised {wanted}.",
                returned=f"returned {show(self.evidence.result)}",
                expected=f"raised {wanted}",
            )
        if type_name not in error.types or saying not in error.text:
            right_kind = type_name in error.types
            raise Unmet(
                "raised",
                f"The text of the error lacks {saying!r}." if right_kind else "It raised something else.",
                returned=f"raised {error}",
                expected=f"raised {wanted}",
                mistake="unhelpful-error" if right_kind else "",
                at=error.place,
            )

    def printed(self, text: str) -> None:
        """This text is somewhere in the printed output."""
        self._returned_something()
        self._basis_of(text)
        if text not in self.evidence.output:
            raise Unmet(
                "printed", "The printed output lacks a text.", returned=show(self.evidence.output), expected=show(text)
            )

    def printed_lines(self, lines: Sequence[str]) -> None:
        """Exactly these lines were printed."""
        self._returned_something()
        self._basis_of(list(lines))
        if self.evidence.output.splitlines() != list(lines):
            raise Unmet(
                "printed",
                "The printed lines differ.",
                returned=show(self.evidence.output.splitlines()),
                expected=show(list(lines)),
            )

    def noted(self, name: str, values: Sequence[Any]) -> None:
        """The scenario noted exactly these values under this name, in this order."""
        self._returned_something()
        self._basis_of(list(values))
        seen = [value for _, value in self._notes(name)]
        if not same(seen, list(values)):
            raise Unmet(
                "noted",
                f"What was seen as {name!r} differs.",
                returned=show(seen),
                expected=show(list(values)),
                values=(seen, list(values)),
            )

    def noted_at(self, name: str, moments: Sequence[float]) -> None:
        """What the scenario noted under this name came at these times."""
        self._returned_something()
        self.basis = "reported"  # the times are ours, but that the scenario noted it is the player's word
        seen = [when for when, _ in self._notes(name)]
        if len(seen) != len(moments) or any(abs(a - b) > self.tolerance for a, b in zip(seen, moments, strict=True)):
            raise Unmet(
                "noted_at",
                f"{name!r} came at the wrong times (simulated).",
                returned=f"at {times(seen)}",
                expected=f"at {times(moments)}",
                values=(seen, list(moments)),
            )

    # --- time ------------------------------------------------------------------------------------------

    def took(self, expected: float, *, in_turn: bool = False) -> None:
        """From its start to its end the scenario took exactly this long.

        `in_turn`: its calls need each other, so that one waited for another is not why it took too long.
        """
        self._time(
            expected, abs(self.seconds - expected) <= self.tolerance, took(expected), "came late" if in_turn else ""
        )

    def took_at_most(self, expected: float) -> None:
        """It took this long or less."""
        self._time(expected, self.seconds <= expected + self.tolerance, f"at most {took(expected)}")

    def took_at_least(self, expected: float) -> None:
        """It took this long or longer."""
        self._time(expected, self.seconds >= expected - self.tolerance, f"at least {took(expected)}")

    def kept_deadline(self, deadline: float) -> None:
        """It was over when this deadline struck, or before, with an answer or without."""
        self._time(
            deadline, self.seconds <= deadline + self.tolerance, f"{took(deadline)} at the latest", "deadline missed"
        )

    def _time(self, expected: float, holds: bool, words: str, when_late: str = "") -> None:
        self._returned_something()
        self.reference = expected
        if not holds:
            late = self.seconds > expected
            raise Unmet(
                (when_late or "took too long") if late else "took too short",
                f"It took too long. {in_words(self.evidence)}".strip()
                if late
                else "It was over too soon: something was not waited for.",
                returned=f"after {took(self.seconds)} (simulated)",
                expected=f"{words} (simulated)",
            )

    # --- calls -----------------------------------------------------------------------------------------

    def peak(
        self,
        service: str | None = None,
        exactly: int | None = None,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
    ) -> None:
        """So many calls of a service (None: of all) were in flight together at the busiest moment."""
        self._returned_something()
        self._count("peak", "in flight together", peak(self.calls(service)), exactly, at_least, at_most, service)

    def called(
        self,
        service: str,
        times: int | None = None,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
    ) -> None:
        """A service was called so often (without a number: at least once)."""
        self._returned_something()
        if times is None and at_most is None and at_least is None:
            at_least = 1
        self._count("called", "made", len(self.calls(service)), times, at_least, at_most, service)

    def called_in_order(self, service: str, arguments: Sequence[Any]) -> None:
        """The calls of a service were made in this order, told by their first argument."""
        self._returned_something()
        seen = [call.first for call in self.calls(service)]
        if not same(seen, list(arguments)):
            raise Unmet(
                "order",
                f"{service} was called in another order.",
                returned=show(seen),
                expected=show(list(arguments)),
            )

    def cancelled(self, service: str, times: int = 1) -> None:
        """So many calls of a service were cancelled by the learner's code before the answer came."""
        self._outcome("cancelled", service, times)

    def closed(self, service: str, times: int = 1) -> None:
        """So many streams of a service were closed before their end."""
        self._outcome("closed", service, times)

    def cleaned_up(self, service: str, times: int = 1) -> None:
        """This service is the clean-up of something: so many calls were made, and were answered before the end."""
        self._returned_something()
        seen = self.calls(service)
        cut_off = [call for call in seen if call.outcome in ("cancelled", "closed", "pending")]
        problem = message = ""
        if cut_off:
            problem = "clean-up cut off"
            message = f"Not every call of the clean-up {service} came to its end."
        elif len(seen) != times:
            problem = "clean-up skipped" if len(seen) < times else "called too high"
            message = f"Calls of the clean-up {service}: {len(seen)}; expected: {times}."
        if problem:
            at = next((call.at for call in cut_off), None)
            raise Unmet(problem, message, returned=self._outcomes(service), expected=f"{times} answered", at=at)

    def _outcome(self, outcome: str, service: str, expected: int) -> None:
        self._returned_something()
        seen = [call for call in self.calls(service) if call.outcome == outcome]
        if len(seen) != expected:
            others = [call for call in self.calls(service) if call.outcome != outcome]
            raise Unmet(
                outcome if len(seen) < expected else f"{outcome} too many",
                f"Calls of {service} that should have been {outcome}: {expected}.",
                returned=self._outcomes(service),
                expected=f"{expected} {outcome}",
                at=next((call.at for call in (others if len(seen) < expected else seen)), None),
            )

    def _outcomes(self, service: str) -> str:
        """How each call of a service ended, in words."""
        words = {"pending": "still waiting at the end"}
        calls = self.calls(service)
        each = (f"{call.name}({show(call.first)}) {words.get(call.outcome, call.outcome)}" for call in calls)
        return ", ".join(each) or f"no call of {service}"

    def _count(
        self,
        about: str,
        what: str,
        seen: int,
        exactly: int | None,
        low: int | None,
        high: int | None,
        service: str | None,
    ) -> None:
        if exactly is not None:
            low = high = exactly
        if (low is None or seen >= low) and (high is None or seen <= high):
            return
        if isinstance(self.evidence.result, Opaque):  # that says more than the number
            raise Unmet("returned", "That is not a result.", returned=show(self.evidence.result), expected="a result")
        wanted = f"{low}" if low == high else f"at least {low}" if high is None else f"at most {high}"
        name = f"of {service}" if service else "of the services"
        raise Unmet(
            f"{about} too {'low' if low is not None and seen < low else 'high'}",
            f"Calls {name} {what}: {seen}; expected: {wanted}.",
            returned=f"{few(seen, 'call')} {name} {what}",
            expected=f"{wanted}",
            service=service,
            at=_surplus(self.calls(service), high) if about == "called" and high is not None and seen > high else None,
        )

    # --- the standard set: reported by the player -------------------------------------------------------

    def clean(self) -> None:
        """The standard set: one loop, free, left to its thread; everything awaited, nothing left, no error unread."""
        self.no_extra_loop()
        self.loop_left_to_its_thread()
        self.loop_stayed_free()
        self.everything_awaited()
        self.nothing_left()
        self.no_error_unread()

    def loop_stayed_free(self) -> None:
        """Nothing held a running loop."""
        self._standard("blocked", self.evidence.blocked, _held)
        self._standard("computed", [dataclasses.replace(step, lines=()) for step in self.evidence.computed], _computed)

    def loop_left_to_its_thread(self) -> None:
        """No other thread touched a loop, except with the two calls that are meant for that."""
        self._standard(
            "wrong thread",
            self.evidence.wrong_thread,
            lambda s: f"The event loop was touched from another thread, by {s.what}",
        )

    def everything_awaited(self) -> None:
        """No coroutine was made and then never awaited."""
        self._standard(
            "never awaited", self.evidence.never_awaited, lambda s: f"The coroutine of {s.what}() was never awaited"
        )

    def no_extra_loop(self) -> None:
        """No loop was made beside the one that runs already, or after a first one."""
        self._standard("extra loop", self.evidence.extra_loops, lambda loop: "Another event loop was made")

    def nothing_left(self) -> None:
        """When the scenario ended, nothing of the learner's was still running or open, and nothing had been lost."""
        self._standard(
            "left over",
            self.evidence.generators_left,
            lambda s: f"The async generator {s.what}() was left in the middle, and its clean-up to chance",
        )
        self._standard(
            "left over",
            self.evidence.unowned,
            lambda s: f"Task {s.what}() was lost while it still had to run",
        )
        self._standard("left over", self.evidence.left_over, lambda s: f"Task {s.what}() was still running at the end")
        self._standard(
            "left over",
            self.evidence.swallowed,
            lambda s: f"{f'{s.what}()' if s.what else 'Your code'} went on after it was cancelled",
        )
        if self.evidence.detail.get("never_closed"):
            self._standard(
                "thread left", self.evidence.threads_left, lambda s: f"The program cannot end: {s.what} waits for ever"
            )

    def no_error_unread(self) -> None:
        """No task failed without anybody looking at its error."""
        self._standard("error unread", self.evidence.unread, lambda s: f"Task {s.what}() failed, and nobody asked")
        self._standard("error unread", self.evidence.threads_died, lambda s: f"{s.what} ended with {s.error}")

    def loops_made(self, expected: int) -> None:
        """The learner's code made so many event loops."""
        self._returned_something()
        self.basis = "reported"
        made = self.evidence.learner_loops
        if len(made) != expected:
            raise Unmet(
                "extra loop" if len(made) > expected else "no loop",
                f"Event loops made by your code: {len(made)}; expected: {expected}.",
                returned=f"{few(len(made), 'event loop')} made",
                expected=f"{expected}",
            )

    def loops_closed(self) -> None:
        """The learner's code closed every event loop that it made. (`asyncio.run` does.)"""
        made = [loop for loop in self.evidence.learner_loops if not loop.closed]
        self._standard("not closed", made, lambda loop: "An event loop was made and never closed")

    def _standard(self, about: str, found: Sequence[Any], words: Callable[[Any], str]) -> None:
        self._returned_something()
        self.basis = "reported"
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
        basis: str = "witnessed",
        mistake: str = "",
        function: str = "",
        at: tuple[str, int] | None = None,
        about: str = "expected",
    ) -> None:
        """Anything else, with a sentence for when it does not hold.

        `mistake` names the cause where only this check can know it; `function`, or the place `at` (such as that of a
        call), is where the learner finds it. `about` is the verb that this amounts to ("peak too low"): then the rules
        look for the cause as they would for that verb.
        """
        self._returned_something()
        if basis == "reported":
            self.basis = basis
        if not condition:
            raise Unmet(about, sentence, mistake=mistake, function=function, at=at)

    # --- helpers ---------------------------------------------------------------------------------------

    def _returned_something(self) -> None:
        """No other expectation makes sense where the scenario raised."""
        if self.evidence.end == "raised" and not self._may_raise:
            raise Unmet(
                "raised unexpectedly",
                f"It raised {self.evidence.error}",
                returned=f"raised {self.evidence.error}",
            )

    def _basis_of(self, value: Any) -> None:
        if not self._is_made_up(value):
            self.basis = "reported"

    def _is_made_up(self, value: Any) -> bool:
        return bool(self._made_up_by(value))

    def _made_up_by(self, value: Any) -> frozenset[str]:
        """The services that made up something in a value."""
        text = json.dumps(pack(value))
        return frozenset(service for word, service in self.world.words.items() if word in text)


def _held(blocked: Blocked) -> str:
    if blocked.end > blocked.start:
        return f"The call {blocked.call} held the loop for {took(blocked.end - blocked.start)}"
    return f"The call {blocked.call} held the loop while it waited for something real"


def _computed(step: Computed) -> str:
    return f"One step computed for more than {took(step.seconds)} of CPU time, and held the loop meanwhile"


def _surplus(calls: list[ServiceCall], most: int) -> tuple[str, int] | None:
    """The line of the first call too many: one that asks what was asked before, else the one past `most`."""
    again = (call for number, call in enumerate(calls) if any(same(call.args, one.args) for one in calls[:number]))
    return next(again, calls[most]).at


def _ran(waited: float) -> str:
    took_time = f" and needed {took(waited)} (simulated) for it" if waited else ""
    return f"A prediction is worked out before anything runs. This one ran the program{took_time}."


def _value(reply: list[Any]) -> Any:
    from grader.wire import unpack

    return f"{reply[1]}: {reply[2]}" if reply[0] == "error" else unpack(reply[1])


__all__ = ["Match", "Unmet"]
