"""The site: lessons, mistakes, messages and films as static pages, which work from a folder and under any path.

MkDocs with the theme Material makes the pages, their search and their dark mode. What stands in them comes from the
repository as it is; a link to a file that is not part of the site becomes plain words.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.errors import UserError
from grader.exercise import catalogue, stubs, symptoms
from grader.exercise.catalogue import ROOT, Exercise
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.sinks import film, pages, svg
from grader.verdict import Check, Status, Timeline

FILMED = ("11", "21", "41", "54", "74")
SEED = 1  # of the films: the same site each time
_HERE = Path(__file__).parent
_LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")
_PICTURE = re.compile(r"(!\[[^\]]*\]\()(?![a-z]+:)([^)\s]+)\)")
_TOC = {"toc": {"permalink": True, "toc_depth": 2}}  # the messages are a level below
_SEPARATOR = r"[^\w\u00C0-\uFFFF]+"  # of words in the search's index: a message is full of quotes and colons
_MORE = {  # pages beside lessons, mistakes and messages: what the menu calls them
    "commands": "Commands", "editors": "In your editor", "mistakes-and-exercises": "Mistakes and exercises",
    "what-simulation-hides": "What simulation hides", "traps-in-production": "Traps in production",
    "tried-on": "Tried on", "for-instructors": "For instructors", "isolation": "Isolation", "forgeries": "Forgeries",
    "for-authors": "For authors", "architecture": "Architecture", "style": "How we write", "coverage": "Coverage",
}  # fmt: skip


def build(out: Path, *, with_solutions: bool = False) -> int:
    """Write the site into a new or an earlier site's folder, and return how many pages it has. Raises UserError."""
    if out.exists() and any(out.iterdir()) and not (out / "sitemap.xml").exists():
        raise UserError(f"{out} holds something else. Give an empty folder, or that of an earlier site.")
    exercises = catalogue.road(catalogue.load())
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_sources(work, exercises, with_solutions=with_solutions)
        shutil.rmtree(out, ignore_errors=True)
        words = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(out.resolve())]
        made = subprocess.run(words, cwd=work, capture_output=True, encoding="utf-8", check=False)
    if made.returncode:
        said = made.stderr.strip()
        said = said.rpartition("\n")[2] if "Traceback" in said else said[-2000:]
        raise UserError(f"The site was not built into {out}.\n{said}")
    index = out / "search" / "search_index.json"
    (out / "search" / "search_index.js").write_text(f"var __index = {index.read_text('utf-8')}", "utf-8")
    return sum(1 for _ in out.rglob("*.html"))


def write_sources(work: Path, exercises: Sequence[Exercise], *, with_solutions: bool = False) -> None:
    """Write all that the generator makes the site of: its settings, and a folder `docs`."""
    docs, texts = work / "docs", _texts(exercises)
    for name, source in texts.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(_linked((ROOT / source).read_text("utf-8"), source, texts), "utf-8")
    (docs / "road.md").write_text(_road(exercises), "utf-8")
    listed = (docs / "symptoms.md").read_text("utf-8")
    (docs / "symptoms.md").write_text(_in_sections(listed), "utf-8")
    _add_films(docs, exercises, with_solutions)
    shutil.copytree(ROOT / "docs" / "pictures", docs / "pictures")
    (docs / "assets").mkdir()
    for name in ("site.js", "iframe-worker.js"):
        shutil.copy(_HERE / name, docs / "assets")
    (docs / "assets" / "messages.js").write_text(_messages(), "utf-8")
    (docs / "assets" / "film.js").write_text(film.SCRIPT, "utf-8")
    (docs / "assets" / "site.css").write_text(_style(), "utf-8")
    (work / "mkdocs.yml").write_text(json.dumps(_config(exercises, texts)), "utf-8")  # JSON is YAML


def _texts(exercises: Sequence[Exercise]) -> dict[str, str]:
    """What the pages are made of: the name in the site -> the file in the repository."""
    found = {"index.md": "README.md", "symptoms.md": "docs/symptoms.md", "mistakes/index.md": "docs/mistakes/README.md"}
    for exercise in exercises:
        found[f"lessons/{exercise.folder.name}.md"] = f"exercises/{exercise.folder.name}/README.md"
    for path in sorted((ROOT / "docs" / "mistakes").glob("*.md")):
        if path.name != "README.md":
            found[f"mistakes/{path.name}"] = f"docs/mistakes/{path.name}"
    return found | {f"{name}.md": f"docs/{name}.md" for name in _MORE if (ROOT / "docs" / f"{name}.md").exists()}


def _linked(text: str, source: str, texts: dict[str, str]) -> str:
    """A text with its links as they are in the site."""
    here = next(name for name, file in texts.items() if file == source)
    names = {file: name for name, file in texts.items()}

    def inside(link: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(source), link))

    def link(found: re.Match[str]) -> str:
        target = names.get(inside(found[2]))
        if target is None:
            return found[1]
        return f"[{found[1]}]({posixpath.relpath(target, posixpath.dirname(here) or '.')}{found[3] or ''})"

    def picture(found: re.Match[str]) -> str:
        target = inside(found[2]).removeprefix("docs/")
        return f"{found[1]}{posixpath.relpath(target, posixpath.dirname(here) or '.')})"

    return _PICTURE.sub(picture, _LINK.sub(link, text))


def _road(exercises: Sequence[Exercise]) -> str:
    """The road as a map: a row for each track, a stop for each exercise, and what each one stands on."""
    lines = ["# The road", "", "Each stop is an exercise. Below it stands what its lesson builds on.", ""]
    known = {exercise.id: exercise for exercise in exercises}
    lines.append('<div class="road">')
    for track in catalogue.TRACKS.values():
        lines.append(f'<section><h2 id="{track}">{track.replace("-", " ")}</h2><ol>')
        for each in exercises:
            if each.track == track:
                needs = ", ".join(known[name].number for name in each.stands_on if name in known)
                about = [f"{each.minutes} minutes"] if each.minutes else []
                about += [f"after {needs}"] if needs else []
                lines.append(
                    f'<li><a href="lessons/{each.folder.name}.html"><b>{each.number}</b> {html.escape(each.title)}</a>'
                    f"<small>{', '.join(about)}</small></li>"
                )
        lines.append("</ol></section>")
    return "\n".join([*lines, "</div>", ""])


def _in_sections(text: str) -> str:
    """The page of messages with a section for each row: the search finds a section by the words of its heading."""

    def section(row: re.Match[str]) -> str:
        said, means, exercises = (cell.replace("\\|", "|") for cell in row.groups())
        title, *also = said.split("<br>")
        return "\n\n".join(
            filter(None, [f"\n### {title}", means, f"Also: {', '.join(also)}" if also else "", exercises])
        )

    rows = re.sub(r"^\| What .*\n\|---.*\n", "", text, flags=re.MULTILINE)
    cell = r"((?:[^|\n\\]|\\.)*)"
    return re.sub(rf"^\| {cell} \| {cell} \| {cell} \|$", section, rows, flags=re.MULTILINE)


def _messages() -> str:
    """The rows that the field for a pasted error looks through, and the search of the theme with it."""
    known = {each.id: each.folder.name for each in catalogue.load()}
    rows = []
    for row in symptoms.table():
        links = [(f"mistakes/{row.mistake}.html", row.mistake)] if row.mistake else []
        links += [
            (f"lessons/{known[name]}.html", known[name].replace("_", " ")) for name in row.exercises if name in known
        ]
        shown = {"title": row.title, "say": row.say, "links": links}
        rows.append({"words": list(row.wordings), "tests": symptoms.expressions(row), "pattern": row.pattern, **shown})
    return f"const MESSAGES = {json.dumps(rows, ensure_ascii=False)};\n"


def _add_films(docs: Path, exercises: Sequence[Exercise], with_solutions: bool) -> None:
    """Let the judge play the stubs as they are handed out, and add a film to each of these lessons."""
    chosen = [exercise for exercise in exercises if exercise.number in FILMED]
    verdict = grade(chosen, Options(SEED), folder_of=lambda each: each.folder, files_of=stubs.handed_out)
    solved = (
        grade(chosen, Options(SEED), folder_of=lambda each: each.solution, all_timelines=True)
        if with_solutions
        else None
    )
    for exercise in chosen:
        checks = next(each.checks for each in verdict.exercises if each.id == exercise.id)
        failed = [check for check in checks if check.status is Status.FAILED and check.timeline]
        if not failed:
            continue
        check = max(failed, key=lambda each: (each.part == 1, bool(each.timeline and each.timeline.seconds)))
        other = [each for v in (solved.exercises if solved else ()) if v.id == exercise.id for each in v.checks]
        beside = next((each.timeline for each in other if each.id == check.id), None)
        with (docs / "lessons" / f"{exercise.folder.name}.md").open("a", encoding="utf-8") as page:
            page.write("\n".join(["", "## The film of this problem", "", *_film(exercise, check, beside), ""]))


def _film(exercise: Exercise, check: Check, beside: Timeline | None) -> Iterator[str]:
    assert check.timeline
    source = {name: data.decode() for name, data in stubs.handed_out(exercise).items()}
    seconds = max(check.timeline.seconds, beside.seconds if beside else 0.0)
    if check.mistake:
        yield f"The judge has played the stub: [{check.mistake.name}](../mistakes/{check.mistake.name}.md). Press Play."
        yield ""
    yield film.film(check.timeline, seconds, f"The stub of exercise {exercise.number}", source)
    yield ""
    if beside:
        yield "The reference solution, with the same seed:"
        yield ""
        yield f'<div class="film"><div class="chart">{svg.chart(beside, seconds, "The solution")}</div></div>'


def _style() -> str:
    """The colours of the report, under the switch of the theme, and the looks of films and the road."""
    light, dark = re.findall(r":root \{\n(.*?)\}", pages.STYLE, re.DOTALL)[:2]
    return (
        f":root {{{light}}}\n[data-md-color-scheme=slate] {{{dark}}}\n{film.STYLE}\n"
        + (_HERE / "site.css").read_text("utf-8")
    )  # fmt: skip


def _config(exercises: Sequence[Exercise], texts: dict[str, str]) -> dict[str, object]:
    tracks: dict[str, list[dict[str, str]]] = {track: [] for track in catalogue.TRACKS.values()}
    for each in exercises:
        tracks[each.track].append({f"{each.number} {each.title}": f"lessons/{each.folder.name}.md"})
    lessons = [{track.replace("-", " ").capitalize(): found} for track, found in tracks.items()]
    mistakes = [name for name in texts if name.startswith("mistakes/")]
    return {
        "site_name": "awaitlings",
        "use_directory_urls": False,
        "theme": {
            "name": "material", "font": False, "language": "en",
            "features": ["navigation.tabs", "navigation.indexes", "navigation.footer", "search.highlight"],
            "palette": [
                {
                    "media": f"(prefers-color-scheme: {way})", "scheme": scheme, "primary": "indigo",
                    "toggle": {"icon": f"material/{icon}", "name": f"Switch to {other} mode"},
                }
                for way, scheme, icon, other in (
                    ("light", "default", "weather-night", "dark"), ("dark", "slate", "weather-sunny", "light"),
                )
            ],
        },
        "plugins": [{"search": {"separator": _SEPARATOR}}],
        "extra": {"generator": False, "polyfills": ["assets/iframe-worker.js"]},
        "extra_css": ["assets/site.css"],
        "extra_javascript": ["assets/film.js", "assets/messages.js", "assets/site.js"],
        "markdown_extensions": ["tables", "pymdownx.superfences", "pymdownx.highlight", _TOC],
        "validation": {"links": {"anchors": "ignore", "unrecognized_links": "ignore", "not_found": "warn"}},
        "nav": [
            {"Home": "index.md"}, {"The road": "road.md"}, {"Lessons": lessons}, {"Error messages": "symptoms.md"},
            {"Mistakes": mistakes},
            {"More": [{title: f"{name}.md"} for name, title in _MORE.items() if f"{name}.md" in texts]},
        ],
    }  # fmt: skip
