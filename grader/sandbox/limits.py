"""Every limit of a match, by name, in one place. Seconds are real here: these guard the machine."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a player may use. All defaults are far above what honest answers need."""

    cpu_seconds: int = 2  # of one player; RLIMIT_CPU counts whole seconds
    step_cpu_seconds: float = 0.4  # of one step of a loop, by its thread's CPU clock; honest ones take milliseconds
    silent_seconds: float = 10.0  # real time without a word from the player
    silences_seconds: float = 18.0  # all of those together, in one match
    exercise_cpu_seconds: float = 24.0  # of all players of one exercise, and of the judge while it plays and checks
    exercise_seconds: float = 30.0  # real time of the same, but for the waits for a processor
    live_seconds: float = 36.0  # the same of an exercise on the real clock
    output_bytes: int = 64 * 1024  # printed by one player
    message_bytes: int = 1024 * 1024  # one message on the wire
    message_depth: int = 24  # nesting of one value on the wire
    memory_bytes: int = 384 * 1024**2  # address space of one player; each thread takes 2 MiB of it for its stack
    processes: int = 200  # and threads, the fork server among them, if they are counted; honest answers have forty
    group_bytes: int = 448 * 1024**2  # of memory, of all processes of a grading run but the judge's, if it is counted
    file_bytes: int = 16 * 1024**2  # any one file that a player writes
    open_files: int = 256
    messages: int = 100_000  # from one player; one that prints its 64 KiB letter by letter sends 65,536
    wire_bytes: int = 5 * 1024**2  # all of them together; in the judge's memory they may be 70 times as large
    calls: int = 5_000  # of services, in one match
    waits: int = 3_000  # times one player may ask for time to move
    waits_after_end: int = 500  # the same, once the scenario has returned
    simulated_seconds: float = 1e7  # after that waiting longer makes no sense


LIMITS = Limits()
