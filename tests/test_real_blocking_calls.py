"""Files, sockets, processes and name look-ups in the thread of a loop are seen; what is not the learner's is not."""

from __future__ import annotations

import pytest

from tests.conftest import PlaySource

HEAD = """
import asyncio, logging, os, pathlib, socket, sqlite3, subprocess, urllib.request
from subprocess import Popen as early_bound
"""


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        ("open('notes.txt')", "open('notes.txt')"),
        ("pathlib.Path('notes.txt').read_text()", "open('notes.txt')"),
        ("socket.getaddrinfo('localhost', 80)", "socket.getaddrinfo('localhost')"),
        ("sqlite3.connect('notes.db')", "sqlite3.connect('notes.db')"),
        ("early_bound(['true'])", "subprocess.Popen('true')"),
        ("os.system('true')", "os.system(b'true')"),
        ("urllib.request.urlopen('http://127.0.0.1:9/')", "socket.getaddrinfo('127.0.0.1')"),
    ],
)
def test_a_real_call_in_a_coroutine_is_named_with_its_line(play_source: PlaySource, call: str, seen: str) -> None:
    evidence = play_source(
        f"{HEAD}\nasync def main():\n    try:\n        {call}\n    except Exception:\n        pass\n"
    )
    assert (seen, ("kata.py", 7)) in [(blocked.call, blocked.at) for blocked in evidence.blocked]


@pytest.mark.parametrize(
    "body",
    [
        "import colorsys",
        "logging.getLogger('mine').warning('said')",
        "await asyncio.to_thread(opens)",
        "__import__('traceback').print_stack()",
        "import random, uuid; uuid.uuid4(); random.Random()",
    ],
)
def test_what_is_not_the_learners_call_is_no_false_alarm(play_source: PlaySource, body: str) -> None:
    source = f"""{HEAD}
def opens():
    try:
        open('notes.txt')
    except OSError:
        pass
async def main():
    {body}
"""
    evidence = play_source(source)
    assert (evidence.end, evidence.blocked) == ("returned", [])


def test_files_outside_of_a_loop_are_nobodys_business(play_source: PlaySource) -> None:
    evidence = play_source("def main():\n    return [open('/dev/urandom', 'rb').close()]\n", sync=True)
    assert (evidence.end, evidence.blocked) == ("returned", [])
