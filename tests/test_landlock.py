"""What a player may not touch, where the kernel has Landlock: files, programs, TCP and other people's processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.player import landlock
from tests.conftest import PlaySource

pytestmark = pytest.mark.skipif(not landlock.available(), reason="this kernel has no Landlock")
SOLUTION = Path(__file__).resolve().parent.parent / "solutions" / "11_never_awaited" / "never_awaited.py"


@pytest.mark.parametrize(
    ("what", "version"),
    [
        (f"open({str(SOLUTION)!r})", 1),
        ("open('/etc/passwd')", 1),
        (f"os.listdir({str(Path.home())!r})", 1),
        ("open('/tmp/planted', 'w')", 1),
        ("os.mkdir('planted')", 1),
        (f"os.unlink({str(SOLUTION)!r})", 1),
        ("subprocess.run(['/bin/true'])", 1),
        (f"open('/proc/{os.getppid()}/environ')", 1),
        (f"open('/proc/{os.getpid()}/mem', 'rb')", 1),
        ("socket.create_connection(('127.0.0.1', 9), 1)", 4),
        ("socket.create_server(('127.0.0.1', 0))", 4),
        (f"os.kill({os.getpid()}, 0)", 6),
        ("os.kill(os.getppid(), 9)", 6),
    ],
)
def test_it_is_refused(play_source: PlaySource, what: str, version: int) -> None:
    if landlock.available() < version:
        pytest.skip(f"Landlock {version} is needed for this")
    evidence = play_source(f"""
        import os, socket, subprocess
        async def main():
            try:
                {what}
            except PermissionError:
                return "refused"
            return "done"
    """)
    assert evidence.result == "refused"


def test_the_standard_library_can_still_be_imported(play_source: PlaySource) -> None:
    evidence = play_source("""
        import decimal, email, fractions, hashlib, sqlite3, ssl, statistics, uuid, zoneinfo
        async def main():
            return str(zoneinfo.ZoneInfo("UTC")), len(hashlib.sha256(b"").hexdigest())
    """)
    assert evidence.result == ("UTC", 64)
