"""Hidden checks of site_crawler: the site is the judge's own, so it sees every connection and every request."""

import random

from grader.live.stage import Disturbed, check

LIBRARIES = (
    "asyncio",
    "httpx",
    "httpcore",
    "anyio._backends._asyncio",
    "h11",
    "certifi",
    "importlib.resources.readers",
)
PATIENCE = 2.0
# Where to look for the line, in this order.
STARTED = r"create_task\(|ensure_future\("
IN_TURN = (r"\bLock\(", r"\.empty\(\)|get_nowait", r"gather\(|asyncio\.wait\(", r"\.get\(")
LIMIT = (r"Semaphore\(", r"Limits\(", r"AsyncClient\(")

DRIVE = """
import asyncio
import json
import signal
import sys

import httpx

clients = []
made = httpx.AsyncClient.__init__


def remembered(client, *arguments, **options):
    clients.append(client)
    made(client, *arguments, **options)


httpx.AsyncClient.__init__ = remembered

import site_crawler as kata  # now: a module may make a client, too


async def main(url, limit, patience):
    # Another user of the same loop: answers a signal, if the loop has a moment.
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: print('{"pong": true}', flush=True))
    found = await kata.crawl(url, limit=int(limit), patience=float(patience))
    print(json.dumps({"found": found}, default=repr), flush=True)
    running = [task.get_coro() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    left = [getattr(one, "__qualname__", type(one).__name__) for one in running]
    print(json.dumps({"left": left, "open": sum(not client.is_closed for client in clients)}), flush=True)


asyncio.run(main(*sys.argv[1:]))
"""


class Shop:
    """A site with made-up titles: a front page, sections, and articles that several sections link to."""

    def __init__(self, stage, sections=4, articles=3, broken=1):
        draw = random.Random(stage.world.seed)

        def title(path):
            return f"{path} {draw.randrange(10**6)}"

        self.sections = [f"/section/{number}" for number in range(sections)]
        gone = [f"/gone/{number}" for number in range(broken)]
        links = {"/": [*self.sections]}
        for number, section in enumerate(self.sections):
            own = [f"/article/{number}-{place}" for place in range(articles)]
            links[section] = ["/", *own, self.sections[(number + 1) % sections], *gone]
            links |= {article: [section, "/"] for article in own}
        self.articles = [path for path in links if path.startswith("/article")]
        self.titles = {path: title(path) for path in links}
        self.pages = {path: (200, self._html(path, found)) for path, found in links.items()}
        self.pages |= dict.fromkeys(gone, (410, "<title>Gone</title>"))
        self.expected = dict(self.titles) | dict.fromkeys(gone, "status 410")

    def _html(self, path, links):
        anchors = " ".join(f'<a href="{link}">more</a>' for link in links)
        return f"<html><head><title>{self.titles[path]}</title></head><body>{anchors}</body></html>"


async def start(stage, shop, limit, patience=60.0):
    site = await stage.site(shop.pages)
    program = await stage.drive(DRIVE, site.url, str(limit), str(patience))
    stage.called_text = f"crawl(url, limit={limit}, patience={patience:g})"
    return site, program


async def ended(stage, program, expected):
    await stage.expect_end(program, rest=3.0)
    stage.expect_exit(program, 0)
    facts = {name: value for line in stage.lines(program) for name, value in line.items()}
    found = facts.get("found")
    stage.expect(
        isinstance(found, dict),
        "crawl() did not return a dict.",
        returned=repr(found),
        expected="path -> title",
        mistake="wrong-answer",
    )
    wrong = {path: found.get(path) for path in {*found, *expected} if found.get(path) != expected.get(path)}
    stage.expect(
        not wrong,
        f"Entries that are not as they should be: {len(wrong)} of {len(expected)}.",
        returned=str(dict(sorted(wrong.items())[:4])),
        expected=str({path: expected.get(path) for path, _ in sorted(wrong.items())[:4]}),
        mistake="wrong-answer",
        function="crawl",
        near=STARTED if facts["left"] else r"findall\(|LINK",
    )
    stage.expect(not facts["left"], f"Tasks still ran when crawl() had returned: {facts['left']}.",
                 mistake="task-leaked", function="crawl", near=STARTED)  # fmt: skip
    stage.expect(not facts["open"], "The client was still open when crawl() had returned.", mistake="not-closed",
                 function="crawl", near=r"AsyncClient\(")  # fmt: skip


def in_time(stage, program, site):
    """A page that was answered at once and still given up says something about the machine, and nothing else."""
    found = next((line["found"] for line in stage.lines(program) if "found" in line), {})
    answered = {visit.path for visit in site.visits if visit.answered}
    if any(title == "no answer" and path in answered for path, title in found.items()):
        raise Disturbed("Pages took too long to cross this machine: it was too busy. Grade again.")


def once_each(stage, site, expected):
    visited = [visit.path for visit in site.visits]
    twice = sorted({path for path in visited if visited.count(path) > 1})
    stage.expect(
        not twice,
        f"Pages that were asked for more than once: {', '.join(twice[:4])}. There must be no await between checking "
        "whether a page is known and noting it.",
        mistake="called-too-often",
        function="crawl",
        near=" not in ",
    )
    missed = sorted(set(expected) - set(visited))
    stage.expect(not missed, f"Pages that were never asked for: {missed}.", mistake="answer-not-asked")


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="pages that are known are asked for together, and the loop stays free")
async def test_together(stage):
    shop = Shop(stage)
    site = await stage.site(shop.pages)
    site.hold(*shop.sections, *shop.articles)
    program = await stage.drive(DRIVE, site.url, "50", "60")
    stage.called_text = "crawl(url, limit=50, patience=60)"
    sections = await stage.until(lambda: site.in_flight >= len(shop.sections) or program.gone())
    if sections and not program.gone():
        await stage.expect_loop_responsive(program, "pages were asked for")
        site.release(shop.sections[0])
        more = await stage.until(lambda: site.in_flight >= len(shop.sections) - 1 + 3 or program.gone())
        seen = site.in_flight
        site.release()
    elif not program.gone():
        seen, more = site.in_flight, False
        await stage.expect_loop_responsive(program, "pages were asked for")
        stage.expect(
            False,
            f"The front page links to {len(shop.sections)} sections, and {seen} of them had been asked for when the "
            "crawl stood still.",
            mistake="sequential-awaits",
            function="crawl",
            near=IN_TURN,
        )
    await ended(stage, program, shop.expected)
    stage.expect(
        more,
        "One section had arrived, but its articles were not asked for while the other sections were still on their "
        "way: pages wait for others that they have nothing to do with.",
        mistake="sequential-awaits",
        function="crawl",
        near=IN_TURN,
    )


@check(part=1, title="every page is asked for once, even if many link to it")
async def test_once_each(stage):
    shop = Shop(stage, sections=6, articles=2)
    site, program = await start(stage, shop, 50)
    await ended(stage, program, shop.expected)
    once_each(stage, site, shop.expected)


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="never more than the limit at a time, and never less while pages wait")
async def test_limit(stage):
    shop = Shop(stage, sections=7)
    site = await stage.site(shop.pages)
    site.hold(*shop.sections)
    program = await stage.drive(DRIVE, site.url, "3", "60")
    stage.called_text = "crawl(url, limit=3, patience=60)"
    await stage.until(lambda: site.in_flight > 3 or program.gone())
    seen = site.in_flight
    site.release()
    await stage.finished(program, rest=3.0)
    most = max(seen, site.most_in_flight)
    stage.expect(
        most <= 3,
        f"With limit=3 there were {most} requests at a time.",
        mistake="limit-exceeded",
        function="crawl",
        near=LIMIT,
    )
    if seen < 3:
        stage.expect_exit(program, 0)
    stage.expect(seen == 3, f"With limit=3 and seven pages that wait, {seen} were asked for.",
                 mistake="sequential-awaits" if seen == 1 else "limit-too-low", function="crawl",
                 near=IN_TURN if seen == 1 else LIMIT)  # fmt: skip
    await ended(stage, program, shop.expected)


@check(part=2, title="a silent section leaves its two neighbours in line to the others")
async def test_limit_is_used(stage):
    shop = Shop(stage, sections=4)
    silent = shop.sections[0]
    site = await stage.site(shop.pages)
    site.hold(silent, *shop.articles)
    program = await stage.drive(DRIVE, site.url, "3", "60")
    stage.called_text = "crawl(url, limit=3, patience=60), while one section is silent"
    used = await stage.until(lambda: site.in_flight >= 3 or program.gone())
    seen = site.in_flight
    site.release()
    await stage.finished(program, rest=3.0)
    stage.expect(
        used,
        f"With limit=3 a silent section was on its way and many articles were known, but only {seen} pages were asked "
        "for: pages wait for others that they have nothing to do with.",
        mistake="sequential-awaits",
        function="crawl",
        near=IN_TURN,
    )
    await ended(stage, program, shop.expected)


@check(part=2, title="pages that are gone give their places back")
async def test_places_come_back(stage):
    shop = Shop(stage, sections=3, articles=2, broken=6)
    site, program = await start(stage, shop, 2)
    stage.expect(
        await stage.until(lambda: program.gone(), rest=3.0),
        f"With limit=2 and six pages that are gone, the crawl asked for {len(site.visits)} pages and then stood still.",
        mistake="not-given-back",
        function="crawl",
        near=r"acquire\(\)",
    )
    await ended(stage, program, shop.expected)


# --- part 3 -------------------------------------------------------------------------------------------


@check(part=3, title="no more connections than the limit are opened, whatever the number of pages")
async def test_connections(stage):
    shop = Shop(stage, sections=6, articles=4)
    site, program = await start(stage, shop, 3)
    await ended(stage, program, shop.expected)
    stage.expect(
        site.connections <= 3,
        f"{len(shop.expected)} pages were fetched over {site.connections} connections; 3 would do. "
        "Each new one costs a handshake, and a site counts them.",
        mistake="connection-for-each",
        function="crawl",
        near=("max_keepalive_connections=0", r"AsyncClient\(|httpx\.get\("),
    )


# --- part 4 -------------------------------------------------------------------------------------------


@check(part=4, title="a silent page is noted as silent, and holds up no other page")
async def test_silent(stage):
    shop = Shop(stage)
    silent = shop.articles[0]
    site = await stage.site(shop.pages)
    site.hold(silent)
    program = await stage.drive(DRIVE, site.url, "4", str(PATIENCE))
    stage.called_text = f"crawl(url, limit=4, patience={PATIENCE})"
    stage.expect(
        await stage.until(lambda: program.gone() or any(visit.dropped for visit in site.visits), rest=PATIENCE * 3),
        f"A page was silent, and the crawl was still waiting for it after more than {PATIENCE} s.",
        mistake="no-deadline",
        function="crawl",
        near="timeout",
    )
    await stage.finished(program)
    in_time(stage, program, site)
    await ended(stage, program, shop.expected | {silent: "no answer"})


@check(part=4, title="waiting for a connection does not count as silence")
async def test_line_is_no_silence(stage):
    shop = Shop(stage, sections=6, articles=1, broken=0)
    site = await stage.site(shop.pages)
    site.hold(*shop.sections)
    program = await stage.drive(DRIVE, site.url, "2", str(PATIENCE))
    stage.called_text = f"crawl(url, limit=2, patience={PATIENCE}), while the first two sections are silent"
    await stage.until(lambda: site.in_flight >= 2 or program.gone())
    silent = [visit.path for visit in site.visits if visit.in_flight]  # whichever were asked for first
    site.release(*(section for section in shop.sections if section not in silent))
    given_up = await stage.until(lambda: program.gone() or sum(v.dropped for v in site.visits) == 2, rest=PATIENCE * 3)
    if given_up:
        stage.expect(
            await stage.until(program.gone, rest=3.0),
            f"The two silent pages were given up after {PATIENCE} s. Then the crawl asked for nothing more, and did not end.",
            mistake="not-given-back",
            function="crawl",
            near=r"acquire\(\)",
        )
    await stage.expect_end(program, rest=PATIENCE * 3)
    found = next((line["found"] for line in stage.lines(program) if "found" in line), {})
    in_time(stage, program, site)
    asked = {visit.path for visit in site.visits}
    never = sorted(path for path, title in found.items() if path not in asked)
    stage.expect(
        not never,
        f"Given up although the site was never asked for them: {', '.join(never)}. They waited behind the "
        "two silent ones, and that time was counted as theirs.",
        mistake="deadline-counts-the-line",
        function="crawl",
        near=(r"asyncio\.timeout|wait_for|Timeout\(", "timeout"),
    )
    wanted = shop.titles | dict.fromkeys(silent, "no answer")
    behind = {f"/article/{section.rpartition('/')[2]}-0" for section in silent}  # only a silent page links to them
    await ended(stage, program, {path: title for path, title in wanted.items() if path not in behind})
