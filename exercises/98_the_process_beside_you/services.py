"""A command line tool that reads scans. It is another program: `command(scan)` is what you would type to start it."""

import sys

# It talks a lot on standard error, as such tools do, and prints the text of the scan on standard output.
_TOOL = """
import signal, sys, time

scan = sys.argv[1]
if "stubborn" in scan:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "huge" in scan:
    for line in range(12_000):
        print(f"{scan}: line {line} of 12000 looks like text", file=sys.stderr)
if "torn" in scan:
    sys.exit(f"{scan}: the page is torn")
if "endless" in scan:
    print("reading", flush=True)
    time.sleep(3600)
words = 6_000 if "huge" in scan else 3
print(" ".join(f"{scan}-{word}" for word in range(words)))
"""


def command(scan: str) -> list[str]:
    """The program, and its arguments."""
    return [sys.executable, "-S", "-c", _TOOL, scan]
