"""The four waits of this story. They really wait; in a check the judge answers instead. Leave it as it is."""

import asyncio
import time


async def get_timetable(route: str) -> str:
    """An API call. The railway offers an async client."""
    await asyncio.sleep(0.3)
    return f"{route} leaves at 9:14"


def load_booking(customer: str) -> str:
    """A database query. The driver is old and blocks."""
    time.sleep(0.4)
    return f"{customer} has seat 42"


def scrape_notices(station: str) -> str:
    """Web scraping: fetch the page of a station and read its notices. The library blocks."""
    time.sleep(0.5)
    return f"no lift at {station}"


async def ask_llm(prompt: str) -> str:
    """An LLM request. The client is async."""
    await asyncio.sleep(0.6)
    return f"Good morning! {prompt}"


def build_prompt(timetable: str, booking: str, notices: str) -> str:
    """Given: the three facts in one prompt. It only computes, and takes no time."""
    return f"Timetable: {timetable}. Booking: {booking}. Notices: {notices}."
