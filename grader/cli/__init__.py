"""`python -m grader VERB`: names and flags; no logic. Owns the exit codes.

0: everything that was played has passed. 1: something failed. 2: a wrong command, or an internal error.
3: nothing failed, but something is inconclusive.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from grader import __version__
from grader.cli.options import PASSED, WRONG, repeated
from grader.cli.verbs import VERBS
from grader.errors import UserError, of_machine
from grader.exercise import catalogue

_HERE = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code. Whatever is wrong is said in a sentence."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(arguments[:1]).parse_args(arguments)
    try:
        code = int(options.run(options))
        return WRONG if getattr(options, "broken", False) else code
    except UserError as error:
        print(repeated(options, str(error)), file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our output has gone; that is no mistake
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PASSED
    except OSError as error:
        if not (sentence := of_machine(error)):
            return _ours(error)
        print(sentence, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("grader"):
            return _ours(error)
        print(f"{error.name} is not installed for this Python. `nox -s {arguments[0]}` has it.", file=sys.stderr)
        return WRONG
    except Exception as error:
        return _ours(error)


def _ours(error: Exception) -> int:
    """Say that something in awaitlings itself is broken, and where. The traceback goes into a file."""
    import traceback

    *_, last = traceback.extract_tb(error.__traceback__)
    path = catalogue.ROOT / ".awaitlings" / "error.txt"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        kept = f" The full traceback is in {path.relative_to(catalogue.ROOT)}; please report it."
    except OSError:
        kept = ""
    where = f"{last.filename.rpartition(os.sep)[2]}:{last.lineno}"
    print(f"Internal error (not your fault): {type(error).__name__}: {error} ({where}).{kept}", file=sys.stderr)
    return WRONG


def _parser(typed: Sequence[str]) -> argparse.ArgumentParser:
    """A parser that knows the typed verb, or all of them if that is none."""
    parser = argparse.ArgumentParser(prog="python -m grader", description="Judge exercises in async Python.")
    parser.add_argument("--version", action="version", version=f"awaitlings {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    # A student edition comes without the modules of authors and instructors. Only the module that was asked for is
    # imported, because every import counts on the way to a verdict.
    here = {verb: module for verb, (module, _) in VERBS.items() if (_HERE / f"{module}.py").exists()}
    known = [verb for verb in typed if verb in here]
    for module in dict.fromkeys(here[verb] for verb in known or here):
        importlib.import_module(f"grader.cli.{module}").add(verbs)
    for command in verbs.choices.values():
        if not any("--plain" in action.option_strings for action in command._actions):
            plain = bool(os.environ.get("AWAITLINGS_PLAIN"))
            command.add_argument("--plain", action="store_true", default=plain, help="sentences instead of pictures")
    return parser
