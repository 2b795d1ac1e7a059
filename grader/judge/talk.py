"""One match: the judge's side of the talk with one player, from its setup to its evidence."""

from __future__ import annotations

import dataclasses
import functools
import marshal
import re
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from grader.judge.clock import COARSEST_STEP, SECOND, Clock, Deadlock, RealTimeClock, Runaway, seconds
from grader.judge.evidence import (
    Blocked,
    Born,
    Computed,
    Evidence,
    Expired,
    Failure,
    LoopMade,
    NotEnded,
    Place,
    Seen,
    TaskMade,
)
from grader.judge.players import Player, Players, Silence
from grader.judge.words import without_addresses
from grader.judge.world import Draw, World
from grader.sandbox.limits import Limits
from grader.wire import Message, TooLong, WireClosed, WireError, pack, unpack

SCENARIO = "<scenario>"  # what a player calls the file that a scenario is in
# On the real clock, in real seconds: so much lateness is excused, and so much more for each reply on its way.
LATE, LATE_FOR_A_REPLY = 0.02, 0.001


@dataclasses.dataclass(frozen=True)
class Setup:
    """What a player is told before it starts. Nothing in it is hidden from it."""

    modules: Mapping[str, tuple[str, str, bool]]  # dotted name -> file, source, is a package
    module: str  # the one the scenario gets as `kata`
    scenario: str  # its source
    scenario_name: str
    arguments: Mapping[str, Any]
    cpus: int = 4
    schedule: bool = False  # what Python leaves open is drawn from the seed as well
    lines: bool = False  # played for the lines that run
    ours: frozenset[str] = frozenset({"services"})  # the modules that are not the learner's


def play(players: Players, setup: Setup, world: World, limits: Limits) -> Evidence:
    """Play one match and return its evidence. Whatever a player does, this returns."""
    kind = _RealTimeTalk if world.clock.scale else _Talk
    talk = kind(world, limits, setup.modules["services"][1] if "services" in setup.modules else "")
    player = players.start()
    hung_up = False
    try:
        draw = Draw("machine", world.seed)
        player.wire.put(
            "play",
            modules={name: list(module) for name, module in setup.modules.items()},
            module=setup.module,
            scenario=_compiled(setup.scenario, SCENARIO),
            ours={name: _compiled_ours(setup, name) for name in sorted(setup.ours & setup.modules.keys())},
            scenario_name=setup.scenario_name,
            arguments=pack(dict(setup.arguments)),
            services={name: world.services[name].kept for name in sorted(world.services)},
            cpus=setup.cpus,
            hash_seed=draw.number(1, 2**60),
            monotonic_origin=draw.number(1_000, 9_000) * SECOND,
            wall_origin=draw.number(1_700_000_000, 1_800_000_000) * SECOND,
            schedule=draw.number(1, 2**60) if setup.schedule else None,
            lines=setup.lines,
            scale=world.clock.scale,
            origin=world.clock.origin,
            limits=vars(limits),
        )
        player.send(limits.silent_seconds)
        talk.run(player)
    except WireClosed:
        hung_up = True
    except Silence:
        _silent(talk, player)
    except (_TooMany, TooLong) as error:
        talk.finish("too_many", text=str(error))
    except WireError as error:
        talk.finish("rubbish", text=str(error))
    finally:
        exit_report = player.end(hung_up=hung_up)
    evidence = talk.evidence
    evidence.exit = exit_report
    evidence.whole = seconds(world.clock.now)
    evidence.tolerance += world.clock.steps / SECOND
    if world.clock.scale:
        replies = sum(1 + len(call.items) for call in evidence.calls)
        evidence.tolerance = (LATE + LATE_FOR_A_REPLY * replies) / world.clock.scale
    if hung_up and not talk.over:
        _left(evidence)
    return evidence


def _compiled_ours(setup: Setup, name: str) -> str | None:
    """Compile a module that is not the learner's. None if that fails: the player then reports it."""
    file, source, _ = setup.modules[name]
    try:
        return _compiled(source, file)
    except SyntaxError:
        return None


@functools.lru_cache(maxsize=32)
def _compiled(source: str, file: str) -> str:
    """The code of a source of ours, once for all matches: to compile takes a player longer than to run it."""
    return marshal.dumps(compile(source, file, "exec", dont_inherit=True)).hex()


def _silent(talk: _Talk, player: Player) -> None:
    """The player neither waits on the judge nor ends: blocked outside the clock, or just not scheduled."""
    sleeping, stacks = player.where()
    if talk.over:
        talk.evidence.detail["never_closed"] = True  # its loop, or what it has left in a thread
        return
    if talk.evidence.polling and player.kept_us_waiting > talk.limits.silences_seconds - 0.01:
        # It has asked and asked. On a busy machine each answer takes its time, and these add up to a long silence.
        talk.finish("polling")
    else:
        talk.finish("silent", sleeping=sleeping)
        talk.evidence.at = _place_in_dump(stacks, talk.files)


def _left(evidence: Evidence) -> None:
    """The player hung up in the middle: killed by a limit, crashed, or left early."""
    spill = evidence.exit.spill
    signal = evidence.exit.signal
    if (signal is not None and signal == _SIGXCPU) or (signal == 9 and evidence.exit.cpu >= 1):
        evidence.end = "spinning"
    elif signal is not None:
        evidence.end = "crashed"
        evidence.detail = {"signal": signal}
    else:
        evidence.end = "left"
        evidence.detail = {"code": evidence.exit.code}
    evidence.at = _place_in_dump(spill, None)


MOST_WAITING = 50  # tasks and threads of a standstill that are looked at; a player names no more
_SIGXCPU = 24
_LONGEST_LINE_NUMBER = 9
_LONGEST_NAME, _LAST_LINE = 400, 10**_LONGEST_LINE_NUMBER
_DUMPED = re.compile(r'^  File "(?P<file>[^"]*)", line (?P<line>\d+) in ', re.MULTILINE)


def _place_in_dump(dump: str, files: set[str] | None) -> Place | None:
    """The innermost learner line in what faulthandler wrote. Learners' files have relative names."""
    for found in _DUMPED.finditer(dump):
        file = found["file"]
        if len(found["line"]) > _LONGEST_LINE_NUMBER:
            continue  # not faulthandler's: the learner's code can write there too
        if file in files if files is not None else not file.startswith(("/", "<")) and file.endswith(".py"):
            return file, int(found["line"])
    return None


class _TooMany(Exception):
    """More than a match may have of something. The message is a sentence."""


class _Talk:
    """Reads the player's messages, moves the clock, and keeps the evidence."""

    def __init__(self, world: World, limits: Limits, services_source: str) -> None:
        self.world = world
        self.clock: Clock = world.clock
        self.limits = limits
        self.services_source = services_source
        self.evidence = Evidence(calls=world.calls, words=world.words, due=world.due)
        self.over = False  # the scenario has ended
        self.files: set[str] | None = None
        self._began = 0
        self._waits = 0
        self._waits_after_end = 0
        self._messages = 0
        self._open_loops: dict[Place | None, deque[int]] = {}  # by the line that made them, oldest first

    def run(self, player: Player) -> None:
        """Talk until the player says that it is done."""
        while True:
            # All its silences together: else one that says a word every few seconds would hold the judge for ever.
            message = player.get(min(self.limits.silent_seconds, self.limits.silences_seconds - player.kept_us_waiting))
            if not self._take(player, message):
                return

    def _take(self, player: Player, message: Message) -> bool:
        """Do what a message asks for. False: it was the last one."""
        self._messages += 1
        if self._messages > self.limits.messages or player.wire.bytes_read > self.limits.wire_bytes:
            raise _TooMany("Your code did or said more than any answer needs; it was stopped.")
        verb = str(message["verb"])
        if verb == "end":
            return False
        try:
            if verb == "wait":
                return self._wait(player, message["until"], busy=message["busy"] is True)
            getattr(self, f"_on_{verb}", self._on_unknown)(message)
        except (
            LookupError, TypeError, ValueError, AttributeError, StopIteration, ArithmeticError, RecursionError,
        ) as error:  # fmt: skip
            raise WireError(f"a {verb[:20]!r} message that makes no sense ({type(error).__name__})") from None
        return True

    def finish(self, end: str, **detail: Any) -> None:
        """The scenario has ended so, now."""
        if not self.over:
            self.over = self.world.over = True
            self.evidence.end = end
            self.evidence.seconds = seconds(self.clock.now - self._began)
            self.evidence.detail = detail

    # --- time ----------------------------------------------------------------------------------------

    def _wait(self, player: Player, until: int | None, *, busy: bool) -> bool:
        if until is not None and type(until) is not int:
            raise WireError("a moment that is not a whole number of nanoseconds")
        self._waits += not busy  # busy waits are counted, and ended, by the player
        self._waits_after_end += self.over
        try:
            if self._waits > self.limits.waits or self._waits_after_end > self.limits.waits_after_end:
                raise Runaway
            self.clock.advance(until)
        except (Deadlock, Runaway) as error:
            if self.over:  # its loop never closes
                self.evidence.detail["never_closed"] = True
                return False
            player.wire.put("report", why=type(error).__name__.lower())
        else:
            replies, self.world.replies = self.world.replies, []
            player.wire.put("now", now=self.clock.now, replies=replies)
        player.send(self.limits.silent_seconds)
        return True

    # --- what the player says ------------------------------------------------------------------------

    def _on_unknown(self, message: Message) -> None:
        raise WireError("a message with an unknown verb")

    def _on_begin(self, message: Message) -> None:
        if self.world.begun or self.over:
            raise WireError("a second beginning")
        self.world.begun = True
        self._began = self.world.zero = self.clock.now
        # What ran while the module was imported (a forgotten call at its end, say) is no part of the answer.
        self.world.calls.clear()
        self.evidence.notes.clear()
        self.evidence.blocked.clear()
        self.evidence.computed.clear()
        self.evidence.lanes.begin()

    def _on_call(self, message: Message) -> None:
        args = unpack(message["args"])
        name = message["service"]
        if name not in self.world.services or type(args) is not dict:
            raise WireError("a call to a service that is none")
        if len(self.world.calls) >= self.limits.calls:
            raise _TooMany(f"Your code called services more than {self.limits.calls:,} times; it was stopped.")
        self.world.call(message["id"], name, args, _route(message["route"]), bool(message["blocks"]))
        self.world.calls[-1].task = int(message["task"])
        if self.over:
            self.world.calls.pop()  # answered, as a service would, but no part of what was judged

    def _on_item(self, message: Message) -> None:
        self.world.item(message["id"])

    def _on_cancel(self, message: Message) -> None:
        self._drop(message["id"], "cancelled")

    def _on_close(self, message: Message) -> None:
        self._drop(message["id"], "closed")

    def _drop(self, number: int, outcome: str) -> None:
        """After the scenario it is the closing of its loop that cancels and closes, not the learner's code."""
        if self.over:
            self.world.leave(number)
        else:
            self.world.drop(number, outcome)

    def _on_note(self, message: Message) -> None:
        self.evidence.notes.append((self._now(), str(message["name"]), unpack(message["value"])))

    def _on_result(self, message: Message) -> None:
        kind = message["kind"]
        evidence = self.evidence
        if self.over:
            return
        if kind == "returned":
            evidence.result = unpack(message["value"])
            self.finish(kind)
        elif kind in ("raised", "import"):
            evidence.error = _failure(message["error"])
            evidence.at = evidence.error.place
            evidence.born = _born(message.get("born"))
            self.finish(kind)
        elif kind in (
            "syntax",
            "deadlock",
            "runaway",
            "polling",
            "flooded",
            "asked_for_input",
            "services_disagree",
            "too_long",
        ):
            if kind == "services_disagree":
                self._really_disagree(message["names"])
            known = ("text", "source", "call", "names", "what", "size")
            self.finish(kind, **{key: message[key] for key in known if key in message})
            evidence.at = _place(message.get("at"))
            for entry in message.get("waiting", [])[:MOST_WAITING]:
                text = "blocks" if entry["blocks_a_loop"] else ""
                evidence.waiting.append(Seen(self._now(), f"{entry['who']}|{entry['why']}", _place(entry["at"]), text))
        else:
            raise WireError("a result of an unknown kind")

    def _really_disagree(self, names: Any) -> None:
        """That is a mistake of ours; a player that says so without cause is tampering."""
        written = self.services_source
        if not names or any(
            name not in self.world.services or re.search(rf"^(async )?def {name}\b", written, re.MULTILINE)
            for name in names
        ):
            raise WireError("a service that it says is missing, and that is not")

    def _on_event(self, message: Message) -> None:
        getattr(self, f"_event_{message['kind']}", self._on_unknown)(message)

    def _event_printed(self, event: Message) -> None:
        self.evidence.printed.append((self._now(), without_addresses(event["text"])))

    def _event_blocked(self, event: Message) -> None:
        start, end = (seconds(event[key] - self._began) for key in ("start", "end"))
        if not start <= end <= self._now():
            raise WireError("a blocking call from another time")
        loop, task = int(event["loop"]), int(event["task"])
        self.evidence.blocked.append(Blocked(start, end, str(event["call"]), _place(event["at"]), loop, task))

    def _event_computed(self, event: Message) -> None:
        file, lines = event["file"], tuple(int(line) for line in event["lines"][:20])
        if file is not None and type(file) is not str:
            raise WireError("a place that is none")
        numbers, limit = (int(event["loop"]), int(event["task"])), self.limits.step_cpu_seconds
        self.evidence.computed.append(Computed(self._now(), limit, file, lines, *numbers))

    def _event_loop(self, event: Message) -> None:
        flags = [bool(event[key]) for key in ("of_the_stage", "beside_a_loop")]
        self._open_loops.setdefault(_place(event["at"]), deque()).append(len(self.evidence.loops))
        self.evidence.loops.append(LoopMade(self._now(), _place(event["at"]), *flags))
        if not self.over:
            name = "the loop of the check" if flags[0] else "event loop"
            self.evidence.lanes.add("loop", event["id"], name, _place(event["at"]), self._now())

    def _event_loop_closed(self, event: Message) -> None:
        """The oldest open loop that was made on this line: which of several it was makes no difference."""
        if self.over:
            return
        self.evidence.lanes.end("loop", event["id"], "closed", self._now())
        loops, of_this_line = self.evidence.loops, self._open_loops.get(_place(event["at"]))
        if of_this_line:
            number = of_this_line.popleft()
            loops[number] = dataclasses.replace(loops[number], closed=True)

    def _event_task(self, event: Message) -> None:
        self.evidence.tasks.append(TaskMade(self._now(), str(event["of"]), _place(event["at"])))
        if not self.over:
            self.evidence.lanes.add("task", event["id"], event["of"], _place(event["at"]), self._now(), event["loop"])
            if lane := self.evidence.lanes.named("task", event["id"]):
                lane.by = int(event["by"])

    def _event_lanes(self, event: Message) -> None:
        if self.over:
            return
        lanes, now = self.evidence.lanes, self._now()
        for number, name, at in event["began"]:
            lanes.add("thread", number, name, _place(at), now)
        for number, thread, at, running in event["runs"]:
            lanes.run(number, thread, _place(at), now, running=running is True)
        for kind, number, what, at in event["waits"]:
            lanes.wait(kind, number, what, _place(at), now)
        for kind, number, how in event["ended"]:
            lanes.end(kind, number, how, now)

    def _event_never_awaited(self, event: Message) -> None:
        self._see(self.evidence.never_awaited, event["of"], event["at"])

    def _event_generator_left(self, event: Message) -> None:
        self._see(self.evidence.generators_left, event["of"], event["at"])

    def _event_left_over(self, event: Message) -> None:
        self._see(self.evidence.left_over, event["of"], event["at"])

    def _event_cancelled_again(self, event: Message) -> None:
        self._see(self.evidence.cancelled_again, event["of"], event["at"])

    def _event_not_ended(self, event: Message) -> None:
        frames = tuple(place for place in map(_place, event["frames"]) if place)
        told = event["told"] is True
        self.evidence.not_ended.append(NotEnded(self._now(), str(event["of"]), _place(event["at"]), told, frames))

    def _event_shield_left(self, event: Message) -> None:
        self._see(self.evidence.shield_left, event["of"], event["at"])

    def _event_thread_left(self, event: Message) -> None:
        self._see(self.evidence.threads_left, event["name"], event["at"], event["why"])

    def _event_thread_died(self, event: Message) -> None:
        self._see(self.evidence.threads_died, event["of"], event["at"], error=_failure(event["error"]))

    def _event_task_failed(self, event: Message) -> None:
        self._see(self.evidence.tasks_failed, event["of"], event["at"], error=_failure(event["error"]))

    def _event_swallowed(self, event: Message) -> None:
        self._see(self.evidence.swallowed, event["of"], event["at"])

    def _event_turned(self, event: Message) -> None:
        self._see(self.evidence.turned, event["of"], event["at"], error=_failure(event["error"]))

    def _event_expired(self, event: Message) -> None:
        seen = Expired(self._now(), str(event["what"])[:80], _place(event["at"]), int(event["task"]))
        self.evidence.expired.append(seen)

    def _event_lines(self, event: Message) -> None:
        ran = (_frame(file, line) for file, lines in event["ran"] for line in lines)
        self.evidence.lines = frozenset(ran)

    def _event_polling(self, event: Message) -> None:
        self._see(self.evidence.polling, "polling", event["at"])

    def _event_wrong_thread(self, event: Message) -> None:
        self._see(self.evidence.wrong_thread, event["call"], event["at"])

    def _event_warning(self, event: Message) -> None:
        self._see(self.evidence.warnings, event["category"], event["at"], event["text"])

    def _event_loop_context(self, event: Message) -> None:
        error = _failure(event["error"]) if event["error"] else None
        self._see(self.evidence.contexts, event["of"], event["at"], event["message"], error)

    def _event_closing_failed(self, event: Message) -> None:
        error = _failure(event["error"])
        self._see(self.evidence.contexts, "closing", None, "closing the loop failed", error)

    def _event_coarse_clock(self, event: Message) -> None:
        self.clock.step = max(self.clock.step, min(int(event["step"]), COARSEST_STEP))

    def _event_not_timed(self, event: Message) -> None:
        self.evidence.not_timed.append(str(event["what"]))

    def _see(self, where: list[Seen], what: Any, at: Any, text: Any = "", error: Failure | None = None) -> None:
        where.append(Seen(self._now(), str(what), _place(at), without_addresses(text), error))

    def _now(self) -> float:
        return seconds(self.clock.now - self._began)


class _RealTimeTalk(_Talk):
    """The same on the real clock: no message asks for time, and replies go out when they are due."""

    def run(self, player: Player) -> None:
        """Talk until the player says that it is done."""
        clock = self.clock
        assert isinstance(clock, RealTimeClock)
        heard = time.monotonic()
        while True:
            due = clock.due_in()
            patience = max(0.0, heard + self.limits.silent_seconds - time.monotonic())
            try:
                message = player.get(patience if due is None else min(due, patience))
            except Silence:
                if due is None or due > patience:
                    raise
            else:
                heard = time.monotonic()
                if not self._take(player, message):
                    return
            clock.settle()
            if self.world.replies:
                replies, self.world.replies = self.world.replies, []
                player.wire.put("now", replies=replies)
                player.send(self.limits.silent_seconds)

    def _wait(self, player: Player, until: int | None, *, busy: bool) -> bool:
        raise WireError("a player asked for time on the real clock")


def _place(data: Any) -> Place | None:
    if data is None:
        return None
    file, line = data
    if type(file) is not str or type(line) is not int or not (0 < len(file) <= _LONGEST_NAME and 0 < line < _LAST_LINE):
        raise WireError("a place that is none")
    return file, line


def _route(data: Any) -> tuple[Place, ...]:
    places = (_place(item) for item in data)
    return tuple(place for place in places if place is not None)


def _frame(file: Any, line: Any) -> Place:
    place = _place((file, line))
    assert place is not None
    return place


def _born(data: Any) -> Born | None:
    if data is None:
        return None
    kinds = tuple((str(name)[:60], str(kind)[:60]) for name, kind in data["kinds"][:20])
    if data["span"] is None:
        return Born(None, kinds)
    line, last, column, end = (int(number) for number in data["span"])
    return Born((line, last, column, end), kinds)


_LONGEST_TEXT = 4_000


def _failure(data: Any, depth: int = 4) -> Failure:
    if depth < 0:
        raise WireError("an exception nested too deeply")
    frames = tuple((*_frame(file, line), str(function)[:200]) for file, line, function in data["frames"])
    inner = tuple(_failure(child, depth - 1) for child in data["inner"])
    types = tuple(str(name)[:200] for name in data["types"][:50])
    return Failure(types, without_addresses(data["text"])[:_LONGEST_TEXT], frames, inner)
