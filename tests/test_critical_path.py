"""The judge says why a match took as long as it did."""

from __future__ import annotations

import pytest

from grader.judge.critical_path import in_words
from tests.conftest import PlaySource

HEAD = "import asyncio, time\nfrom services import fetch, fetch_blocking\n"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[await fetch(n) for n in 'ab']", "2 s = 1 + 1: fetch('a'), then fetch('b')."),
        ("await asyncio.gather(fetch('a'), fetch('b'))", ""),
        (
            "await fetch('a'), await asyncio.sleep(0.5), await fetch('b')",
            "2.5 s = 1 + 0.5 + 1: fetch('a'), then waiting, then fetch('b').",
        ),
        ("await fetch('a'), time.sleep(2)", "3 s = 1 + 2: fetch('a'), then time.sleep(2)."),
        ("fetch_blocking('a'), fetch_blocking('b')", "2 s = 1 + 1: fetch_blocking('a'), then fetch_blocking('b')."),
        (
            "[await fetch(n) for n in range(7)]",
            (
                "7 s = 1 + 1 + 1 + 1 + 1 + … (2 more): "
                "fetch(0), then fetch(1), then fetch(2), then fetch(3), then fetch(4), and so on."
            ),
        ),
    ],
)
def test_the_chain_of_waits_is_told(play_source: PlaySource, body: str, words: str) -> None:
    evidence = play_source(f"{HEAD}async def main():\n    return {body}\n")
    assert evidence.end == "returned"
    assert in_words(evidence) == words
