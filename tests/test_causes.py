"""Wrong answers whose cause was once named wrongly: the name, and the line, on every seed."""

from __future__ import annotations

import dataclasses

import pytest

from grader.exercise import catalogue
from grader.exercise.submission import read_submission
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.lab.answers import find, read_book
from grader.lab.prove import NEAR
from grader.sandbox.limits import LIMITS
from grader.verdict import Check, Mistake, Status

CASES = catalogue.ROOT / "tests" / "causes"
# exercise, answer, part, the mistake of every check of that part that fails, its line
CAUSES = [
    ("11", "sleep_instead_of_await", 2, "guessed-wait", 13),
    ("11", "sleep_instead_of_await", 3, "polling", 22),
    ("11", "fire_and_hope", 2, "guessed-wait", 14),
    ("11", "fire_and_hope", 3, "sequential-awaits", 22),
    ("21", "limited", 2, "limit-too-low", 17),
    ("21", "pause_once", 2, "too-slow", 16),
    ("24", "lets_error_out", 3, "error-let-through", 24),
    ("24", "cancel_to_error", 4, "cancellation-swallowed", 24),
    ("31", "task_in_text", 2, "task-not-awaited", 15),
    ("36", "polls", 1, "polling", 14),
    ("36", "blocks_loop", 1, "blocking-call", 12),
    ("36", "blocks_loop", 2, "gave-up-too-soon", 22),
    ("53", "except_inside_timeout", 1, "timeout-caught-inside", 18),
    ("53", "except_inside_timeout", 2, "timeout-caught-inside", 18),
    ("53", "except_inside_timeout", 3, "timeout-caught-inside", 18),
    ("61", "paced_starts", 1, "too-slow", 22),
    ("62", "worker_leaves_on_idle", 1, "guessed-wait", 15),
    ("63", "sleep_not_awaited_in_while", 1, "never-awaited", 28),
    ("65", "async_lock_across_wait", 1, "sequential-awaits", 25),
    ("65", "async_lock_across_wait", 2, "sequential-awaits", 25),
    ("72", "group_around_yield", 2, "yield-in-group", 59),
    ("74", "merge_as_they_end", 2, "wrong-order", 65),
    ("74", "merge_as_they_end", 3, "wrong-order", 65),
    ("75", "place_lost_in_line", 3, "deadlock", 104),
]
# In these parts the checks fail for different reasons: the id says which is meant.
ONE_CHECK = [
    ("32", "session_each", "test_logs_out_after_an_error", "called-too-often", 7),
    ("44", "all_async", "test_ping_needs_no_thread", "blocking-call", 14),
    ("61", "paced_starts", "test_callers_who_give_up_cost_no_place", "too-slow", 22),
    ("61", "paced_starts", "test_a_catalogue_is_given_up", "task-leaked", 21),
    ("44", "all_async", "test_the_helper_is_plain", "needless-async", 8),
]
SEEDS = (5,)
QUICK = dataclasses.replace(LIMITS, cpu_seconds=1)  # two of the answers compute without end


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str], list[Check]]:
    """The checks that fail, for each case, over all seeds."""
    exercises = {exercise.number: exercise for exercise in catalogue.load()}
    cases = sorted({(number, name) for number, name, *_ in [*CAUSES, *ONE_CHECK]})
    jobs = []
    for number, name in cases:
        contents = read_submission(exercises[number], CASES / f"{number}_{name}")
        jobs.append(job_of(exercises[number], contents, name))
    failed: dict[tuple[str, str], list[Check]] = {case: [] for case in cases}
    for seed in SEEDS:
        for case, result in zip(cases, GradingRun(jobs, Options(seed, limits=QUICK)).run(), strict=True):
            checks = exercise_verdict(result).checks
            failed[case] += [check for check in checks if check.status is Status.FAILED and check.reached]
    return failed


@pytest.mark.parametrize(("number", "name", "part", "mistake", "line"), CAUSES)
def test_a_cause_is_named_on_every_seed(
    judged: dict[tuple[str, str], list[Check]], number: str, name: str, part: int, mistake: str, line: int
) -> None:
    found = {
        (check.mistake.name, check.mistake.line)
        for check in judged[number, name]
        if check.part == part and check.mistake
    }
    assert found == {(mistake, line)}


@pytest.mark.parametrize("seed", [1, 5])  # the sleep ends before the answer is filed, and long after
def test_a_sleep_that_is_hoped_to_be_long_enough_is_told_at_the_task(seed: int) -> None:
    [exercise] = catalogue.select(catalogue.load(), ["11"])
    job = job_of(exercise, read_submission(exercise, CASES / "11_fire_and_hope"))
    [result] = GradingRun([job], Options(seed)).run()
    found = [check.mistake for check in exercise_verdict(result).checks if check.part == 2 and check.mistake]
    assert [(mistake.name, mistake.line) for mistake in found] == [("guessed-wait", 14)]


def test_an_answer_of_the_same_kind_in_another_exercise_is_read_the_same_way() -> None:
    """Sleeps between starts, fixed sleeps, limits, tasks in a text …: the part, the name, and the marked line."""
    exercises = {exercise.id: exercise for exercise in catalogue.load()}
    jobs, answers = [], []
    for book in sorted(CASES.glob("*.py")):
        for answer in read_book(exercises[book.stem], book):
            job = job_of(exercises[book.stem], answer.files, f"{book.stem} {answer.name}")
            jobs.append(dataclasses.replace(job, first_failure_ends=True))
            answers.append(answer)
    wrong = []
    for answer, result in zip(answers, GradingRun(jobs, Options(7)).run(), strict=True):
        failed = next(check for check in exercise_verdict(result).checks if check.status is Status.FAILED)
        found = failed.mistake or Mistake("none")
        near = any(abs(line - (found.line or 0)) <= NEAR for _, line in answer.faults)
        if (failed.part, found.name, near) != (answer.part, answer.mistake, True):
            wrong.append(f"{result.job.label}: part {failed.part}, {found.name}, line {found.line}: {failed.message}")
    assert not wrong


LINES = [
    "never_ran/one_customer_after_the_other", "debug_mode/get_stack", "cleanup_cancelled_again/closed_without_waiting",
    "single_flight/lru_cache", "worker_pool/one_worker", "once_a_week/a_lock_for_each_call",
    "two_doors/names_the_wrong_door", "graph_supersteps/result_read_inside_the_group",
    "let_cancel_through/closed_twice", "everything_opened_is_closed/closing_errors_are_dropped",
    "come_back_later/tries_after_the_first", "no_stopwatch/no_timeout", "partial_failure/in_order_of_arrival",
    "close_the_stream/only_the_lowest_layer",
]  # fmt: skip


# On the real clock: the coroutine that was kept, the call that blocks the loop, what a check says of its own line.
LIVE = ["site_crawler/get_not_awaited", "report_job/file_in_async_def", "report_job/one_after_the_other"]


@pytest.mark.parametrize("labels", [LINES, LIVE], ids=["simulated", "real"])
def test_the_line_is_told_and_not_the_whole_function(labels: list[str]) -> None:
    """Each for a way to find it: the test that a check means, the closing, a decorator, the call that is too many …"""
    exercises = {exercise.id: exercise for exercise in catalogue.load()}
    answers = [(label, find(exercises[label.partition("/")[0]], label.partition("/")[2])) for label in labels]
    jobs = [job_of(exercises[label.partition("/")[0]], answer.files, label) for label, answer in answers]
    jobs = [dataclasses.replace(job, first_failure_ends=True) for job in jobs]
    elsewhere = []
    for (label, answer), result in zip(answers, GradingRun(jobs, Options(2)).run(), strict=True):
        failed = next(check for check in exercise_verdict(result).checks if check.status is Status.FAILED)
        told = failed.mistake or Mistake("none")
        if told.name != answer.mistake or not any(abs(line - (told.line or 0)) <= NEAR for _, line in answer.faults):
            elsewhere.append(f"{label}: {told.name}, line {told.line}; marked: {answer.faults}")
    assert not elsewhere


def test_a_clean_up_that_did_not_run_is_told_as_that() -> None:
    [exercise] = catalogue.select(catalogue.load(), ["54"])
    answer = find(exercise, "closed_below_the_loop")
    [result] = GradingRun([job_of(exercise, answer.files, answer.name)], Options(3)).run()
    mistake = next(check.mistake for check in exercise_verdict(result).checks if check.mistake)
    assert (mistake.name, mistake.text.strip()) == ("cleanup-skipped", "await close_line(line)")
    assert mistake.what.endswith("This line did not run.")


@pytest.mark.parametrize(("number", "name", "check_id", "mistake", "line"), ONE_CHECK)
def test_a_check_claims_a_cause_only_if_the_evidence_bears_it_out(
    judged: dict[tuple[str, str], list[Check]], number: str, name: str, check_id: str, mistake: str, line: int
) -> None:
    checks = [check for check in judged[number, name] if check.id == check_id]
    assert {(check.mistake.name, check.mistake.line) for check in checks if check.mistake} == {(mistake, line)}


def test_a_wrong_question_is_shown_beside_the_right_one(judged: dict[tuple[str, str], list[Check]]) -> None:
    mistake = next(check.mistake for check in judged["44", "all_async"] if check.part == 3)
    assert mistake is not None
    assert (
        "Your code asked `ask_model('Offer our saddle.')`. It should have asked `ask_model('Offer our saddle for"
        in (mistake.what)
    )
    assert mistake.line == 24


def test_what_was_slept_is_told(judged: dict[tuple[str, str], list[Check]]) -> None:
    whats = {check.mistake.what for check in judged["11", "fire_and_hope"] if check.part == 2 and check.mistake}
    assert all("Line 17 slept for 0.3 s (simulated)." in what for what in whats)
