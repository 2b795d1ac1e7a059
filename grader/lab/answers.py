"""Planted answers: `tests/answers/ID.py` -> complete answers, right and wrong, each with what its author says of it.

A book has a cell for each answer. A cell begins with a line that says what the answer is, and with comments that say
what a person who writes this believes. Then come the definitions that differ from the solution:

    # %% wrong async_def_around_it: part 1, blocking-call
    # What stands in an async def no longer blocks.
    async def render_report(name: str) -> str:
        return library.render(name)  # <- the fault

`(from the stub)` behind the name: they differ from the stub. `(complete)`: nothing comes from elsewhere. A line
`# file: shop/cart.py` begins what differs in another file than the first. Code that does not parse stands in a string.
`grader.lab.overlay` says how a difference is laid over its base.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader import files
from grader.errors import UserError
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import read_submission
from grader.lab.overlay import OverlayError, SourceLine, lay_over

FAULT = "# <- the fault"
SEEN = "# seen: "
_CELL = "# %% "
_HEADER = re.compile(
    r"# %% (?P<kind>right|wrong) (?P<name>\w+)(?: \((?P<base>from the stub|complete)\))?"
    r"(?:: part (?P<part>[1-9]\d*), (?P<mistake>[a-z-]+))?"
)
_FILE = re.compile(r"# file: (\S+)")


class BookError(UserError):
    """A book of answers cannot be read. The message is one sentence of advice."""


@dataclasses.dataclass(frozen=True)
class PlantedAnswer:
    """A complete answer. A wrong one names the part that it fails first, and the mistake that is found there."""

    kind: str  # "right" or "wrong"
    name: str
    files: Mapping[str, bytes]
    line: int  # of its cell in the book
    part: int | None = None
    mistake: str = ""
    belief: str = ""  # of a person who writes this
    faults: tuple[tuple[str, int], ...] = ()  # file and line of what is marked; () if no line is to blame
    origins: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)

    @property
    def label(self) -> str:
        """Its kind and its name: "wrong/in_turn"."""
        return f"{self.kind}/{self.name}"

    def line_in_book(self, file: str, line: int) -> int:
        """Return which line of the book a line of the answer was written in; 0: it is the solution's or the stub's."""
        lines = self.origins.get(file, ())
        return lines[line - 1] if 0 < line <= len(lines) else 0


def book_of(exercise: Exercise) -> Path:
    """The book of the answers to an exercise: in `tests/answers`, or for a pack in `answers`, beside its folder."""
    base = exercise.folder.parent.parent
    beside = base / "answers" / f"{exercise.id}.py"
    return beside if beside.exists() else base / "tests" / "answers" / f"{exercise.id}.py"


def read_book(exercise: Exercise, book: Path | None = None) -> list[PlantedAnswer]:
    """Return the planted answers to an exercise, or those of another book.

    Raises BookError, or SubmissionError if there is no solution.
    """
    book = book or book_of(exercise)
    try:
        whole = _lines(book.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise BookError(f"The planted answers in {book} cannot be read ({error}).") from None
    whole = [SourceLine(line.text, number) for number, line in enumerate(whole, start=1)]
    starts = [number for number, line in enumerate(whole) if line.text.startswith(_CELL)]
    bases = {
        "": read_submission(exercise, exercise.solution),
        "from the stub": stubs.handed_out(exercise),
        "complete": dict.fromkeys(exercise.files, b""),
    }
    answers = []
    for begin, end in zip(starts, [*starts[1:], len(whole)], strict=True):
        try:
            answers.append(_answer(exercise, whole[begin:end], bases))
        except (SyntaxError, OverlayError) as error:
            at, why = begin + 1, str(error)
            if isinstance(error, SyntaxError):
                at, why = begin + (error.lineno or 1), f"{error.msg}. Put code that is not to parse into a string"
            raise BookError(f"{book.name}, line {at} ({whole[begin].text.removeprefix(_CELL)}): {why}.") from None
    if twice := {answer.label for answer in answers if sum(answer.label == other.label for other in answers) > 1}:
        raise BookError(f"{book.name} has more than one cell called {', '.join(sorted(twice))}.")
    return answers


def find(exercise: Exercise, name: str) -> PlantedAnswer:
    """Return the planted answer called `name`, or `wrong/name`. Raises BookError with the labels that there are."""
    answers = read_book(exercise)
    for answer in answers:
        if name in (answer.name, answer.label):
            return answer
    raise BookError(f"{book_of(exercise).name} has no {name}. There are: {', '.join(each.label for each in answers)}.")


def note_seen(exercise: Exercise, seen: Mapping[str, str]) -> None:
    """Write what was seen of these answers into their cells, as `# seen: …`; "" takes such a line away.

    Nothing else is written: part, mistake and marker are a person's judgement.
    """
    book = book_of(exercise)
    lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
    for answer in reversed(read_book(exercise)):
        if answer.label in seen:
            end = answer.line
            while end < len(lines) and lines[end].startswith("#") and not _FILE.fullmatch(lines[end].rstrip()):
                end += 1
            comments = [line for line in lines[answer.line : end] if not line.startswith(SEEN)]
            lines[answer.line : end] = comments + [f"{SEEN}{text}\n" for text in [seen[answer.label]] if text]
    files.put(book, "".join(lines).encode())


def _answer(exercise: Exercise, cell: Sequence[SourceLine], bases: Mapping[str, Mapping[str, bytes]]) -> PlantedAnswer:
    header = _HEADER.fullmatch(cell[0].text.rstrip())
    if header is None or (header["kind"] == "right" and header["part"]):
        raise OverlayError("a cell begins like `# %% right NAME` or `# %% wrong NAME: part 1, blocking-call`")
    comments = []
    for line in cell[1:]:
        if not line.text.startswith("#") or _FILE.fullmatch(line.text):
            break
        comments.append(line.text)
    base = bases[header["base"] or ""]
    files: dict[str, bytes] = {}
    faults: list[tuple[str, int]] = []
    origins: dict[str, tuple[int, ...]] = {}
    sections = dict(_sections(exercise.files[0], cell, 1 + len(comments)))
    if unknown := set(sections) - set(exercise.files):
        raise OverlayError(f"{exercise.id} has no file {', '.join(sorted(unknown))}")
    for file in exercise.files:
        lines = _lines(base[file])
        if file in sections:
            lines = _in_full(lines, sections[file])
        faults += [(file, number) for number, line in enumerate(lines, start=1) if line.text.rstrip().endswith(FAULT)]
        files[file] = "".join(f"{_unmarked(line.text)}\n" for line in lines).encode()
        origins[file] = tuple(line.origin for line in lines)
    return PlantedAnswer(
        kind=header["kind"],
        name=header["name"],
        files=files,
        line=cell[0].origin,
        part=int(header["part"]) if header["part"] else None,
        mistake=header["mistake"] or "",
        belief="\n".join(text.removeprefix("#").strip() for text in comments if not text.startswith(SEEN)),
        faults=tuple(faults),
        origins=origins,
    )


def _lines(data: bytes) -> list[SourceLine]:
    text = data.decode().replace("\r\n", "\n").removesuffix("\n")
    return [SourceLine(line) for line in text.split("\n")] if text else []


def _sections(first: str, cell: Sequence[SourceLine], begin: int) -> Iterator[tuple[str, list[SourceLine]]]:
    """Yield each file that a cell has something for, with its lines there. Lines before them are blank: they count."""
    file, lines = first, [SourceLine("")] * begin
    for line in cell[begin:]:
        if other := _FILE.fullmatch(line.text):
            yield file, lines
            file, lines = other[1], [SourceLine("")] * (line.origin - cell[0].origin + 1)
        else:
            lines.append(line)
    yield file, lines


def _unmarked(text: str) -> str:
    bare = text.rstrip().removesuffix(FAULT)
    return text if bare == text.rstrip() else bare.rstrip()


def _in_full(base: Sequence[SourceLine], section: Sequence[SourceLine]) -> list[SourceLine]:
    """Return all lines of a file. An empty base has nothing to add, so the section is taken as it stands."""
    match ast.parse("\n".join(line.text for line in section)).body:
        case []:
            return list(base)
        case [ast.Expr(value=ast.Constant(value=str())) as text]:
            return list(section[text.lineno : (text.end_lineno or 0) - 1])
    return lay_over(base, section) if base else [line for line in section if line.origin]
