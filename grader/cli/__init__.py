"""`python -m grader VERB`: names and flags; no logic. Owns the exit codes.

0: everything that was played has passed. 1: something failed. 2: a wrong command, or an `error` of ours.
3: nothing failed, but something is inconclusive.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from grader import __version__
from grader.catalogue import CatalogueError
from grader.cli.options import PASSED, WRONG

# Verb: the module beside this one that knows its flags. Only the one that was asked for is imported, because
# every import counts on the way to a verdict.
VERBS = {
    "grade": "grade",
    "run": "desk",
    "swap": "files",
    "restore": "files",
    "prove": "authors",
    "stamp": "authors",
    "bench": "authors",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code. Whatever is wrong is said in a sentence."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(arguments[:1]).parse_args(arguments)
    try:
        code = int(options.run(options))
        return WRONG if getattr(options, "broken", False) else code
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone; that is no mistake
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PASSED


def _parser(typed: Sequence[str]) -> argparse.ArgumentParser:
    """A parser that knows the typed verb, or all of them where that is none."""
    parser = argparse.ArgumentParser(prog="python -m grader", description="Judge exercises in async Python.")
    parser.add_argument("--version", action="version", version=f"awaitlings {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    known = [verb for verb in typed if verb in VERBS]
    for module in dict.fromkeys(VERBS[verb] for verb in known or VERBS):
        importlib.import_module(f"grader.cli.{module}").add(verbs)
    return parser
