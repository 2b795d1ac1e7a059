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


class Crawler:
    def __init__(self, client, limit, patience):
        self.client, self.patience = client, patience
        self.turn = asyncio.Semaphore(limit)
        self.found = {}
        self.tasks = set()

    def start(self, path):
        self.found[path] = None
        task = asyncio.ensure_future(self.visit(path))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def visit(self, path):
        async with self.turn:
            try:
                async with asyncio.timeout(self.patience):
                    response = await self.client.get(path, timeout=None)
            except TimeoutError:
                self.found[path] = "no answer"
                return
        if response.status_code == 200:
            self.found[path] = TITLE.search(response.text).group(1)
            for link in set(LINK.findall(response.text)) - self.found.keys():
                self.start(link)
        else:
            self.found[path] = f"status {response.status_code}"


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=url) as client:
        crawler = Crawler(client, limit, patience)
        crawler.start("/")
        while crawler.tasks:
            await asyncio.wait(crawler.tasks, return_when=asyncio.FIRST_COMPLETED)
    return crawler.found


async def main() -> None:
    from services import Site

    with Site() as site:
        start = time.monotonic()
        for path, title in (await crawl(site.url, limit=3, patience=1.0)).items():
            print(f"{path:12} {title}")
        print(f"{time.monotonic() - start:.1f} s, at most {site.most} at once, {site.connections} connections")


if __name__ == "__main__":
    asyncio.run(main())
