"""The verdict as JUnit XML (the xunit1 form, whose `file` GitLab shows), one test suite an exercise.

A failed check is a <failure>. An internal `error` is an <error>; what is `inconclusive`, not started or left
out is <skipped>: none of them can be read as a zero. There is no `time`: readers take it for real seconds.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from grader import sinks
from grader.verdict import Check, ExerciseVerdict, Status, Verdict

# The element of each status, and the word that counts it on a suite. A passed check has neither.
_ELEMENTS = {
    Status.FAILED: ("failure", "failures"),
    Status.ERROR: ("error", "errors"),
    Status.INCONCLUSIVE: ("skipped", "skipped"),
    Status.NOT_STARTED: ("skipped", "skipped"),
    Status.NOT_SELECTED: ("skipped", "skipped"),
}


def render(verdict: Verdict) -> str:
    """Return the XML document."""
    root = ET.Element("testsuites", name="awaitlings")
    for exercise in verdict.exercises:
        suite = ET.SubElement(root, "testsuite", name=sinks.safe(f"{exercise.number} {exercise.title}"))
        _properties(suite, verdict, exercise)
        used: dict[str, int] = {}
        for check in exercise.checks:
            case = _case(suite, exercise, check, used)
            if check.status is not Status.PASSED:
                _outcome(
                    case,
                    check.status,
                    _kind(check),
                    _words(exercise, check),
                )
                _printed(case, check)
        if not exercise.checks:
            case = _case(suite, exercise, None, used)
            if exercise.status is not Status.PASSED:
                words = exercise.message or exercise.status.replace("_", " ")
                _outcome(case, exercise.status, "exercise", [*_excuse(exercise.status), words])
        suite.set("tests", str(len(suite.findall("testcase"))))
        for element, count in dict.fromkeys(_ELEMENTS.values()):
            suite.set(count, str(len(suite.findall(f"testcase/{element}"))))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _properties(suite: ET.Element, verdict: Verdict, exercise: ExerciseVerdict) -> None:
    played = sum(check.elapsed or 0.0 for check in exercise.checks)
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("points", sinks.points(exercise)),
        ("status", exercise.status.value),
        ("kind", verdict.kind),
        ("seed", str(verdict.seed)),
        *([(f"{verdict.clock} seconds", f"{played:.2f}")] if played else []),
    ):
        ET.SubElement(properties, "property", name=name, value=value)


def _case(suite: ET.Element, exercise: ExerciseVerdict, check: Check | None, used: dict[str, int]) -> ET.Element:
    """Add a test case. Readers drop the second of two with the same name, so names are made unique."""
    name = sinks.safe(f"part {check.part}: {check.title}" if check else exercise.title)
    used[name] = used.get(name, 0) + 1
    if used[name] > 1:
        name = f"{name} ({used[name]})"
    mistake = check.mistake if check else None
    path = sinks.path_of(exercise, mistake)
    case = ET.SubElement(suite, "testcase", classname=exercise.id, name=name, file=path or exercise.folder)
    if path and mistake and mistake.line:
        case.set("line", str(mistake.line))
    return case


def _excuse(status: Status) -> list[str]:
    return [f"Not your fault: {sinks.NOT_YOUR_FAULT[status]}"] if status in sinks.NOT_YOUR_FAULT else []


def _kind(check: Check) -> str:
    if not check.reached:
        return "not-reached"
    return check.mistake.name if check.mistake else "check"


def _words(exercise: ExerciseVerdict, check: Check) -> list[str]:
    if not check.reached:
        return ["Not reached: it is played once the failure before it is gone."]
    return [*_excuse(check.status), *sinks.story(exercise, check)] or [check.title]


def _outcome(case: ET.Element, status: Status, kind: str, words: list[str]) -> None:
    lines = [line for text in words for line in sinks.safe_lines(text, limit=20, width=1000)]
    element = ET.SubElement(case, _ELEMENTS[status][0], type=kind, message=lines[0] if lines else "")
    element.text = _no_attachment("\n".join(lines))


def _printed(case: ET.Element, check: Check) -> None:
    printed = [
        *sinks.safe_lines(check.traceback, limit=20, tail=True),
        *sinks.safe_lines(check.output, limit=50),
    ]
    if printed:
        ET.SubElement(case, "system-out").text = _no_attachment("\n".join(printed))


def _no_attachment(text: str) -> str:
    """GitLab takes [[ATTACHMENT|path]] in printed text for a file to offer."""
    return text.replace("[[ATTACHMENT|", "[[ATTACHMENT |")
