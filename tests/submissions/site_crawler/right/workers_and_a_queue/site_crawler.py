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


async def worker(client: httpx.AsyncClient, line: asyncio.Queue, found: dict[str, str]) -> None:
    while True:
        path = await line.get()
        try:
            response = await client.get(path)
            if response.is_success:
                found[path] = TITLE.findall(response.text)[0]
                for link in LINK.findall(response.text):
                    if link not in found:
                        found[link] = "?"
                        line.put_nowait(link)
            else:
                found[path] = f"status {response.status_code}"
        except httpx.TimeoutException:
            found[path] = "no answer"
        finally:
            line.task_done()


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """As many workers as there may be requests; each takes the next path from the line."""
    found, line = {"/": "?"}, asyncio.Queue()
    line.put_nowait("/")
    async with httpx.AsyncClient(base_url=url, timeout=patience) as client:
        workers = [asyncio.create_task(worker(client, line, found)) for _ in range(limit)]
        await line.join()
        for one in workers:
            one.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
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
