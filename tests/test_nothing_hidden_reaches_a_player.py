"""A marker stands in every hidden file of an exercise; a hostile player looks for it everywhere it can."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.exercise import catalogue
from grader.grading.job import Options, job_of
from grader.grading.run import GradingRun

MARKER = "planted" + "marker" + "8f3a"
TOML = """
title = "A marker"
track = "calls"
learn = "Nothing."
files = ["look.py"]
hints = ["HINT"]
why = "HINT"
[[parts]]
title = "only part"
points = 1
"""
CHECKS = f'''
"""{MARKER}"""
from grader.judge import check, scenario, service
SECRET = "{MARKER}"

@service(latency=1.0)
def fetch(call, name):
    return "{MARKER}"[::-1]

@scenario
async def ask(kata, note):
    return await kata.look()

@check(part=1, title="it finds nothing {MARKER}")
async def test_look(play):
    secret = "{MARKER}"
    match = await play(ask)
    assert match.result == [], match.result
'''
# Splits the marker, so that this source itself is no find.
LOOK = """
import gc, os, sys
PARTS = ("planted", "marker8f3a")

async def look():
    marker = "".join(PARTS)
    found = []
    frame = sys._getframe()
    while frame is not None:
        found += [("frame", k) for k, v in {**frame.f_locals, **frame.f_globals}.items()
                  if k != "marker" and marker in repr(v)]
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            found += [("gc", str(k)) for k, v in list(thing.items())
                      if isinstance(v, (str, bytes)) and k != "marker" and marker in repr(v)]
    for name, module in list(sys.modules.items()):
        held = list(getattr(module, "__dict__", {}).values())
        found += [("module", name) for v in held if isinstance(v, str) and marker in v]
        found += [("judge", name)] if name.startswith(("grader.judge", "grader.sinks", "_pytest", "pytest")) else []
    found += [("environment", k) for k, v in os.environ.items() if marker in v]
    for file in ("environ", "cmdline"):
        try:
            with open(f"/proc/self/{file}") as stream:
                found += [("proc", file)] if marker in stream.read() else []
        except OSError:
            pass
    maps = []
    try:
        with open("/proc/self/maps") as stream:
            maps = [line.split() for line in stream if " rw" in line]
        with open("/proc/self/mem", "rb", 0) as memory:
            for span, *_ in maps:
                low, high = (int(part, 16) for part in span.split("-"))
                try:
                    memory.seek(low)
                    data = memory.read(high - low)
                except (OSError, ValueError, OverflowError):
                    continue
                # one copy is `marker` itself; anything beside the pieces this module is made of is a find
                found += [("memory", "quoted")] if b'SECRET = "' + marker.encode() in data else []
    except OSError:
        pass
    return found
"""


@pytest.mark.parametrize("spawn", [False, True], ids=["forked", "spawned"])
def test_a_marker_in_every_hidden_file_is_nowhere_in_a_player(tmp_path: Path, spawn: bool) -> None:
    folder = tmp_path / "exercises" / "11_marker"
    (folder / ".hidden").mkdir(parents=True)
    (folder / "exercise.toml").write_text(TOML.replace("HINT", MARKER), "utf-8")
    (folder / "services.py").write_text("async def fetch(name):\n    return name\n", "utf-8")
    (folder / "look.py").write_text(LOOK, "utf-8")
    (folder / ".hidden" / "test_marker.py").write_text(CHECKS, "utf-8")
    shutil.copytree(folder, tmp_path / "solutions" / "11_marker")
    [exercise] = catalogue.load(exercises=tmp_path / "exercises")
    grading_run = GradingRun([job_of(exercise, {"look.py": LOOK.encode()})], Options(1, spawn=spawn))
    [result] = grading_run.run()
    assert result.error == ""
    [outcome] = result.outcomes
    assert outcome.problem is None, outcome.problem
