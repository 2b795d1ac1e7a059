"""What a key, a save and an answer do. The screen and the plain mode are told by `on_change` that there is news."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from grader import workspace
from grader.desk import editor, program, progress, tried, watching
from grader.desk.model import Desk, LastVerdict, Panel
from grader.desk.runs import Answer, Runs
from grader.desk.states import playable
from grader.errors import UserError
from grader.exercise.catalogue import Exercise
from grader.verdict import Verdict

Handler = Callable[[], Awaitable[None]]


class Controller:
    """Ties a desk to the warm process, to programs and to the keys. `over` is set when the learner leaves."""

    def __init__(self, desk: Desk, on_change: Callable[[], None], seed: int | None = None) -> None:
        self.desk = desk
        self.over = asyncio.Event()
        self.terminal: Callable[[list[str]], Awaitable[None]] | None = None  # runs a program that needs the terminal
        self._on_change = on_change
        self._seed = seed  # None: another one each time
        self._runs = Runs(self._answered)
        self._asked: dict[int, tuple[str, Exercise | None, float]] = {}  # run: what for, which exercise, since when
        self._was_reset: watching.Seen = ()
        self._program: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[None]] = set()
        self._keys: dict[str, Handler] = {
            "n": self._next, "h": self._hint, "a": self._try, "e": self._panel(Panel.EXPLAIN),
            "t": self._panel(Panel.TIMELINE), "l": self._panel(Panel.LIST), "r": self._run,
            "x": self._panel(Panel.RESET), "c": self._together, "s": self._panel(Panel.SOLUTION), "o": self._open,
            "v": self._back, "escape": self._back, "q": self._quit, "c-c": self._quit,
        }  # fmt: skip

    async def open(self) -> None:
        """Get warm, and judge what lies on the desk if the learner has begun with it."""
        await self._runs.open()
        if self.desk.row.edited is not None:
            await self.judge()

    async def close(self) -> None:
        """End everything that was started."""
        await self._stop_program()
        await self._runs.close()

    # --- what happens ---------------------------------------------------------------------------------

    async def saved(self, exercise: Exercise) -> None:
        """A stub was saved. Whatever is being judged is out of date; who saves another exercise is there now."""
        if watching.look(exercise) == self._was_reset:
            return  # that was us
        if exercise.id != self.desk.at.id:
            self.desk.go(exercise)
        elif self.desk.panel is not Panel.RESET:
            self.desk.panel, self.desk.scroll = Panel.VERDICT, 0
        await self.judge()

    async def judge(self) -> None:
        """Judge the exercise that the learner is at, instead of what is being judged."""
        await self._ask("verdict", self.desk.at)

    async def pressed(self, key: str) -> None:
        """A key was pressed. One that means nothing here does nothing."""
        desk = self.desk
        if desk.panel is Panel.RESET and key not in ("q", "c-c"):
            await self._reset(sure=key == "y")
        elif desk.panel is Panel.LIST and key in ("up", "down", "k", "j", "enter", "f"):
            await self._in_the_list(key)
        elif key in ("up", "down", "k", "j", "pageup", "pagedown", " "):
            step = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -desk.page}.get(key, desk.page)
            desk.scroll = max(0, min(desk.scroll + step, desk.furthest))
        elif key in ("v", "escape", "c", "c-c") or key in dict(desk.actions()):
            desk.note = ""
            await self._keys[key]()
        self._on_change()

    def _answered(self, answer: Answer) -> None:
        what, exercise, since = self._asked.pop(answer["run"])
        desk = self.desk
        desk.judging = ""
        if problem := answer.get("problem"):
            desk.note = problem
        elif what in ("tried", "tried unasked"):
            if exercise and (here := desk.judged.get(exercise.id)):
                here.tried = answer["tried"] or (tried.NOTHING if what == "tried" else None)
        elif what == "reference":
            if exercise and (here := desk.judged.get(exercise.id)) and here.passed:
                here.reference = answer["facts"].get(exercise.id)
        else:
            verdict = Verdict.from_json(answer["verdict"])
            desk.note = answer.get("note", "")
            was_done = desk.all_done
            desk.refresh()
            if what == "together":
                desk.together = verdict
            elif exercise:
                judged = LastVerdict(verdict, answer["facts"].get(exercise.id), seconds=time.monotonic() - since)
                desk.judged[exercise.id] = judged
                self._soon(self._after(exercise, judged, last=desk.all_done and not was_done))
        self._on_change()

    async def _after(self, exercise: Exercise, judged: LastVerdict, *, last: bool) -> None:
        """Once something passed: everything together after the last one, else how the reference does it."""
        if self._runs.is_running:
            return
        if not judged.passed:
            if exercise.id == self.desk.at.id and tried.is_due(self.desk.row.record) and self.desk.may_try():
                await self._try("tried unasked")
            return
        if last:
            await self._together()
        elif exercise.clock == "simulated" and self.desk.solution():
            await self._ask("reference", exercise, solutions=True, seed=judged.verdict.seed)

    async def _ask(self, what: str, exercise: Exercise | None, **options: Any) -> None:
        if what == "verdict":
            self.desk.judging = f"judging {self.desk.at.label}"
        chosen = [exercise] if exercise else [row.exercise for row in playable(self.desk.rows)]
        names = [each.folder.name for each in chosen]
        self._asked.clear()
        self._asked[self._runs.number + 1] = (what, exercise, time.monotonic())
        self._on_change()
        await self._runs.ask(names, **{"seed": self._seed, **options})

    def _soon(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    # --- keys -----------------------------------------------------------------------------------------

    def _panel(self, panel: Panel) -> Handler:
        async def show() -> None:
            self.desk.show(panel)

        return show

    async def _back(self) -> None:
        self.desk.panel, self.desk.scroll = Panel.VERDICT, 0

    async def _quit(self) -> None:
        self.over.set()

    async def _next(self) -> None:
        following = self.desk.next_one()
        if following is None:
            self.desk.note = "Nothing else is open. l lists all exercises; c judges all of them once more."
            return
        await self._go(following)

    async def _go(self, exercise: Exercise) -> None:
        await self._stop_program()
        self.desk.go(exercise)
        self.desk.refresh()
        if self.desk.row.edited is not None:
            await self.judge()
        else:
            self.desk.judging = ""
            await self._runs.cancel()

    async def _hint(self) -> None:
        desk = self.desk
        if desk.panel is not Panel.HINT or desk.row.record.hints < len(desk.at.hints):
            if desk.panel is Panel.HINT or not desk.row.record.hints:
                try:
                    progress.note_hint(desk.root, desk.at.id, len(desk.at.hints))
                except progress.ProgressError as error:
                    desk.note = str(error)
                desk.refresh()
            desk.panel, desk.scroll = Panel.HINT, 0
        else:
            desk.show(Panel.VERDICT)

    async def _try(self, what: str = "tried") -> None:
        desk = self.desk
        if desk.here is not None and desk.here.tried is None and desk.may_try():
            desk.panel, desk.scroll = Panel.VERDICT, 0
            desk.judging = f"trying changes of {desk.at.label}"
            await self._ask(what, desk.at, tried=True, seed=desk.here.verdict.seed)

    async def _in_the_list(self, key: str) -> None:
        desk = self.desk
        if key == "enter":
            await self._go(desk.listed[desk.cursor].exercise)
        elif key == "f":
            desk.only_open, desk.cursor = not desk.only_open, 0
        else:
            desk.cursor = max(0, min(desk.cursor + (1 if key in ("down", "j") else -1), len(desk.listed) - 1))

    async def _reset(self, *, sure: bool) -> None:
        self.desk.show(Panel.VERDICT)
        if not sure:
            self.desk.note = "Nothing was changed."
            return
        try:
            done = workspace.reset([self.desk.at], self.desk.root)
        except UserError as error:
            self.desk.note = str(error)
            return
        self._was_reset = watching.look(self.desk.at)
        await self._runs.cancel()
        self.desk.judging = ""
        self.desk.judged.pop(self.desk.at.id, None)
        self.desk.refresh()
        self.desk.note = " ".join(workspace.say("reset", done))

    async def _together(self) -> None:
        self.desk.together = None
        self.desk.panel, self.desk.scroll = Panel.TOGETHER, 0
        self.desk.judging = "judging everything together"
        await self._ask("together", None)

    async def _open(self) -> None:
        here = self.desk.here
        mistakes = [check.mistake for check in here.exercise.checks if check.mistake] if here else []
        line = next((m.line for m in mistakes if m.line and m.file == self.desk.at.files[0]), 1)
        chosen = editor.command(self.desk.at.folder / self.desk.at.files[0], line)
        if chosen is None:
            self.desk.note = "Which editor? Set EDITOR, as in  EDITOR=nano nox -s watch , or click the path above."
        elif chosen.needs_terminal and self.terminal is None:
            self.desk.note = "This editor needs the terminal for itself: open the file in another one."
        else:
            try:
                await (self.terminal(chosen.words) if chosen.needs_terminal and self.terminal else editor.start(chosen))
            except OSError as error:
                self.desk.note = f"{chosen.words[0]} cannot be started ({error.strerror}). Set EDITOR to another one."

    # --- run for real ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        if self._program and not self._program.done():
            await self._stop_program()
            return
        self.desk.output = []
        self.desk.panel, self.desk.scroll = Panel.RUN, 0
        try:
            words = program.command(self.desk.at)
        except UserError as error:
            self.desk.note = str(error)
            return
        self.desk.running = f"running {self.desk.at.files[0]} on the real clock (r stops it)"
        self._program = asyncio.create_task(self._read_program(words, self.desk.at))

    async def _read_program(self, words: list[str], exercise: Exercise) -> None:
        desk = self.desk
        try:
            async for line in program.output(words, exercise.folder):
                desk.output.append(line)
                desk.scroll = len(desk.output)
                self._on_change()
        except OSError as error:
            desk.note = f"It cannot be started ({error.strerror})."
        finally:
            desk.running = ""
            self._on_change()

    async def _stop_program(self) -> None:
        if self._program and not self._program.done():
            self._program.cancel()
            await asyncio.wait([self._program])
            self.desk.output.append("(stopped)")
