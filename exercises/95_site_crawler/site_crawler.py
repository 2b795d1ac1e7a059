"""A crawler: it visits every page of a site once and notes its title, never more than `limit` pages at a time.

A page with another status than 200 is noted as "status 404", one that is silent for `patience` seconds as "no answer".
Today it visits one page after the other, and it waits for the silent one. Look for TODO.

    nox -s run -- site_crawler        crawls the site of services.py, which is a real one
"""

from __future__ import annotations

import asyncio
import re
import time

import httpx

TITLE = re.compile(r"<title>(.*?)</title>")
LINK = re.compile(r'<a href="(/[^"]*)"')


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        response = httpx.get(url + path, timeout=60)  # TODO WAIT without blocking, by one client for all pages
        found[path] = TITLE.search(response.text)[1]  # TODO REPORT other statuses, and pages that are silent
        # TODO START pages together; LIMIT how many are asked for at a time
        waiting += [link for link in LINK.findall(response.text) if link not in found and link not in waiting]
    return found


async def main() -> None:
    from services import Site

    with Site() as site:
        start = time.monotonic()
        for path, title in (await crawl(site.url, limit=3, patience=1.0)).items():
            print(f"{path:12} {title}")
        print(f"{time.monotonic() - start:.1f} s, at most {site.most} at once, {site.connections} connections")


if __name__ == "__main__":
    asyncio.run(main())
