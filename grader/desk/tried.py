"""Advice that was tried on the learner's own answer: when it is due, and how it is told."""

from __future__ import annotations

from grader.desk.progress import Record
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.grading.trials import advice_on
from grader.verdict import ExerciseVerdict, Status

UNASKED = 3  # different saves with the same mistake on the same line: then advice comes without being asked for
NOTHING = (
    "None of the small changes that can be tried makes this check pass. Lines that are as you got them are not tried: "
    "they are yours to change. The mistake's page says more."
)


def is_due(record: Record) -> bool:
    """Whether a learner has saved so often with the same mistake on the same line that advice comes unasked."""
    return record.last == str(Status.FAILED) and record.saves >= UNASKED


def sentence(exercise: Exercise, verdict: ExerciseVerdict, options: Options) -> str:
    """What was tried on the learner's answer, for a verdict on it with this seed; "" if nothing helps."""
    try:
        contents = read_submission(exercise, exercise.folder)
    except SubmissionError:
        return ""
    found = advice_on(exercise, contents, verdict, options)
    return str(found) if found else ""


def judged_anew(exercise: Exercise, options: Options) -> str:
    """The same where no verdict is at hand: the answer is judged first, and nothing of that is kept."""
    verdict = grade([exercise], options, folder_of=lambda each: each.folder).exercises[0]
    return sentence(exercise, verdict, options) if verdict.status is Status.FAILED else ""
