"""Small changes of a learner's source that take a suspected cause away, so that advice can be tried before it is given.

Each replaces spans and keeps every line number. Nothing here is ever shown: what is said is a kind of change, at a
line. A learner's source may make Python's parser die, so `of` runs this module in a process of its own.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

SECONDS = 5.0  # real, for one source; parsing takes milliseconds
MOST = 12  # changes for one suspect
_CLOCKS = {"monotonic", "perf_counter", "process_time", "time"}
OWN, TWIN, THREAD = 0, 1, 2  # forms of a call that does not block: asyncio's own, the services' own, in a thread

Span = tuple[int, int, str]  # from and to, in bytes, and what stands there instead
Suspect = tuple[str, str, int]  # the named mistake, the file, the line


@dataclasses.dataclass(frozen=True)
class Edit:
    """One change. `what` says its kind, as it is told; `form` and `size` (bytes) decide between two that both work."""

    mistake: str
    what: str
    file: str
    line: int
    spans: tuple[Span, ...]
    form: int = OWN

    @property
    def size(self) -> int:
        """How many bytes come and go."""
        return sum(end - start + len(text) for start, end, text in self.spans)

    def applied(self, source: str) -> str:
        """The source with the change in it."""
        data = source.encode()
        for start, end, text in sorted(self.spans, reverse=True):
            data = data[:start] + text.encode() + data[end:]
        return data.decode()


def of(sources: dict[str, str], services: str, suspects: Sequence[Suspect]) -> list[Edit]:
    """The changes for some suspects, worked out in another process; [] if that dies or takes too long."""
    wish = json.dumps([sources, services, list(suspects)])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", __file__],
            input=wish,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        rows = json.loads(done.stdout) if done.returncode == 0 else []
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return []
    return [Edit(**{**row, "spans": tuple(map(tuple, row["spans"]))}) for row in rows]


def main() -> None:
    """Read sources and suspects, write the changes."""
    sources, services, suspects = json.load(sys.stdin)
    found = [edit for suspect in suspects for edit in changes(sources, services, tuple(suspect))]
    json.dump([dataclasses.asdict(edit) for edit in found], sys.stdout)


def changes(sources: dict[str, str], services: str, suspect: Suspect) -> list[Edit]:
    """The changes that would take one suspected mistake away, at its line."""
    name, file, line = suspect
    if name not in _WAYS or file not in sources:
        return []
    page = _Page(sources[file], services)
    found: list[Edit] = []
    for way in _WAYS[name]:
        for what, spans, *form in way(page, line):
            kept = all(page.data[start:end].count(b"\n") == text.count("\n") for start, end, text in spans)
            edit = Edit(name, what, file, line, page.with_asyncio(spans), *form)
            if kept and edit.spans and edit not in found and edit.applied(sources[file]) != sources[file]:
                found.append(edit)
    return found[:MOST]


Node = TypeVar("Node", bound=ast.AST)
Found = Iterator[tuple[str, list[Span]] | tuple[str, list[Span], int]]


class _Page:
    """One source, parsed, with the places of its nodes in bytes."""

    def __init__(self, source: str, services: str) -> None:
        self.data = source.encode()
        self.services = services
        self.tree = ast.parse(source)
        self._starts = [0]
        for row in self.data.split(b"\n"):
            self._starts.append(self._starts[-1] + len(row) + 1)
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def span(self, node: Any) -> tuple[int, int]:
        """The start and the end of a node."""
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        return start, end

    def text(self, node: ast.AST) -> str:
        """What stands there."""
        start, end = self.span(node)
        return self.data[start:end].decode()

    def put(self, node: ast.AST, text: str) -> Span:
        """A span with something else in the place of a node; no line less than before."""
        start, end = self.span(node)
        lines = self.data[start:end].count(b"\n") - text.count("\n")
        return start, end, text + "\n" * max(0, lines)

    def on(self, line: int, *kinds: type[Node]) -> list[Node]:
        """The nodes of these kinds on a line, outer ones first."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, kinds) and self._is_what_it_seems(node)]
        return [node for node in found if getattr(node, "lineno", 0) <= line <= (getattr(node, "end_lineno", 0) or 0)]

    def _is_what_it_seems(self, node: ast.AST) -> bool:
        """Whether its place is right: within an f-string it is not, before Python 3.12."""
        if not isinstance(node, (ast.Call, ast.Name)):
            return True
        return re.sub(r"\s", "", self.text(node))[:1] == re.sub(r"\s", "", ast.unparse(node))[:1]

    def around(self, node: ast.AST, *kinds: type[ast.AST]) -> ast.AST | None:
        """The innermost node of these kinds around another one."""
        parent = self.parents.get(node)
        while parent is not None and not isinstance(parent, kinds):
            parent = self.parents.get(parent)
        return parent

    def may_await(self, node: ast.AST) -> bool:
        """Whether an `await` may stand here."""
        around = self.around(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.GeneratorExp)
        return isinstance(around, ast.AsyncFunctionDef)

    def function(self, node: ast.AST) -> ast.AST:
        """The function around a node, else the module."""
        return self.around(node, ast.FunctionDef, ast.AsyncFunctionDef) or self.tree

    def with_asyncio(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The same, with an import of asyncio if it needs one and there is none; () if that cannot be had."""
        needs = any("asyncio." in text for _, _, text in spans)
        imported = any(
            isinstance(node, ast.Import) and any(name.name == "asyncio" and not name.asname for name in node.names)
            for node in self.tree.body
        )
        if not needs or imported:
            return tuple(spans)
        for node in self.tree.body:
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign)) and not future:
                start = self.span(node)[0]
                return (*spans, (start, start, "import asyncio; "))
        return ()


def _called(node: ast.Call) -> str:
    """The last part of the name that is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _calls(page: _Page, line: int, *names: str) -> Iterator[ast.Call]:
    for node in page.on(line, ast.Call):
        if not names or _called(node) in names:
            yield node


def _in_brackets(page: _Page, node: ast.AST, text: str) -> str:
    """An `await` that may replace a node."""
    alone = isinstance(page.parents.get(node), (ast.Expr, ast.Assign, ast.Return, ast.Call, ast.List, ast.keyword))
    return text if alone else f"({text})"


def _await_calls(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.Call, ast.Name):
        parent = page.parents.get(node)
        if isinstance(parent, ast.Await) or not page.may_await(node) or getattr(parent, "func", None) is node:
            continue
        if isinstance(node, ast.Name) and not (isinstance(node.ctx, ast.Load) and _is_made_here(page, node)):
            continue
        what = "awaiting the call" if isinstance(node, ast.Call) else f"awaiting `{page.text(node)}`"
        yield what, [page.put(node, _in_brackets(page, node, f"await {page.text(node)}"))]


def _is_made_here(page: _Page, name: ast.Name) -> bool:
    """Whether a name was given to what a call gave, in the same function."""
    made = (
        target
        for node in ast.walk(page.function(name))
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Call, ast.List, ast.ListComp))
        for target in node.targets
    )
    return any(isinstance(target, ast.Name) and target.id == name.id for target in made)


def _gather_lists(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.ListComp, ast.List):
        if page.may_await(node) and not isinstance(page.parents.get(node), ast.Starred):
            inner = node.elts if isinstance(node, ast.List) else [node.elt] if isinstance(node, ast.ListComp) else []
            if inner and all(isinstance(each, ast.Call) for each in inner):
                parent = page.parents.get(node)
                outer = parent if isinstance(parent, ast.Await) else node
                text = f"list(await asyncio.gather(*{page.text(node)}))"
                yield "awaiting them together with gather", [page.put(outer, text)]


def _await_results(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "result"):
        if page.may_await(node) and isinstance(node.func, ast.Attribute):
            yield "awaiting the task", [page.put(node, f"(await {page.text(node.func.value)})")]


def _await_what_is_run(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "run", "run_until_complete"):
        if node.args and page.may_await(node):
            yield "awaiting the coroutine instead of running it", [page.put(node, f"(await {page.text(node.args[0])})")]


def _free_the_loop(page: _Page, line: int) -> Found:
    for node in _calls(page, line):
        if not page.may_await(node) or isinstance(page.parents.get(node), ast.Await):
            continue
        if _called(node) in _CLOCKS:  # it takes no time, and a thread for it would only give others a turn
            continue
        arguments = page.data[page.span(node.func)[1] : page.span(node)[1]].decode()
        if re.fullmatch(r"(time\.)?sleep", page.text(node.func)):
            yield "asyncio's own pause", [page.put(node, f"(await asyncio.sleep{arguments})")], OWN
        twin = f"a{_called(node)}"
        if re.search(rf"async def {twin}\(", page.services):
            function = page.text(node.func).removesuffix(_called(node)) + twin
            if isinstance(node.func, ast.Name):
                function = f'__import__("services").{twin}'
            yield "awaiting the async twin of the call", [page.put(node, f"(await {function}{arguments})")], TWIN
        inner = arguments.strip()[1:]
        handed = f"(await asyncio.to_thread({page.text(node.func)}{', ' if node.args or node.keywords else ''}{inner})"
        yield "moving the call to a thread", [page.put(node, handed)], THREAD


def _pause_for_the_loop(page: _Page, line: int) -> Found:
    yield from (found for found in _free_the_loop(page, line) if found[-1] == OWN)


def _hand_over(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "to_thread", "run_in_executor", "submit", "call_soon_threadsafe"):
        place = 1 if _called(node) == "run_in_executor" else 0
        handed = node.args[place] if len(node.args) > place else None
        if isinstance(handed, ast.Call):
            parts = [page.text(handed.func), *map(page.text, [*handed.args, *handed.keywords])]
            yield "handing over the function and its arguments", [page.put(handed, ", ".join(parts))]


def _together(page: _Page, line: int) -> Found:
    what = "starting the calls together"
    for listed in page.on(line, ast.ListComp):
        if isinstance(listed.elt, ast.Await) and page.may_await(listed):
            (begin, _), (start, end), whole = page.span(listed), page.span(listed.elt), page.text(listed).encode()
            bare = whole[: start - begin].decode() + page.text(listed.elt.value) + whole[end - begin :].decode()
            yield what, [page.put(listed, f"list(await asyncio.gather(*{bare}))")]
    for pairs in page.on(line, ast.DictComp):
        if isinstance(pairs.value, ast.Await) and page.may_await(pairs):
            rest = page.data[page.span(pairs.value)[1] : page.span(pairs)[1] - 1].decode()
            keys, values = f"[{page.text(pairs.key)}{rest}]", f"[{page.text(pairs.value.value)}{rest}]"
            made = f"dict(zip({keys}, await asyncio.gather(*{values})))"
            yield what, [page.put(pairs, re.sub(r"\s*\n\s*", " ", made))]
    for loop in page.on(line, ast.For):
        if len(loop.body) == 1 and not loop.orelse:
            yield from ((what, spans) for spans in _loop_together(page, loop))
    for several in page.on(line, ast.Tuple):
        awaits = [each for each in several.elts if isinstance(each, ast.Await)]
        if len(awaits) > 1 and len(awaits) == len(several.elts):
            inner = ", ".join(page.text(each.value) for each in awaits)
            yield what, [page.put(several, f"tuple(await asyncio.gather({inner}))")]
    yield from ((what, spans) for spans in _lines_together(page, line))


def _loop_together(page: _Page, loop: ast.For) -> Iterator[list[Span]]:
    """`for x in xs: found.append(await f(x))`, or `found[x] = await f(x)`."""
    head, line = f" for {page.text(loop.target)} in {page.text(loop.iter)}", loop.body[0]
    pause = "\n" * (page.text(loop).count("\n"))
    if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call) and _called(line.value) == "append":
        item = line.value.args[0] if line.value.args else None
        if isinstance(item, ast.Await) and isinstance(line.value.func, ast.Attribute):
            made = f"await asyncio.gather(*[{page.text(item.value)}{head}])"
            yield [(*page.span(loop), f"{page.text(line.value.func.value)}.extend({made}){pause}")]
    if (
        isinstance(line, ast.Assign)
        and isinstance(line.value, ast.Await)
        and isinstance(line.targets[0], ast.Subscript)
    ):
        target = line.targets[0]
        made = f"await asyncio.gather(*[{page.text(line.value.value)}{head}])"
        keys = f"[{page.text(target.slice)}{head}]"
        yield [(*page.span(loop), f"{page.text(target.value)}.update(zip({keys}, {made})){pause}")]


def _lines_together(page: _Page, line: int) -> Iterator[list[Span]]:
    """`a = await f()` above `b = await g()`; and what is made a task at once."""
    for function in ast.walk(page.tree):
        body = getattr(function, "body", None)
        for one, two in itertools.pairwise(body) if isinstance(body, list) else ():
            both = [each for each in (one, two) if isinstance(each, ast.Assign) and isinstance(each.value, ast.Await)]
            if len(both) == 2 and min(abs(each.lineno - line) for each in both) == 0:
                targets = ", ".join(page.text(each.targets[0]) for each in both)
                awaited = ", ".join(page.text(each.value.value) for each in both if isinstance(each.value, ast.Await))
                yield [page.put(one, f"{targets} = await asyncio.gather({awaited})"), page.put(two, "pass")]
    yield from _a_task_at_once(page, line)


def _a_task_at_once(page: _Page, line: int) -> Iterator[list[Span]]:
    """A coroutine object that is awaited late, or again."""
    late_ones = {
        node.value.id
        for node in ast.walk(page.tree)
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Name)
    }
    for node in ast.walk(page.tree):
        if isinstance(node, ast.Assign) and node.lineno <= line and isinstance(node.targets[0], ast.Name):
            value = node.value.elt if isinstance(node.value, ast.ListComp) else node.value
            late = node.targets[0].id in late_ones or isinstance(node.value, ast.ListComp)
            if late and isinstance(value, ast.Call) and _called(value) not in ("create_task", "gather", "set", "dict"):
                yield [page.put(value, f"asyncio.create_task({page.text(value)})")]


def _a_task_to_await_again(page: _Page, line: int) -> Found:
    yield from (("awaiting a task in the place of the coroutine", spans) for spans in _a_task_at_once(page, line))


def _await_where_it_is_used(page: _Page, line: int) -> Found:
    """A task that is made on this line, and used below as if it were the result."""
    for node in page.on(line, ast.Assign):
        name, many = node.targets[0], isinstance(node.value, (ast.List, ast.ListComp))
        spans = []
        for used in ast.walk(page.function(node)) if isinstance(name, ast.Name) else ():
            if isinstance(used, ast.Name) and used.id == page.text(name) and isinstance(used.ctx, ast.Load):
                parent = page.parents.get(used)
                if page.may_await(used) and not isinstance(parent, (ast.Await, ast.Attribute, ast.Starred)):
                    text = f"list(await asyncio.gather(*{used.id}))" if many else f"await {used.id}"
                    spans.append(page.put(used, text if many else _in_brackets(page, used, text)))
        if spans:
            yield "awaiting what is made", spans


def _keep_the_task(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "create_task", "ensure_future"):
        kept = '(lambda task: (globals().setdefault("_kept", set()).add(task), task)[1])'
        yield "keeping the task", [page.put(node, f"{kept}({page.text(node)})")]


def _raise_again(page: _Page, line: int) -> Found:
    for handler in page.on(line, ast.ExceptHandler):
        last = handler.body[-1]
        leaves = isinstance(last, (ast.Pass, ast.Return, ast.Break, ast.Continue, ast.Raise))
        text = "raise" if leaves else f"{page.text(last)}; raise"
        if handler.lineno == line and (leaves or isinstance(last, (ast.Expr, ast.Assign))):
            yield "raising it again at the end of the `except`", [page.put(last, text)]
    for node in _calls(page, line, "suppress"):
        yield "letting it through", [page.put(node, "__import__('contextlib').nullcontext()")]


def _let_the_first_out(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.Raise):
        if page.around(node, ast.ExceptHandler):
            yield "letting the first error through", [page.put(node, "raise")]


def _except_star(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.Try):
        if node.handlers and all(handler.type is not None for handler in node.handlers):
            starts = [page.span(handler)[0] for handler in node.handlers]
            yield "`except*` in the place of `except`", [(start, start + 6, "except*") for start in starts]


def _await_the_cancelled(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "cancel"):
        statement = page.parents.get(node)
        if isinstance(statement, ast.Expr) and page.may_await(node) and isinstance(node.func, ast.Attribute):
            what, task, loop = "awaiting what was cancelled", page.text(node.func.value), page.parents.get(statement)
            if isinstance(loop, ast.For) and loop.body == [statement] and not loop.orelse:  # all, then all are awaited
                every = page.text(loop.iter)
                made = f"[{page.text(node)} for {page.text(loop.target)} in {every}]"
                yield what, [page.put(loop, f"{made}; await asyncio.gather(*{every}, return_exceptions=True)")]
            else:
                after = f"{page.text(node)}; await asyncio.gather({task}, return_exceptions=True)"
                yield what, [page.put(node, after)]


def _without_the_pause(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "sleep"):
        if isinstance(page.parents.get(node), ast.Await):
            yield "leaving out the pause", [page.put(node, "asyncio.sleep(0)")]


def _without_the_limit(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.AsyncWith):
        if len(node.items) == 1 and node.lineno == line:
            yield "leaving out the lock or limit", [page.put(node.items[0], "__import__('contextlib').nullcontext()")]


def _await_instead_of_sleeping(page: _Page, line: int) -> Found:
    """A task that is made on this line, and a sleep below that is to give it time."""
    for node in page.on(line, ast.Assign):
        name, many = node.targets[0], isinstance(node.value, (ast.List, ast.ListComp, ast.SetComp))
        for call in ast.walk(page.function(node)) if isinstance(name, ast.Name) else ():
            sleeps = isinstance(call, ast.Call) and _called(call) == "sleep" and call.lineno > line
            if sleeps and isinstance(page.parents.get(call), ast.Await):
                waits = f"asyncio.gather(*{page.text(name)})" if many else page.text(name)
                yield "awaiting the task instead of sleeping", [page.put(call, waits)]


def _wait_instead_of_looking(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "sleep"):
        loop = page.around(node, ast.While)
        for look in ast.walk(loop.test) if isinstance(loop, ast.While) else ():
            if isinstance(look, ast.Call) and isinstance(look.func, ast.Attribute) and page.may_await(node):
                thing = page.text(look.func.value)
                waits = {"done": f"asyncio.wait([{thing}])", "is_set": f"{thing}.wait()"}.get(look.func.attr)
                if waits and isinstance(page.parents.get(node), ast.Await):
                    yield "waiting for it instead of looking", [page.put(node, waits)]


def _in_the_order_of_asking(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "as_completed"):
        if node.args:
            started = f"[asyncio.ensure_future(each) for each in {page.text(node.args[0])}]"
            yield "taking the results in the order of asking", [page.put(node, started)]
    for tasks in page.on(line, ast.SetComp, ast.Set):
        start, end = page.span(tasks)
        yield "keeping the tasks in a list", [(start, start + 1, "["), (end - 1, end, "]")]


def _async_or_not(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.For, ast.With):
        if node.lineno == line and page.may_await(node):
            start = page.span(node)[0]
            yield "`async` in front of it", [(start, start, "async ")]
    for node in page.on(line, ast.AsyncFor, ast.AsyncWith):
        if node.lineno == line:
            start = page.span(node)[0]
            yield "leaving out `async`", [(start, start + 6, "")]


def _async_in_a_comprehension(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp):
        text = page.text(node)
        for pattern, made, what in (
            (r"\basync for\b", "for", "leaving out `async`"),
            (r"\bfor\b", "async for", "`async` in front of it"),
        ):
            if (found := re.search(pattern, text)) and ("async for" in text) == (made == "for"):
                start = page.span(node)[0]
                yield what, [(start + found.start(), start + found.end(), made)]


def _without_await(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.Await):
        yield "leaving out `await`", [page.put(node, page.text(node.value))]
        if isinstance(node.value, (ast.List, ast.ListComp, ast.Name)):
            yield (
                "awaiting them together with gather",
                [page.put(node, f"list(await asyncio.gather(*{page.text(node.value)}))")],
            )


def _call_it(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.Name, ast.Attribute):
        parent = page.parents.get(node)
        handed = isinstance(parent, (ast.Await, ast.Starred)) or (isinstance(parent, ast.Call) and node in parent.args)
        if handed and isinstance(getattr(node, "ctx", None), ast.Load):
            yield "calling the function", [page.put(node, f"{page.text(node)}()")]


def _plain_def(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.AsyncFunctionDef):
        awaits = any(isinstance(inner, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for inner in ast.walk(node))
        if node.lineno == line and not awaits:
            start = page.span(node)[0]
            yield "a plain `def`", [(start, start + 6, "")]


def _async_def(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.FunctionDef):
        start = page.span(node)[0]
        yield "an `async def` around it", [(start, start, "async ")]


def _raise_errors(page: _Page, line: int) -> Found:
    for node in page.on(line, ast.keyword):
        if node.arg == "return_exceptions":
            yield "leaving out `return_exceptions=True`", [page.put(node.value, "False")]


def _from_the_thread(page: _Page, line: int) -> Found:
    for node in _calls(page, line, "call_soon"):
        if isinstance(node.func, ast.Attribute):
            text = page.text(node.func.value)
            yield "`call_soon_threadsafe`", [page.put(node.func, f"{text}.call_soon_threadsafe")]
    for node in _calls(page, line, "create_task"):
        if node.args and isinstance(node.func, ast.Attribute):
            text = f"asyncio.run_coroutine_threadsafe({page.text(node.args[0])}, {page.text(node.func.value)})"
            yield "`run_coroutine_threadsafe`", [page.put(node, text)]


_WAYS = {
    "never-awaited": (_await_calls, _gather_lists),
    "task-not-awaited": (_await_calls, _gather_lists, _await_where_it_is_used),
    "coroutine-reused": (_a_task_to_await_again,),
    "result-too-soon": (_await_results, _await_calls),
    "task-leaked": (_await_calls, _await_the_cancelled),
    "wait-skipped": (_await_calls,),
    "guessed-wait": (_await_instead_of_sleeping, _await_calls, _without_the_pause),
    "nested-run": (_await_what_is_run,),
    "extra-loop": (_await_what_is_run,),
    "blocking-call": (_await_what_is_run, _free_the_loop),
    "cpu-in-the-loop": (_free_the_loop,),
    "loop-starved": (_pause_for_the_loop,),
    "deadlock": (_free_the_loop,),
    "called-too-early": (_hand_over,),
    "sequential-awaits": (_together, _without_the_limit),
    "needless-wait": (_together,),
    "limit-too-low": (_without_the_limit,),
    "too-slow": (_without_the_pause, _together),
    "task-unowned": (_keep_the_task, _await_calls),
    "cancellation-swallowed": (_raise_again,),
    "error-swallowed": (_raise_again, _raise_errors),
    "error-as-answer": (_raise_errors,),
    "error-replaced": (_let_the_first_out,),
    "group-not-caught": (_except_star,),
    "cancel-not-awaited": (_await_the_cancelled,),
    "polling": (_wait_instead_of_looking,),
    "wrong-order": (_in_the_order_of_asking,),
    "wrong-protocol": (_async_or_not, _async_in_a_comprehension, _without_await),
    "awaited-plain-value": (_without_await, _async_or_not),
    "not-a-coroutine": (_call_it, _gather_lists, _without_await),
    "needless-async": (_plain_def,),
    "await-outside-async": (_async_def,),
    "wrong-thread": (_from_the_thread, _hand_over),
    "stream-not-closed": (_await_calls,),
}


def suspects_of(mistakes: Iterable[tuple[str, str | None, int | None]]) -> list[Suspect]:
    """The suspects among named mistakes: those that have a place, each once."""
    return list(dict.fromkeys((name, file, line) for name, file, line in mistakes if file and line and name in _WAYS))


if __name__ == "__main__":
    main()
