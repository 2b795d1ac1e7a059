"""Answers to bound_to_a_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_between: part 1, too-slow
async def read_page(url: str) -> str:
    async with tabs():
        page = await load_page(url)
        await asyncio.sleep(0.05)  # <- the fault
        return page


# %% wrong chunks: part 1, limit-too-low
async def read_all(urls: list[str]) -> list[str]:
    pages = []
    for first in range(0, len(urls), 2):
        pages += await asyncio.gather(*[read_page(url) for url in urls[first : first + 2]])  # <- the fault
    return pages
