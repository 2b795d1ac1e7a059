"""`nox -s mutants`: small changes of each solution, each of which has to be refused.

A statement deleted (so a task is not kept, an item not discarded), a condition turned, a number changed, an `except`
widened to BaseException, a `with` or `finally` dropped. What is accepted nevertheless stands in `tests/survivors.toml`,
with the reason why it does no harm. `main()` and code below `if __name__ == "__main__"` only demonstrate, and functions
that were handed out as they are in the solution are no part of it: they stay.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import tomllib
from collections.abc import Callable, Iterator, Sequence

from grader.exercise import extras, stubs
from grader.exercise.catalogue import ROOT, Exercise
from grader.exercise.submission import read_submission
from grader.grading.job import Options, job_of
from grader.lab.prove import PASSES, Proof, judge_side_by_side

LIST = ROOT / "tests" / "survivors.toml"
AT_ONCE = 2  # grading runs
_WIDEST = "BaseException"


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change of a solution. `name` is the same as long as the line that it changes is."""

    name: str
    file: str
    source: str


def run(exercises: Sequence[Exercise], options: Options) -> int:
    """Judge the mutants, and print those that are accepted without a reason. Returns how many lines it complains of."""
    reasons: dict[str, dict[str, str]] = tomllib.loads(LIST.read_text(encoding="utf-8"))
    complaints: list[str] = []
    refused = kept = 0
    for exercise in exercises:
        if exercise.clock == "real" or extras.why_not(exercise):
            continue
        listed = reasons.get(exercise.id, {})
        survivors = set()
        for proof, finding in judge_side_by_side(_proofs(exercise), options, AT_ONCE):
            if finding.seen == PASSES:
                survivors.add(proof.name)
            elif not finding.seen:  # neither passed nor failed
                complaints += finding.complaints
            else:
                refused += 1
        kept += len(survivors & set(listed))
        complaints += [f'{exercise.id}: accepted without a reason\n"{name}" = ""' for name in survivors - set(listed)]
        complaints += [f"{exercise.id}: listed, and refused now: {name}" for name in set(listed) - survivors]
        print(f"{exercise.label}: {len(survivors)} accepted", flush=True)
    for text in sorted(complaints):
        print(text)
    print(f"{refused} refused, {kept} accepted with a reason, {len(complaints)} to look into (seed {options.seed})")
    return len(complaints)


def _proofs(exercise: Exercise) -> list[Proof]:
    solution, stub = read_submission(exercise, exercise.solution), stubs.handed_out(exercise)
    proofs = []
    for file, data in solution.items():
        for mutant in mutants(file, data.decode(), stub.get(file, b"").decode()):
            job = job_of(exercise, {**solution, file: mutant.source.encode()}, mutant.name)
            proofs.append(Proof(dataclasses.replace(job, first_failure_ends=True), mutant.name, part=1))
    return proofs


def mutants(file: str, source: str, stub: str = "") -> Iterator[Mutant]:
    """Yield every small change of a source. Each has a name of its own."""
    tree, lines = ast.parse(source), source.splitlines()
    counts: collections.Counter[str] = collections.Counter()
    stays = {line for part in _stays(tree, stub) for line in range(part.lineno, (part.end_lineno or 0) + 1)}
    for place, node in enumerate(ast.walk(tree)):
        if getattr(node, "lineno", 0) in stays:
            continue
        for what, changed_node, change in _changes(node):
            changed = ast.parse(source)  # many times as fast as a deep copy
            change(next(other for number, other in enumerate(ast.walk(changed)) if number == place))
            line = lines[getattr(changed_node, "lineno", 1) - 1].partition("#")[0]
            line = line.strip().replace("\\", "/").replace('"', "'")
            name = f"{what}: {line}"
            counts[name] += 1
            name += f" ({counts[name]})" if counts[name] > 1 else ""
            yield Mutant(name, file, ast.unparse(ast.fix_missing_locations(changed)))


def _stays(tree: ast.Module, stub: str) -> Iterator[ast.stmt]:
    """What only demonstrates, and the functions that were handed out as they are."""
    try:
        given = {ast.dump(function) for function in _functions(ast.parse(stub))}
    except SyntaxError:  # such a stub is the exercise
        given = set()
    for part in tree.body:
        if (isinstance(part, ast.If) and "__name__" in ast.unparse(part.test)) or getattr(part, "name", "") == "main":
            yield part
    yield from (function for function in _functions(tree) if ast.dump(function) in given)


def _functions(tree: ast.Module) -> Iterator[ast.stmt]:
    """The functions of a module, and the methods of its classes."""
    for part in tree.body:
        for function in part.body if isinstance(part, ast.ClassDef) else [part]:
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield function


_Change = tuple[str, ast.AST, Callable[[ast.AST], None]]  # its kind, whose line tells it, and how it is made


def _changes(node: ast.AST) -> Iterator[_Change]:
    """What can be changed in a node, and how, applied to a copy of it."""
    for field in ("body", "orelse", "finalbody"):
        statements = getattr(node, field, None)
        if isinstance(statements, list) and not isinstance(node, (ast.Module, ast.ClassDef)):
            for number, statement in enumerate(statements):
                if _can_go(statement):
                    yield "left out", statement, _without(field, number)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield "turned", node, _turn
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "turned", node.ifs[0], _turn_first
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        yield f"{node.value!r} made {node.value + 1!r}", node, _add_one
    if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) != _WIDEST):
        yield "widened", node, _widen
    if isinstance(node, ast.Try) and node.finalbody:
        yield "without its finally", node.finalbody[0], _without_finally
    for field in ("body", "orelse", "finalbody"):
        statements = getattr(node, field, None)
        for number, statement in enumerate(statements if isinstance(statements, list) else ()):
            if isinstance(statement, (ast.With, ast.AsyncWith)):
                yield "unwrapped", statement, _unwrap(field, number)


def _can_go(node: ast.stmt) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass, ast.Global, ast.Nonlocal)):
        return False
    if isinstance(node, (ast.Import, ast.ImportFrom)) or (isinstance(node, ast.AnnAssign) and node.value is None):
        return False
    return not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _without(field: str, number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        getattr(node, field)[number] = ast.Pass()

    return change


def _unwrap(field: str, number: int) -> Callable[[ast.AST], None]:
    """The body of a `with` without the `with`; what it would have named is what stands there."""

    def change(node: ast.AST) -> None:
        statements = getattr(node, field)
        block = statements[number]
        named = [ast.Assign([item.optional_vars], item.context_expr) for item in block.items if item.optional_vars]
        statements[number : number + 1] = [*named, *block.body]

    return change


def _turn(node: ast.AST) -> None:
    assert isinstance(node, (ast.If, ast.While, ast.IfExp))
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _turn_first(node: ast.AST) -> None:
    assert isinstance(node, ast.comprehension)
    node.ifs[0] = ast.UnaryOp(ast.Not(), node.ifs[0])


def _add_one(node: ast.AST) -> None:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, (int, float))
    node.value += 1


def _widen(node: ast.AST) -> None:
    assert isinstance(node, ast.ExceptHandler)
    node.type = ast.Name(_WIDEST)


def _without_finally(node: ast.AST) -> None:
    assert isinstance(node, ast.Try)
    if node.handlers:
        node.finalbody = []
    else:
        node.finalbody = [ast.Pass()]
