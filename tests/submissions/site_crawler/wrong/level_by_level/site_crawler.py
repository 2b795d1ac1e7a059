"""A crawler: it visits every page of a site once and notes its title, never more than `limit` pages at a time.

A page with another status than 200 is noted as "status 404", one that is silent for `patience` seconds as "no answer".

    python site_crawler.py          crawls the site of services.py, which is a real one
"""

from __future__ import annotations

import asyncio
import re
import time

import httpx

TITLE = re.compile(r"<title>(.*?)</title>")
LINK = re.compile(r'<a href="(/[^"]*)"')


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {}
    turn = asyncio.Semaphore(limit)
    async with httpx.AsyncClient(base_url=url, timeout=patience) as client:

        async def visit(path):
            async with turn:
                try:
                    response = await client.get(path)
                except httpx.TimeoutException:
                    found[path] = "no answer"
                    return []
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return []
            found[path] = TITLE.search(response.text)[1]
            return LINK.findall(response.text)

        level = {"/"}
        while level:
            links = await asyncio.gather(*(visit(path) for path in level))
            level = {link for several in links for link in several} - found.keys()
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
