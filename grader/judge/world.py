"""The services of a match, as the judge plays them: latencies and answers drawn from the run's seed.

A `Service` is declared by a hidden check file. A `ServiceCall` is one call by the learner's code; what it is
told and when is decided by draws that depend only on the seed, the service, the arguments and how often the
same call was made, never on the order in which the learner makes calls.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.judge.clock import SECOND, Clock, seconds
from grader.wire import pack

Latency = float | tuple[float, float] | None  # None: never answered

_GRID = SECOND // 10_000
_SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "no",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "vi",
]


_SYLLABLES_OF_A_WORD = 5
_BITS = len(_SYLLABLES).bit_length()
# Every place in a text at which a made-up word could begin, also in the middle of another: one look at each character.
# Few places have ten letters in a row, and that is quickly seen.
_LETTERS = 2 * _SYLLABLES_OF_A_WORD
MADE_UP = re.compile(f"(?=[a-z]{{{_LETTERS}}})(?=((?:{'|'.join(_SYLLABLES)}){{{_SYLLABLES_OF_A_WORD}}}))")


def same_for_equal(value: Any) -> str:
    """Text that is the same for equal data, in whichever order a dict was filled."""
    return _in_json(_sorted(pack(value)))


_in_json = json.JSONEncoder(sort_keys=True).encode


def _sorted(data: Any) -> Any:
    if isinstance(data, list):
        return [_sorted(item) if isinstance(item, (list, dict)) else item for item in data]
    if isinstance(data, dict):
        data = {tag: _sorted(body) for tag, body in data.items()}
        if len(data.get("dict", ())) > 1:
            data["dict"].sort(key=json.dumps)
    return data


class Draw:
    """Draws of one call, reproducible: the same key gives the same draws on every Python."""

    def __init__(self, *key: object) -> None:
        self._key = key

    @functools.cached_property
    def _random(self) -> random.Random:
        """Made when something is drawn: many latencies are fixed."""
        return random.Random("|".join(map(str, self._key)))

    def word(self) -> str:
        """A made-up word that cannot be guessed."""
        bits, word = self._random.getrandbits, ""  # what `choice` does, in a third of the time
        for _ in range(_SYLLABLES_OF_A_WORD):
            while (place := bits(_BITS)) >= len(_SYLLABLES):
                pass
            word += _SYLLABLES[place]
        return word

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self._random.randint(low, high)

    def latency(self, latency: Latency) -> int | None:
        """A latency in ns, on a grid of 0.1 ms, but never a whole ms: timers in learners' code fall on those."""
        if latency is None:
            return None
        if isinstance(latency, (int, float)):
            return round(latency * SECOND)
        low, high = (round(bound * SECOND / _GRID) for bound in latency)
        drawn = self._random.randint(low, high)
        return (drawn - drawn % 10 + self._random.choice((1, 2, 3, 4, 6, 7, 8, 9))) * _GRID


class Replying:
    """What a service function gets as `call`: draws for this run and these arguments."""

    def __init__(self, draw: Draw, attempt: int) -> None:
        self._draw = draw
        self.word = draw.word()  # a made-up word that cannot be guessed
        self.attempt = attempt  # how often this very call was made before it, from 0

    def number(self, low: int, high: int) -> int:
        """A made-up whole number from `low` to `high`."""
        return self._draw.number(low, high)

    def error(self, name: str, text: str) -> Exception:
        """Return an error to raise: in the player it is the exception of this name, of services.py or a builtin."""
        kind: type[Exception] = type(name, (Exception,), {})
        return kind(text)


@dataclasses.dataclass(frozen=True)
class Service:
    """A declared service: its name, its latency in simulated seconds, and how it replies."""

    name: str
    reply: Callable[..., Any]
    latency: Latency | Callable[..., Latency]  # a function of the arguments if they decide it
    fresh: bool  # each call draws anew, also with the same arguments
    kept: bool = True  # a call on its way holds who waits for it, as a loop's timers and transports do

    @functools.cached_property
    def signature(self) -> inspect.Signature:
        """What it is called with."""
        return inspect.signature(self.reply)

    @functools.cached_property
    def streams(self) -> bool:
        """Whether it replies item by item."""
        return inspect.isgeneratorfunction(self.reply)

    @functools.cached_property
    def _by_name(self) -> tuple[frozenset[str], frozenset[str]] | None:
        """The arguments that it needs, and all that it takes; None if some cannot be given by name."""
        parameters = list(self.signature.parameters.values())[1:]
        if any(one.kind not in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) for one in parameters):
            return None
        needed = (one.name for one in parameters if one.default is one.empty)
        return frozenset(needed), frozenset(one.name for one in parameters)

    def prepared(self, replying: Replying, args: Mapping[str, Any]) -> Callable[[], Any]:
        """What asks it for its reply. Raises TypeError if the arguments do not fit."""
        if (
            self._by_name is not None and self._by_name[0] <= args.keys() <= self._by_name[1]
        ):  # bind takes ten times as long
            return functools.partial(self.reply, replying, **args)
        bound = self.signature.bind(replying, **args)
        return functools.partial(self.reply, *bound.args, **bound.kwargs)


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a service was, or would be, asked."""

    service: str
    args: Mapping[str, Any]


@dataclasses.dataclass
class ServiceCall:
    """One call by the learner's code, as the judge saw it. Times in simulated seconds."""

    id: int
    name: str
    args: dict[str, Any]
    started: int
    route: tuple[tuple[str, int], ...]  # places in the learner's code that led to it, innermost last (reported)
    blocks: bool
    attempt: int
    zero: int = 0  # when the scenario began
    ended: int | None = None
    outcome: str = "pending"  # answered, failed, cancelled, closed
    items: list[Any] = dataclasses.field(default_factory=list)
    item_ends: list[float] = dataclasses.field(default_factory=list)  # when each item came
    reply: list[Any] | None = None  # as it went over the wire: the answer, or the class and text of an error
    task: int = -1  # the number of the task that made it, as `lanes` has it (reported)

    @property
    def at(self) -> tuple[str, int] | None:
        """File and line of the call itself."""
        return self.route[-1] if self.route else None

    @property
    def line(self) -> int | None:
        """The line of the call itself."""
        return self.at[1] if self.at else None

    @property
    def start(self) -> float:
        """When it was made."""
        return seconds(self.started - self.zero)

    @property
    def end(self) -> float | None:
        """When it was over, None if it never was."""
        return None if self.ended is None else seconds(self.ended - self.zero)

    @property
    def first(self) -> Any:
        """Its first argument, None without any."""
        return next(iter(self.args.values()), None)


class World:
    """Plays the services of one match on the clock and keeps a record of every call."""

    def __init__(
        self,
        seed: str,
        services: Mapping[str, Service],
        clock: Clock,
        latency: Mapping[str, Latency] | None = None,
    ) -> None:
        self.seed = seed
        self.services = services
        self.clock = clock
        self.zero = 0  # when the scenario began, in ns
        self.begun = False  # what is asked before, while the module is imported, is answered by other draws
        self.over = False  # the scenario has ended: what is pending now stays so in the record
        self.calls: list[ServiceCall] = []
        self.replies: list[list[Any]] = []  # to hand over with the next answer about time
        # What was made up so far, and for which question: a value with such a word in it cannot be forged.
        self.words: dict[str, Asked] = {}
        self.due: list[Asked] = []  # the questions that a check has asked about
        self.latency = latency or {}
        self._by_id: dict[int, ServiceCall] = {}
        self._left: set[int] = set()
        self._streams: dict[int, Iterator[tuple[int | None, list[Any]]]] = {}
        self._attempts: dict[tuple[str, str], int] = {}
        self._known: dict[tuple[tuple[Any, ...], int], tuple[int | None, list[Any]]] = {}

    # --- what a check may ask ------------------------------------------------------------------------

    def script(
        self, name: str, args: Mapping[str, Any], attempt: int = 0, text: str = ""
    ) -> Iterator[tuple[int | None, list[Any]]]:
        """Yield (latency in ns, reply) for each thing that a call is told, in order.

        `text`: what `same_for_equal` says of the arguments, if that is known.
        """
        service = self.services[name]
        seed = self.seed if self.begun else f"{self.seed}/before"
        key = (seed, name, text or same_for_equal(dict(args)), attempt if service.fresh else 0)
        latency, timing = self.latency.get(name, service.latency), Draw("latency", *key)
        if callable(latency):
            latency = latency(**args)
        if (known := self._known.get((key, attempt))) is not None:  # a check asks for what a call was told
            yield known
            return
        replying = Replying(Draw("answer", *key), attempt)  # the key of every draw: it stays as it is
        self.words[replying.word] = Asked(name, dict(args))
        ask = service.prepared(replying, args)
        try:
            reply = ask()
            if not service.streams:
                self._known[key, attempt] = told = timing.latency(latency), ["answer", pack(reply)]
                yield told
                return
            for item in reply:
                yield timing.latency(latency), ["item", pack(item)]
            yield 0, ["end"]
        except Exception as error:
            yield timing.latency(latency), ["error", type(error).__name__, str(error)]

    def bind(self, name: str, args: tuple[Any, ...]) -> dict[str, Any]:
        """Name positional arguments as the service's function does."""
        if name not in self.services:
            raise LookupError(f"the check file declares no service {name!r}")
        bound = self.services[name].signature.bind(None, *args)
        bound.apply_defaults()
        return dict(list(bound.arguments.items())[1:])

    # --- what the player does ------------------------------------------------------------------------

    def call(
        self, number: int, name: str, args: dict[str, Any], route: tuple[tuple[str, int], ...], blocks: bool
    ) -> None:
        """The player calls a service."""
        text = same_for_equal(args)
        attempt = self._attempts[name, text] = self._attempts.get((name, text), -1) + 1
        call = ServiceCall(number, name, args, self.clock.now, route, blocks, attempt, self.zero)
        self.calls.append(call)
        self._by_id[number] = call
        self._streams[number] = self.script(name, args, attempt, text)
        if not self.services[name].streams:
            self.item(number)

    def item(self, number: int) -> None:
        """The player wants what comes next of a call."""
        latency, reply = next(self._streams[number])
        if latency is not None:
            self.clock.at(self.clock.now + latency, lambda: self._reply(number, reply))

    def drop(self, number: int, outcome: str) -> None:
        """The player does not wait for a call any more: `cancelled` or `closed`."""
        call = self._by_id[number]
        if call.ended is None:
            call.ended, call.outcome = self.clock.now, outcome

    def leave(self, number: int) -> None:
        """A call is dropped after the scenario's end: it stays as it was then."""
        self._left.add(number)

    def _reply(self, number: int, reply: list[Any]) -> None:
        call = self._by_id[number]
        if call.ended is not None or number in self._left:
            return
        if self.over:
            pass
        elif reply[0] == "item":
            call.items.append(reply[1])
            call.item_ends.append(seconds(self.clock.now - call.zero))
        else:
            call.ended = self.clock.now
            call.reply = reply[1:]
            call.outcome = "failed" if reply[0] == "error" else "answered"
        self.replies.append([number, *reply])


def peak(calls: list[ServiceCall]) -> int:
    """The most calls that were in flight together."""
    moments = [(call.started, 1) for call in calls]
    moments += [(call.ended, -1) for call in calls if call.ended is not None]
    most = flying = 0
    for _, step in sorted(moments):  # at one instant, what ends goes before what starts
        flying += step
        most = max(most, flying)
    return most
