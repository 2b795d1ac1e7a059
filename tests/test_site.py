"""What the site is made of: everything that is to be read, and nothing that is to stay hidden.

The generator itself is run once a week (.github/workflows/newest.yml), and whenever a site is published.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from pathlib import Path

import pytest

from grader.exercise import catalogue, stubs, symptoms
from grader.lab import site
from tests.test_release import lines_of

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("site")
    site.write_sources(work, catalogue.road(catalogue.load()))
    return work / "docs"


def films(page: Path) -> list[str]:
    return re.findall(r'data-film="([^"]*)"', page.read_text("utf-8"))


def test_all_lessons_and_mistakes_are_in_it_and_every_link_leads_somewhere(sources: Path) -> None:
    texts = {path.relative_to(sources).as_posix(): path.read_text("utf-8") for path in sources.rglob("*.md")}
    assert {f"lessons/{exercise.folder.name}.md" for exercise in catalogue.load()} <= set(texts)
    assert {f"mistakes/{path.name}" for path in (ROOT / "docs" / "mistakes").glob("[a-z]*.md")} <= set(texts)
    for name, text in texts.items():
        for link in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+\.md)", text):
            assert (sources / posixpath.normpath(posixpath.join(posixpath.dirname(name), link))).exists(), (name, link)
    for exercise in catalogue.load():
        assert f'href="lessons/{exercise.folder.name}.html"' in texts["road.md"]


def test_each_message_is_a_section_that_a_pasted_error_finds(sources: Path) -> None:
    """The search of the theme asks for the words of a heading; which row that is, both it and the field read here."""
    page = (sources / "symptoms.md").read_text("utf-8")
    headings = [re.sub(r"^`|`$", "", line) for line in re.findall(r"^### (.*)$", page, re.MULTILINE)]
    assert sorted(headings) == sorted(row.title for row in symptoms.table())
    assert "\n|" not in page
    script = (sources / "assets" / "messages.js").read_text("utf-8")
    rows = json.loads(script.removeprefix("const MESSAGES = ").removesuffix(";\n"))
    for row, symptom in zip(rows, symptoms.table(), strict=True):
        for said in symptom.wordings:
            first = next(
                other for other in rows if any(re.search(test, symptoms._plain(said)) for test in other["tests"])
            )
            assert first is row or said.startswith("ValueError: <Token"), (said, first["title"])
        for address, _ in row["links"]:
            assert (sources / address.replace(".html", ".md")).exists()


def test_no_line_of_a_solution_or_hidden_check_is_in_it(sources: Path) -> None:
    """But for lines that a stub, a service, a lesson, a visible check, a mistake's page or the grader has as well."""
    hidden = [*(ROOT / "solutions").rglob("*.py"), *(ROOT / "exercises").glob("*/.hidden/*.py")]
    shipped = [path for path in (ROOT / "exercises").glob("*/**/*") if path.suffix in (".py", ".md", ".html")]
    shipped = [path for path in shipped if ".hidden" not in path.parts]
    secret = lines_of(*hidden) - lines_of(*shipped, *(ROOT / "docs").rglob("*.md"), *(ROOT / "grader").rglob("*.[pj]*"))
    assert len(secret) > 1000
    for path in sources.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8", errors="replace").replace("</span>", "\n")
            found = {html.unescape(re.sub(r"<[^>]*>", "", line)).strip() for line in text.splitlines()}
            assert not secret & found, path.name
    whole = " ".join(path.read_text("utf-8") for path in sources.rglob("*.md"))
    assert not [exercise.id for exercise in catalogue.load() if exercise.why in whole]


def test_a_film_shows_the_stub_as_it_was_handed_out_and_what_happens_on_its_lines(sources: Path) -> None:
    for exercise in catalogue.load():
        [*found] = films(sources / "lessons" / f"{exercise.folder.name}.md")
        assert len(found) == (exercise.number in site.FILMED), exercise.id
    page = (sources / "lessons" / "41_blocked_loop.md").read_text("utf-8")
    film = json.loads(html.unescape(films(sources / "lessons" / "41_blocked_loop.md")[0]))
    held = [(line, words) for _, _, kind, line, words in film["stretches"] if kind == "blocked"]
    stub = stubs.handed_out(catalogue.select(catalogue.load(), ["41"])[0])["blocked_loop.py"].decode().splitlines()
    assert {stub[line - 1].strip() for line, _ in held} == {"return library.render(name)"}
    assert all("services.render_pdf()" in words for _, words in held)
    assert html.escape(stub[23]) in page
    assert "reference solution" not in page.lower()


def test_nothing_is_loaded_from_elsewhere(sources: Path) -> None:
    config = json.loads((sources.parent / "mkdocs.yml").read_text("utf-8"))
    assert config["theme"]["font"] is False
    assert config["use_directory_urls"] is False  # so that it works from a folder
    for path in [*sources.glob("assets/*")]:
        assert "//" not in re.sub(r"(?m)^\s*//.*$|; // .*$", "", path.read_text("utf-8")), path.name
