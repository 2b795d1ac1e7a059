"""The page of `grade -- --html FILE`: complete in itself, harmless whatever a player says, readable in light and dark.

What only a browser can tell is asked of a headless Chromium, where there is one; it is driven as in test_real_page.
"""

from __future__ import annotations

import atexit
import base64
import functools
import hashlib
import html.parser
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.sinks import film, svg
from grader.sinks import html as page
from grader.verdict import Check, Lane, Mistake, Status, Stretch, Timeline, Verdict
from tests.planted import laid_out
from tests.test_real_page import BROWSER, DRIVER, Browser, browser  # noqa: F401  (browser is a fixture)
from tests.test_verdict import a_verdict, an_exercise

ROOT = Path(__file__).resolve().parent.parent
EVIL = "<script>window.hacked=1</script>\"'><img src=x onerror='window.hacked=1'>&lt;\x1b[2J\u202e"
in_a_browser = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11) or not (DRIVER and BROWSER),
    reason="driven once, on Python 3.11, where there is a Chromium with its driver; nothing else depends on it",
)


@functools.cache
def in_turn() -> Path:
    """The folder of an answer that waits for one report after the other."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return laid_out("sync_to_async", "wrong/in_turn", folder)


@functools.cache
def real_page() -> str:
    """The page of somebody who waits for one report after the other, beside the solution."""
    exercises = catalogue.select(catalogue.load(problems=[]), ["sync_to_async"])
    mine = grade(exercises, Options(1), folder_of=lambda _: in_turn(), all_timelines=True)
    solved = grade(exercises, Options(1), folder_of=lambda exercise: exercise.solution, all_timelines=True)
    return page.render(mine, solved)


def film_page() -> str:
    """The same page with the source beside each run, as the command writes it."""
    exercises = catalogue.select(catalogue.load(problems=[]), ["sync_to_async"])
    mine = grade(exercises, Options(1), folder_of=lambda _: in_turn(), all_timelines=True)
    solved = grade(exercises, Options(1), folder_of=lambda exercise: exercise.solution, all_timelines=True)
    source = {file: (in_turn() / file).read_text("utf-8") for file in exercises[0].files}
    return page.render(mine, solved, {exercises[0].id: source})


def hostile() -> Verdict:
    held = Stretch(0.0, 1.0, "blocked", EVIL, EVIL, 4)
    lanes = tuple(
        Lane(kind, EVIL, 0, EVIL, 3, 0.0, 1.0, ended, (held, Stretch(0.0, 1.0, "waiting", EVIL, None, None)))
        for kind, ended in (("loop", "closed"), ("task", EVIL), ("thread", "lost"), ("service", "cancelled"))
    )
    check = Check(
        "test_evil", 1, EVIL, Status.FAILED, message=EVIL, called=EVIL, returned=EVIL, expected=EVIL, traceback=EVIL,
        output=EVIL, mistake=Mistake("blocking-call", EVIL, 4, EVIL, EVIL, EVIL),
        timeline=Timeline(1.0, lanes, 3, EVIL),
    )  # fmt: skip
    return a_verdict(an_exercise(title=EVIL, checks=(check,), message=EVIL), an_exercise(checks=(), message=EVIL))


class Tags(html.parser.HTMLParser):
    """Every tag that is opened, and what is open at the end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "rect", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "rect", "path"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("write", [real_page, lambda: page.render(hostile(), hostile())], ids=["real", "hostile"])
def test_the_page_needs_nothing_else_and_obeys_nobody(write: Callable[[], str]) -> None:
    text = write()
    tags = Tags(text)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "link", "iframe", "object", "style src", "a", "base", "form"}
    assert not {name for name in tags.attributes if name.startswith("on")} | tags.attributes & {"src", "href", "style"}
    assert not re.search(r"url\(|@import|https?:", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_the_learners_run_stands_beside_the_solutions_on_one_scale() -> None:
    text = real_page()
    assert re.search(r"Your run: 4\.736 s.*The reference solution, same seed: 1\.653 s", text, re.DOTALL)
    assert "sequential-awaits" in text
    lines = (in_turn() / "sync_to_async.py").read_text("utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, start=1) if "append(await" in line]
    assert f"sync_to_async.py:{number}" in text
    assert "4.7361 s = 0.5 + 1.0956" in text
    assert text.count('<svg viewBox="0 0 640') == 10  # five checks, each played twice


def test_without_a_solution_the_learners_run_stands_alone() -> None:
    exercises = catalogue.select(catalogue.load(problems=[]), ["sync_to_async"])
    text = page.render(grade(exercises, Options(1), folder_of=lambda _: in_turn()))
    assert "Your run" in text
    assert "The reference solution" not in text


def test_bars_stay_within_the_drawing() -> None:
    late = Stretch(0.0, 2.0, "waiting", "sleep()")
    drawn = svg.chart(Timeline(2.0, (Lane("task", "x()", None, None, None, 0.0, 2.0, "", (late,)),)), 2.0, "Your run")
    [(x, width)] = re.findall(r'<rect class="waiting" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    assert float(x) + float(width) <= svg.WIDTH


@pytest.mark.parametrize(
    ("seconds", "step"), [(1.0, 0.2), (4.736, 1.0), (0.013, 0.005), (3600, 1000), (7, 2), (1e7, 2e6)]
)
def test_the_axis_has_round_numbers(seconds: float, step: float) -> None:
    assert svg._step(seconds) == pytest.approx(step)


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    command = [
        "-m",
        "grader",
        "grade",
        "sync_to_async",
        "--submission",
        str(in_turn()),
        "--html",
        str(file),
        "--seed",
        "1",
    ]
    ended = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert file.read_text("utf-8") == film_page()


def test_who_asks_for_no_page_does_not_pay_for_it() -> None:
    program = (
        "import sys; from grader.cli import main; main(['grade', 'sync_to_async', '--solutions']);"
        "pages = {f'grader.sinks.{name}' for name in ('html', 'pages', 'svg', 'timeline')} | {'jinja2'};"
        "print(pages & set(sys.modules) or 'none')"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout.endswith("none\n"), ended.stderr


# In a browser

CONTRAST = """
const channel = value => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
const light = colour => {
  const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(channel);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};
const style = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
const card = style("details.failed", "backgroundColor");
return {
  page: light(style("body", "backgroundColor")),
  text: contrast(style("body", "color"), style("body", "backgroundColor")),
  quiet: contrast(style(".why, figcaption", "color"), card),
  name: contrast(style("svg .name", "fill"), card),
  line: contrast(style("svg .made, svg .tick", "fill"), card),
  mistake: contrast(style(".mistake strong", "color"), card),
  wait: contrast(style("svg .waiting", "fill"), card),
  blocked: style(".legend .blocked", "fill"),
};
"""


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Any:  # noqa: F811
    def open_page(text: str, *, width: int = 1280, scheme: str = "light") -> Browser:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        browser.open(file.as_uri())
        return browser

    return open_page


@in_a_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_in_light_and_in_dark(opened: Any, scheme: str) -> None:
    seen = opened(real_page(), scheme=scheme).run(CONTRAST)
    assert (seen["page"] > 0.5) == (scheme == "light")
    assert min(seen[part] for part in ("text", "quiet", "name", "line", "mistake")) >= 4.5
    assert seen["wait"] >= 3
    red, green, blue = (int(value) for value in re.findall(r"\d+", seen["blocked"]))
    assert red > 1.5 * max(green, blue)


@in_a_browser
def test_both_runs_stand_side_by_side_where_there_is_room(opened: Any) -> None:
    measure = "const f=document.querySelector('details[open] .runs').querySelectorAll('figure');"
    measure += "return [...f].map(one => one.getBoundingClientRect().top)"
    wide = opened(real_page(), width=1280).run(measure)
    narrow = opened(real_page(), width=480).run(measure)
    assert wide[0] == wide[1]
    assert narrow[0] < narrow[1]


@in_a_browser
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_sticks_out_or_overlaps(opened: Any, width: int) -> None:
    shown = opened(real_page(), width=width)
    assert shown.run("return document.documentElement.scrollWidth") <= width
    overlapping = shown.run("""
        return [...document.querySelectorAll("svg .lane")].filter(lane => {
          const name = lane.querySelector(".name"), made = lane.querySelector(".made");
          return made && name.getBBox().x + name.getBBox().width > made.getBBox().x;
        }).length
    """)
    assert overlapping == 0


@in_a_browser
def test_what_a_player_says_is_shown_and_not_obeyed(opened: Any) -> None:
    shown = opened(page.render(hostile(), hostile()))
    assert shown.run("return [typeof window.hacked, document.images.length, document.scripts.length]") == [
        "undefined",
        0,
        0,
    ]
    assert shown.run("return performance.getEntriesByType('resource').length") == 0
    assert "<script>window.hacked=1</script>" in shown.run("return document.body.textContent")


def test_with_its_source_a_run_is_a_film_and_no_other_script_may_run() -> None:
    verdict = hostile()
    shown = page.render(verdict, sources={verdict.exercises[0].id: {EVIL: f"{EVIL}\n{EVIL}"}})
    assert re.findall(r"<script[^>]*>(.*?)</script>", shown, re.DOTALL) == [f"\n{film.SCRIPT}"]
    [allowed] = re.findall(r"script-src '([^']*)'", shown)
    assert allowed == f"sha256-{base64.b64encode(hashlib.sha256(f'{chr(10)}{film.SCRIPT}'.encode()).digest()).decode()}"
    assert "<img" not in shown
    for told in re.findall(r'data-film="([^"]*)"', shown):
        assert json.loads(html.unescape(told))["stretches"]


@in_a_browser
def test_the_film_goes_step_by_step_through_the_learners_lines(opened: Any) -> None:
    window = opened(film_page())
    moments = []
    for _ in range(2):
        window.run("document.querySelector('.film .on-by-one').click()")
        moments.append(window.run("return Number(document.querySelector('.film input').value)"))
    assert moments == [0.5, 1.4862]  # the pause before the first report, and the end
    assert window.run("return document.querySelectorAll('.film .source .at').length") >= 1
