"""`list`: where the learner stands with every exercise; chosen, sorted, and told as a table, as JSON or plainly."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterable, Sequence

from grader.desk.states import ExerciseRow, LearnerState, playable
from grader.errors import UserError
from grader.exercise.catalogue import TRACKS
from grader.sinks import counted
from grader.sinks.page import Page, cells, cut

SORTS: dict[str, Callable[[ExerciseRow], tuple[object, ...]]] = {
    "road": lambda row: (),
    "number": lambda row: (row.exercise.number,),
    "state": lambda row: (list(LearnerState).index(row.state),),
    "points": lambda row: (-row.record.points,),
    "changed": lambda row: (-(changed(row) or 0.0),),
    "track": lambda row: (row.exercise.track,),
    "title": lambda row: (row.exercise.title.lower(),),
}
LOOK = {  # for each state: the mark, the mark in ASCII, the style
    LearnerState.PASSED: ("✓", "ok", "green"),
    LearnerState.CHANGED: ("~", "~", "yellow"),
    LearnerState.FAILED: ("✗", "x", "red"),
    LearnerState.BEGUN: ("▸", ">", ""),
    LearnerState.NEW: ("·", ".", "dim"),
}


def choose(rows: Iterable[ExerciseRow], words: Sequence[str]) -> list[ExerciseRow]:
    """Return the rows that every word fits: a state, a track, or a part of a number, name, title or lesson's aim.

    If no row fits, those whose lesson, or a message that they explain, has the words. Raises UserError if none has.
    """
    rows = list(rows)
    chosen = [row for row in rows if all(_fits(row, word.lower()) for word in words)] or in_lessons(rows, words)
    if not chosen and len(words) == 1 and words[0].lower() in set(LearnerState):
        raise UserError(f"No exercise is {words[0].lower()}.")
    if not chosen:
        raise UserError(
            f"Nothing fits {' '.join(words)!r}. States are {', '.join(LearnerState)}; tracks are "
            f"{', '.join(TRACKS.values())}; any other word is looked for in titles, lessons and messages."
        )
    return chosen


def in_lessons(rows: Iterable[ExerciseRow], words: Sequence[str]) -> list[ExerciseRow]:
    """Return the rows in whose lesson, or in a message that they explain, the words stand side by side."""
    from grader.exercise import symptoms

    text = " ".join(words).lower()
    if not text or text in {*LearnerState, *TRACKS.values()}:
        return []
    explained = {name for row in symptoms.find(text) for name in row.exercises}
    return [row for row in rows if row.exercise.id in explained or text in _lesson(row)]


def _lesson(row: ExerciseRow) -> str:
    try:
        return " ".join((row.exercise.folder / "README.md").read_text("utf-8").lower().split())
    except OSError:
        return ""  # a lesson that is not there has no words


def ordered(rows: Iterable[ExerciseRow], key: str) -> list[ExerciseRow]:
    """Return the rows sorted by one of SORTS; those that are equal stay as they are, in the order to do them in."""
    return sorted(rows, key=SORTS[key])


def changed(row: ExerciseRow) -> float | None:
    """When the learner last did something here, in Unix time: edited the stub, or had it judged."""
    moments = [datetime.datetime.fromisoformat(row.record.graded).timestamp()] if row.record.graded else []
    if row.edited is not None:
        moments.append(row.edited)
    return max(moments, default=None)


def _of_the_state(row: ExerciseRow) -> float | None:
    """When the state came about: the verdict of one that was judged, the last change of any other."""
    judged = row.state in (LearnerState.PASSED, LearnerState.CHANGED, LearnerState.FAILED) and row.record.graded
    return datetime.datetime.fromisoformat(row.record.graded).timestamp() if judged else changed(row)


def as_json(rows: Iterable[ExerciseRow]) -> str:
    """Return the rows as a JSON list; moments are ISO dates in UTC."""
    data = []
    for row in rows:
        moment = changed(row)
        data.append(
            {
                "id": row.exercise.id,
                "number": row.exercise.number,
                "title": row.exercise.title,
                "track": row.exercise.track,
                "stands_on": row.exercise.stands_on,
                "minutes": row.exercise.minutes or None,
                "state": str(row.state),
                "points": row.record.points,
                "max_points": row.max_points,
                "passed": row.record.passed or None,
                "hints": row.record.hints,
                "mistake": row.record.mistake or None,
                "changed": moment and datetime.datetime.fromtimestamp(moment, datetime.UTC).isoformat(),
            }
        )
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def table(page: Page, rows: Sequence[ExerciseRow], *, at: ExerciseRow | None = None, now: float | None = None) -> None:
    """Add a line for each row. On a narrow page the track goes first, then the last change. `at` is pointed at."""
    now = time.time() if now is None else now
    states = [_state_words(row) for row in rows]
    when = [_ago(_of_the_state(row), now) for row in rows]
    points = [f"{row.record.points}/{row.max_points}" if row.max_points else "-" for row in rows]
    widths = [max(map(cells, column), default=0) for column in (states, points, when)]
    tracks = max((len(row.exercise.track) for row in rows), default=0)
    titles = max((cells(row.exercise.title) for row in rows), default=0)
    room = page.width - page.mark_width - len("   41 ") - sum(widths) - 3 * 2
    show_track = room - tracks - 2 >= min(titles, 24)
    room -= (tracks + 2) * show_track
    title_width = max(12, min(titles, room))
    for row, state, point, moment in zip(rows, states, points, when, strict=True):
        _, _, style = LOOK[row.state]
        title = cut(row.exercise.title, title_width)
        title += " " * (title_width - cells(title))
        spans = [
            ("bold", ("→" if page.unicode else ">") + " " if row is at else "  "),
            (style, f"{mark(page, row.state)} "),
            ("dim" if row.state is LearnerState.NEW else "", f"{row.exercise.number} {title}  "),
            ("dim", f"{row.exercise.track:<{tracks}}  " if show_track else ""),
            (style, f"{state:<{widths[0]}}  "),
            ("", f"{point:>{widths[1]}}  "),
            ("dim", moment),
        ]
        page.line(*[span for span in spans if span[1]])


def plain(rows: Iterable[ExerciseRow]) -> list[str]:
    """Return a sentence for each row, for ears: nothing is said by place or by colour."""
    lines = []
    for row in rows:
        points = f"{row.record.points} of {counted(row.max_points, 'point')}"
        lines.append(f"{row.exercise.number} {row.exercise.title}: {_state_words(row)}, {points}.")
    return lines


def summary(rows: Sequence[ExerciseRow]) -> str:
    """Return "7 of 44 exercises passed, 31 of 280 points.", and which are not counted, as `grade` leaves them out."""
    here = playable(rows) or rows
    most = sum(row.max_points for row in here)
    said = f"{done(here)} of {counted(len(here), 'exercise')} passed, {earned(here)} of {counted(most, 'point')}."
    numbers = ", ".join(row.exercise.number for row in rows if row not in here)
    return said + (f" Not counted, since they cannot be judged here: {numbers}." if numbers else "")


def done(rows: Iterable[ExerciseRow]) -> int:
    """How many are passed."""
    return sum(row.is_done for row in rows)


def earned(rows: Iterable[ExerciseRow]) -> int:
    """The points that the learner has."""
    return sum(row.record.points for row in rows)


def remarks(rows: Iterable[ExerciseRow], elsewhere: Iterable[ExerciseRow] = ()) -> list[str]:
    """Return a sentence for what the table cannot say: exercises that have changed since they were passed.

    And those `elsewhere`, which have the words that were looked for in their lessons and not in their titles.
    """
    rows = list(rows)
    found = [row.exercise.number for row in elsewhere if row not in rows]
    said = [f"In lessons and messages also: {', '.join(found)}."] if found else []
    numbers = [row.exercise.number for row in rows if row.state is LearnerState.CHANGED]
    if not numbers:
        return said
    what = "This exercise has" if len(numbers) == 1 else "These exercises have"
    again = f"See whether your answer still does:  nox -s grade -- {' '.join(numbers)}"
    return [*said, f"{what} changed since you passed: {', '.join(numbers)}. {again}"]


def mark(page: Page, state: LearnerState) -> str:
    """The mark of a state, as this page can show it."""
    return LOOK[state][0 if page.unicode else 1].ljust(page.mark_width)


def _fits(row: ExerciseRow, word: str) -> bool:
    if word in set(LearnerState):
        return row.state == word
    exercise = row.exercise
    if word in TRACKS.values():
        return exercise.track == word
    text = f"{exercise.number} {exercise.id} {exercise.id.replace('_', ' ')} {exercise.title} {exercise.learn}"
    return word in text.lower()


def _state_words(row: ExerciseRow) -> str:
    if row.state is LearnerState.FAILED and row.record.mistake:
        return row.record.mistake
    return str(row.state)


def _ago(moment: float | None, now: float) -> str:
    """Say when, in few letters: a person wants to know "today?" and hardly ever the minute of last year."""
    if moment is None:
        return ""
    there, here = (datetime.datetime.fromtimestamp(value).astimezone() for value in (moment, now))
    if there.date() == here.date():
        return f"today {there:%H:%M}"
    if (here.date() - there.date()).days == 1:
        return "yesterday"
    return f"{there:%Y-%m-%d}"
