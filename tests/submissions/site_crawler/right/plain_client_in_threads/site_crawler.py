"""A crawler: it visits every page of a site once and notes its title, never more than `limit` pages at a time.

A page with another status than 200 is noted as "status 404", one that is silent for `patience` seconds as "no answer".

    python site_crawler.py          crawls the site of services.py, which is a real one
"""

from __future__ import annotations

import asyncio
import re
import time

from concurrent.futures import ThreadPoolExecutor

import httpx

TITLE = re.compile(r"<title>(.*?)</title>")
LINK = re.compile(r'<a href="(/[^"]*)"')


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """httpx's plain client is safe in threads; a pool of `limit` threads is the limit, and the loop stays free."""
    found = {"/": ""}
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(limit) as pool, httpx.Client(base_url=url, timeout=patience) as client:

        def fetch(path):
            try:
                return path, client.get(path)
            except httpx.TimeoutException:
                return path, None

        pending = {loop.run_in_executor(pool, fetch, "/")}
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for path, response in [future.result() for future in done]:
                if response is None:
                    found[path] = "no answer"
                elif response.status_code != 200:
                    found[path] = f"status {response.status_code}"
                else:
                    found[path] = TITLE.search(response.text)[1]
                    for link in LINK.findall(response.text):
                        if link not in found:
                            found[link] = ""
                            pending.add(loop.run_in_executor(pool, fetch, link))
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
