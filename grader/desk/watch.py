"""`watch`: one screen that judges each time a stub is saved. Keys act without Enter.

prompt_toolkit reads the keys and knows the terminal, on Windows too; the frames are our own lines, written in one go.
Nothing in this process forks: judges are forked by the warm process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from pathlib import Path

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output, create_output

from grader.desk import screen
from grader.desk.controller import Controller
from grader.desk.model import Desk
from grader.desk.watching import Watching
from grader.exercise.catalogue import Exercise
from grader.sinks.stream import Look

KEYS: dict[str, str] = {
    Keys.Up: "up", Keys.Down: "down", Keys.PageUp: "pageup", Keys.PageDown: "pagedown", Keys.Escape: "escape",
    Keys.Enter: "enter", Keys.ControlM: "enter", Keys.ControlJ: "enter", Keys.ControlC: "c-c", Keys.ControlD: "q",
}  # fmt: skip
_PARENT = os.getppid()  # as it was before anything was told
_ESCAPE = 0.1  # real seconds after which a lone escape is the key, and no beginning of another one
_FRAME = 0.02  # real seconds between two frames, at least


def run(root: Path, exercises: Sequence[Exercise], at: Exercise | None, *, poll: bool, seed: int | None) -> int:
    """Watch until the learner leaves, and return the exit code."""
    return asyncio.run(_watch(Desk.open(root, exercises, at), poll=poll, seed=seed))


async def _watch(desk: Desk, *, poll: bool, seed: int | None) -> int:
    with contextlib.closing(create_input()) as keyboard:
        terminal = _Terminal(create_output(sys.stdout), keyboard, desk)
        controller = Controller(desk, terminal.wake, seed)
        controller.terminal = terminal.lend
        saves = watching_for(controller, poll=poll)
        with terminal.taken(), _interrupts(controller):
            await controller.open()
            await until_over(
                controller,
                terminal.draw(),
                terminal.hand_on(controller.pressed),
                saves,
            )
    return 0


async def until_over(controller: Controller, *work: Coroutine[None, None, None]) -> None:
    """Do all this work until the learner leaves. If one of it fails, let that be seen."""
    over = asyncio.create_task(controller.over.wait())
    tasks = [asyncio.create_task(each) for each in (*work, _until_alone())]
    try:
        ended, _ = await asyncio.wait([over, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        controller.over.set()
        for task in (over, *tasks):
            task.cancel()
        await asyncio.gather(over, *tasks, return_exceptions=True)
        await controller.close()
    for task in ended:
        task.result()


async def _until_alone() -> None:
    """Return once the process that started this one is gone: then nothing reads what is told here any more."""
    while os.getppid() == _PARENT:  # noqa: ASYNC110 - no system tells of this
        await asyncio.sleep(0.5)


def watching_for(controller: Controller, *, poll: bool) -> Coroutine[None, None, None]:
    """Begin to watch, now; what this returns tells the controller of every save."""

    def fallback() -> None:
        controller.desk.note = "The system does not report changes here, so the files are checked again and again."

    watching = Watching([row.exercise for row in controller.desk.rows], poll=poll, on_fallback=fallback)

    async def follow() -> None:
        async for exercise in watching.saves(controller.over):
            await controller.saved(exercise)

    return follow()


class _Terminal:
    """The real terminal: takes it, draws the desk on it, reads its keys, lends it to an editor."""

    def __init__(self, output: Output, keyboard: Input, desk: Desk) -> None:
        self._output = output
        self._keyboard = keyboard
        self._desk = desk
        self._news = asyncio.Event()
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._late: asyncio.TimerHandle | None = None
        self._lent = False
        self._size = (0, 0)

    def wake(self) -> None:
        """There is something new to show."""
        self._news.set()

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the terminal: first the keys, so that none is lost that answers what is shown."""
        with self._keyboard.raw_mode(), self._keyboard.attach(self._read):
            self._take()
            try:
                yield
            finally:
                self._give_back()

    def _take(self) -> None:
        self._output.enter_alternate_screen()
        self._output.hide_cursor()
        self._output.flush()
        self.wake()

    def _give_back(self) -> None:
        self._output.show_cursor()
        self._output.quit_alternate_screen()
        self._output.flush()

    async def draw(self) -> None:
        """Draw whenever there is news, and look now and then whether the window has another size."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.25):  # not wait_for: on 3.11 it can lose a cancellation
                    await self._news.wait()
            size = self._output.get_size()
            if self._news.is_set() or size != self._size:
                self._news.clear()
                self._size = size
                if not self._lent:
                    self._frame(size.rows, size.columns)
                await asyncio.sleep(_FRAME)

    def _frame(self, rows: int, columns: int) -> None:
        look = Look.of(sys.stdout)
        look = Look(look.colour, min(columns, look.width), look.unicode)
        lines = screen.draw(self._desk, look, rows, links=look.colour)
        # Line by line with an erased rest, instead of an erased screen: nothing flickers.
        frame = "\x1b[H" + "\r\n".join(f"{line}\x1b[0m\x1b[K" for line in lines) + "\x1b[J"
        self._output.write_raw(frame)
        self._output.flush()

    def _read(self, *, flush: bool = False) -> None:
        """There are keys to read; with `flush`, what looked like the beginning of one is a key of its own."""
        for press in self._keyboard.flush_keys() if flush else self._keyboard.read_keys():
            self._keys.put_nowait(KEYS.get(press.key, press.key))
        if self._late:
            self._late.cancel()
        if not flush:
            self._late = asyncio.get_running_loop().call_later(_ESCAPE, lambda: self._read(flush=True))

    async def hand_on(self, pressed: Callable[[str], Awaitable[None]]) -> None:
        """Hand on each key, one after the other."""
        while True:
            await pressed(await self._keys.get())

    async def lend(self, words: list[str]) -> None:
        """Run a program that needs the terminal for itself, and take the terminal back after it."""
        self._lent = True
        self._give_back()
        try:
            with self._keyboard.detach(), self._keyboard.cooked_mode():
                process = await asyncio.create_subprocess_exec(*words)
                await process.wait()
        finally:
            self._lent = False
            self._take()


@contextlib.contextmanager
def _interrupts(controller: Controller) -> Iterator[None]:
    """Leave tidily, the terminal as it was, also when the process is ended from outside."""
    loop = asyncio.get_running_loop()
    caught = []
    if os.name != "nt":
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            loop.add_signal_handler(getattr(signal, name), controller.over.set)
            caught.append(name)
    try:
        yield
    finally:
        for name in caught:
            loop.remove_signal_handler(getattr(signal, name))
