"""One baton for all threads of a match, and one place that moves time.

An *actor* is a thread of the match. One actor runs at a time: the holder of the baton. An actor that has to
wait hands the baton on (`block`); when every actor waits, `_pick` asks the judge, and only the judge's
answer moves `now`. A loop is the actor that blocks in `select`.

Times are whole simulated nanoseconds since the start of the match.
"""

from __future__ import annotations

import _thread
import heapq
import itertools
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from grader.player.chance import Chance
from grader.wire import Wire, WireClosed

# After this many looks at one instant with nothing moving (clock reads of the learner's, steps that a turning loop
# runs, tries at a held lock), each further one is a simulated wait: busy waits end, and are named. Work moves
# something: a task is made, a future set, a thread woken, a service called. That starts the count again.
LOOKS_AT_ONE_INSTANT = 10_000
CLOCK_READS = 30_000  # if nothing else is done: a stopwatch around each of many calls reads one as well
FREE_LOCKS = 200_000  # taken with nothing moving: `with lock: count += 1` is work, and costs little
ONCE_NAMED = 100  # a hundredth of these is enough once a busy wait was found
FREE_LOCKS_IN_A_ROW = 1_000  # then other threads have a turn, as they would have in real life
TURNS_WHATEVER_MOVES = 40_000  # steps of turning loops at one instant: who polls with tasks of its own is found as well
STEPS_OF_ONE_TURN = 100  # that count: to start 20,000 tasks in one turn is work
MOMENTS = 10  # more are no work, but a busy wait
LOOK_COSTS = 100_000  # ns
CHEAP_LOOKS = 1_000  # further ones cost ten times as much: who waits busily for seconds is not asked for so long
LOOKS_IN_ALL = 3_000
SECOND = 1_000_000_000
# In real life a wait is a little longer than it was asked to be, and code that reads clocks may lean on that. And a
# clock reads a float: of whole nanoseconds only the multiples of 1/512 s are floats, all others are rounded. So once
# the learner's code has read a clock, or an instant was no such multiple, a wait ends so much later: by one nanosecond,
# or by a step of the coarsest clock that this match has read.
PARTS = 512
PART = SECOND // PARTS
LATE, LATE_BY_TIME, LATE_BY_DATETIME = 1, 239, 1_239  # ns: floats near `time.time()` are 238.4 ns apart
REAL_WAIT, REAL_WAITS = 0.001, 200  # real seconds, and how many, for what is not on this clock

_allocate_lock = _thread.allocate_lock  # the real ones: shims replace the attributes later
_real_sleep = time.sleep


class Actor:
    """A thread of the match. `why` is what it waits for, None while it can run."""

    __slots__ = (
        "beside_a_loop", "done", "epoch", "foreign", "gate", "ident", "inbox", "joiners", "poll", "serial",
        "started_at", "thread", "timed_out", "why", "work_from",
    )  # fmt: skip

    def __init__(self, serial: int, thread: Any = None) -> None:
        self.serial = serial
        self.thread = thread  # the threading.Thread, if there is one
        self.gate = _allocate_lock()
        self.gate.acquire()
        self.ident = 0
        self.epoch = 0
        self.why: str | None = None
        self.timed_out = False
        self.poll: Callable[[], Any] | None = None  # looks whether the selector it waits in has real events
        self.foreign = False  # that selector watches real sockets or pipes of the learner's
        self.inbox: list[Callable[[], None]] = []  # replies for the loop that runs in this thread
        self.joiners: list[Actor] = []
        self.work_from: tuple[str, int] | None = None  # a pool's thread: the learner's line that handed it its work
        self.done = False
        self.beside_a_loop = False  # started by the learner's code while a loop was running there
        self.started_at: tuple[str, int] | None = None  # the learner's line that started this thread


class Scheduler:
    """Holds the baton, the timers and the judge's last word on what time it is."""

    def __init__(self, wire: Wire, recorder: Any) -> None:
        self.wire = wire
        self.recorder = recorder
        self.now = 0
        self.late = LATE
        self.exact = True  # all instants so far are floats, and the learner's code has read no clock
        self.looks: dict[str, int] = {}  # at this instant and since something moved, by kind
        self.free_locks = 0  # taken, likewise
        self.turns, self._turns_patience = 0, TURNS_WHATEVER_MOVES  # steps of turning loops at this instant
        self.looks_in_all = 0
        self.chance: Chance | None = None  # None: first come first served, and no switch unless a thread waits
        self.read_at = -1  # when the learner's code has read a clock
        self.gave_way = False  # and something has waited since then, for no time
        self.moments = 0  # that this took, since time has really moved
        self.busy = False  # the wait that is asked for is one of those that a look costs
        self.main = Actor(0)
        self.main.ident = _thread.get_ident()
        self.current = self.main
        self.actors: dict[int, Actor] = {self.main.ident: self.main}
        self.replies: dict[int, Callable[[list[Any]], None]] = {}  # call id -> what to do with its reply
        self._serial = itertools.count(1)
        self._sequence = itertools.count()
        self._ready: deque[Actor] = deque()
        self._timers: list[tuple[int, int, Actor, int]] = []

    # --- waiting -----------------------------------------------------------------------------------

    def ends(self, seconds: float) -> int:
        """When a wait of so many seconds that begins now is over: the first ns at which all clocks surely say so."""
        if self.exact and (parts := float(seconds) * PARTS).is_integer():
            return self.now + int(parts) * PART
        return self.now + round(seconds * SECOND) + self.late

    def was_read(self, late: int) -> None:
        """A coarse clock was read: from now on waits end later by one step of it."""
        if late > self.late:
            self.late = late
            self.recorder.event("coarse_clock", step=late)

    def block(self, until: int | None, why: str) -> bool:
        """Wait until another actor or a reply wakes this one, or until `until`. Returns whether the time ran out."""
        me = self.current
        me.epoch += 1
        me.why = why
        me.timed_out = False
        if until is not None:
            heapq.heappush(self._timers, (until, next(self._sequence), me, me.epoch))
        self._hand_over(me)
        return me.timed_out

    def wake(self, actor: Actor, *, timed_out: bool = False) -> None:
        """Let a waiting actor run again; its timers are stale from now on."""
        if actor.why is not None:
            actor.why = None
            actor.epoch += 1
            actor.timed_out = timed_out
            self._ready.append(actor)
            if not timed_out:
                self.moved()
        elif (
            not timed_out
        ):  # its time has run out at this very instant, and it has not run yet: it gets what it waited for
            actor.timed_out = False

    def rest(self) -> None:
        """Let the other actors that can run go first."""
        me = self.current
        if self._ready and not self._is_on_its_way(me):
            self._ready.append(me)
            self._hand_over(me)

    def between_lines(self) -> None:
        """A worker thread is between two lines of the learner's: by chance, another thread goes on here."""
        if self.chance is None or self._is_on_its_way(self.current) or not self.chance.interrupts():
            return
        self._look_at_selectors()
        self.rest()

    @staticmethod
    def _is_on_its_way(me: Actor) -> bool:
        """Code of the learner's also runs in here, when garbage is collected: then the baton is on its way already."""
        return me.why is not None or me.done

    def moved(self) -> None:
        """Something happened at this instant: who looks now looks for the first time."""
        self.looks.clear()
        self.free_locks = 0

    def look(self, kind: str, where: Callable[[], Any], weight: int = 1) -> None:
        """Count a look at the world at this instant; from the limit on, a look takes time."""
        self.gave_way = self.gave_way or kind != "clock"
        looks = self.looks[kind] = self.looks.get(kind, 0) + weight
        self.turns += weight * (kind == "turn")
        if self.turns > self._turns_patience:
            self._turns_patience = TURNS_WHATEVER_MOVES // ONCE_NAMED
            self._costs(where)
        elif looks > self._patience(CLOCK_READS if kind == "clock" else LOOKS_AT_ONE_INSTANT):
            self._costs(where)

    def takes_a_free_lock(self, where: Callable[[], Any]) -> None:
        """A lock that is free is about to be taken: work, unless nothing else is done for very long."""
        self.free_locks += 1
        if self.free_locks > self._patience(FREE_LOCKS):
            self._costs(where)
        elif not self.free_locks % FREE_LOCKS_IN_A_ROW:
            self.rest()

    def reads_a_clock(self) -> None:
        """The learner's code reads a clock, and may compare: from now on each wait is longer than it was asked to be.

        So is one of no time at all: `sleep(max(0, due - clock()))`, and then `due < clock()`.
        """
        self.exact = False
        waited = self.read_at == self.now and self.gave_way
        if waited and self.moments < MOMENTS and not self._is_on_its_way(self.current):
            self.moments += 1
            self.block(self.now + self.late, "the next instant")
        self.read_at, self.gave_way = self.now, False

    def _patience(self, most: int) -> int:
        return most // ONCE_NAMED if self.looks_in_all else most

    def _costs(self, where: Callable[[], Any]) -> None:
        if self._is_on_its_way(self.current):
            return
        self.looks_in_all += 1
        self.recorder.polling(where)
        if self.looks_in_all > LOOKS_IN_ALL:
            self.recorder.finish("polling")
        self.busy = True
        cost = LOOK_COSTS * (1 if self.looks_in_all <= CHEAP_LOOKS else 10)
        self.block(self.now + cost, "a busy wait")

    def _hand_over(self, me: Actor) -> None:
        following = self._pick()
        if following is not me:
            self.current = following
            following.gate.release()
            me.gate.acquire()
        me.poll = None

    def _pick(self) -> Actor:
        """Return the actor that runs next. Only this place of the player asks for time to move."""
        while True:
            if self._ready and self.chance is not None:
                self._look_at_selectors()  # a loop that was woken runs no later than others, for all that is known
                return self.chance.taken_from(self._ready)
            if self._ready:
                return self._ready.popleft()
            if self._look_at_selectors() or self._wait_for_the_real_world():
                continue
            while self._timers and self._timers[0][2].epoch != self._timers[0][3]:
                heapq.heappop(self._timers)
            self._ask(self._timers[0][0] if self._timers else None)

    def _look_at_selectors(self) -> bool:
        """Wake every loop whose selector has something real, such as a wake-up from another thread."""
        found = False
        for actor in self.actors.values():
            if actor.why is not None and actor.poll is not None and actor.poll():
                self.wake(actor)
                found = True
        return found

    def _wait_for_the_real_world(self) -> bool:
        """Give real sockets and processes a moment. What they take is not timed, and the recorder says so."""
        if not any(actor.foreign and actor.why is not None for actor in self.actors.values()):
            return False
        self.recorder.not_timed("a real socket, pipe or process")
        for _ in range(REAL_WAITS):
            if self._look_at_selectors():
                return True
            _real_sleep(REAL_WAIT)
        return False

    def _ask(self, until: int | None) -> None:
        self.recorder.before_time_moves()
        busy, self.busy = self.busy, False
        self.wire.put("wait", until=until, busy=busy)
        try:
            self.wire.flush()
            answer = self.wire.get()
        except WireClosed:
            os._exit(0)  # the judge has seen enough
        if answer["verb"] == "report":
            self.recorder.waiting(answer["why"])
        now: int = answer["now"]
        if now > self.now:
            if not busy and now - self.now > self.late:
                self.moments = 0
            self.now = now
            self.exact = self.exact and not now % PART
            if not busy:  # only time that something else moves starts the count again
                self.turns = 0
                self.moved()
        for call, *reply in answer["replies"]:
            deliver = self.replies.get(call)
            if deliver is not None:
                deliver(reply)
        while self._timers and self._timers[0][0] <= self.now:
            _, _, actor, epoch = heapq.heappop(self._timers)
            if actor.epoch == epoch:
                self.wake(actor, timed_out=True)

    # --- threads -----------------------------------------------------------------------------------

    def started(self, thread: Any) -> Actor:
        """Make the actor of a thread that is about to start. It can run as soon as it has the baton."""
        actor = Actor(next(self._serial), thread)
        self._ready.append(actor)
        self.moved()
        return actor

    def never_started(self, actor: Actor) -> None:
        """The system has not started a thread after all."""
        actor.done = True
        if actor in self._ready:
            self._ready.remove(actor)

    def enter(self, actor: Actor) -> None:
        """First thing in a new thread: wait for the baton."""
        actor.ident = _thread.get_ident()
        actor.gate.acquire()
        self.actors[actor.ident] = actor

    def leave(self, actor: Actor) -> None:
        """Last thing in a thread: wake who joins it and hand the baton on for good."""
        actor.done = True
        self.actors.pop(actor.ident, None)
        self.moved()
        for joiner in actor.joiners:
            self.wake(joiner)
        following = self._pick()
        self.current = following
        following.gate.release()

    # --- loops -------------------------------------------------------------------------------------

    def select(
        self, poll: Callable[..., list[Any]], timeout: float | None, where: Callable[[], Any], steps: int | None,
        why: str = "select",
    ) -> list[Any]:  # fmt: skip
        """Wait like `selector.select(timeout)`; `poll` is the real one, without waiting.

        `steps`: how many the loop has ready that waits here; None if it is no loop, but code that waits for `why`.
        """
        me = self.current
        delivered = steps is not None and self._empty_inbox(me)
        events = poll()
        if events or delivered or (timeout is not None and timeout <= 0):
            if not delivered:
                self.look("turn" if steps is not None else why, where, min(max(1, steps or 1), STEPS_OF_ONE_TURN))
            self.rest()
            if steps is not None:
                self._empty_inbox(me)
            return self._in_some_order(events or poll())
        me.poll = poll
        self.block(None if timeout is None else self.ends(timeout), why)
        if steps is not None:
            self._empty_inbox(me)
        return self._in_some_order(poll())

    def _in_some_order(self, events: list[Any]) -> list[Any]:
        return events if self.chance is None else self.chance.shuffled(events)

    def _empty_inbox(self, me: Actor) -> bool:
        inbox, me.inbox = me.inbox, []
        for deliver in self._in_some_order(inbox):
            deliver()
        return bool(inbox)

    def post(self, actor: Actor, deliver: Callable[[], None], loop: Any) -> None:
        """Have `deliver` run in the thread of `actor`, at the next turn of the loop that runs there."""
        actor.inbox.append(deliver)
        if actor.why == "select":
            self.wake(actor)


def frames_of(actor: Actor) -> Any:
    """The innermost frame of an actor's thread, None if it has ended."""
    return sys._current_frames().get(actor.ident)
