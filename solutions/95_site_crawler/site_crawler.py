"""A crawler: it visits every page of a site once and notes its title, never more than `limit` pages at a time.

A page with another status than 200 is noted as "status 404", one that is silent for `patience` seconds as "no answer".

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
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that no other visit starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
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
