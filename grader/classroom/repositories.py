"""One student's repository: its last commit before a moment, and the files in it that count. Plain git.

Nothing is checked out, so no hook, filter, link or submodule of a student's comes into play: the history is fetched
into a bare repository of ours, and files are read from it as they were committed.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
import subprocess
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from grader.exercise.submission import MAX_BYTES

SECONDS = 300  # real, for one fetch
HEAD = "refs/awaitlings/head"
_PLAIN = ("100644", "100755", "100664")


class RepositoryError(Exception):
    """A repository cannot be had. The message is one sentence."""


@dataclasses.dataclass(frozen=True)
class Commit:
    """A commit: its name, and when its author's machine says that it was made."""

    name: str
    time: datetime.datetime


def fetch(repository: str, store: Path) -> None:
    """Bring the default branch of a repository (a URL, or a local path) into the bare repository `store`."""
    if not (store / "HEAD").exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        _git("init", "--quiet", "--bare", str(store))
    limit = ["--filter=blob:limit=1m"] if "://" in repository and not repository.startswith("file:") else []
    _git(
        *("-C", str(store), "fetch", "--quiet", "--no-tags", "--force", "--no-recurse-submodules", "--no-auto-gc"),
        *limit, "--", repository, f"+HEAD:{HEAD}",
    )  # fmt: skip


def last_before(store: Path, moment: datetime.datetime | None) -> Commit | None:
    """Return the newest commit of the default branch that was made before a moment; None if there is none."""
    until = [f"--before={moment.isoformat()}"] if moment else []
    said = _git("-C", str(store), "log", "-1", "--format=%H %cI", *until, HEAD).decode()
    if not said.strip():
        return None
    name, _, time = said.strip().partition(" ")
    return Commit(name, datetime.datetime.fromisoformat(time))


def read(
    store: Path, commit: Commit, choose: Callable[[Sequence[str]], Collection[str]]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the chosen plain files of a commit, and a sentence for each that is chosen and cannot be taken.

    `choose` is given the names of all files, and returns those that are wanted.
    """
    entries = {}
    for entry in filter(None, _git("-C", str(store), "ls-tree", "-r", "-l", "-z", commit.name).split(b"\0")):
        about, _, raw = entry.partition(b"\t")
        entries[raw.decode("utf-8", "surrogateescape")] = about.decode().split()
    files: dict[str, bytes] = {}
    problems = []
    for name in choose(list(entries)):
        mode, _, blob, size = entries[name]
        if mode not in _PLAIN:
            problems.append(f"{name!a} is a link or another repository, and is not followed.")
        elif size != "-" and int(size) > MAX_BYTES:
            problems.append(f"{name!a} is larger than {MAX_BYTES // 1024} KiB.")
        else:
            files[name] = _git("-C", str(store), "cat-file", "blob", blob)
    return files, problems


def _git(*arguments: str) -> bytes:
    """Run git with the instructor's own credentials, and with no one there to be asked. Raises RepositoryError."""
    variables = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": _ssh(), "LC_ALL": "C"}
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        variables.pop(name, None)
    safe = ("-c", "protocol.ext.allow=never", "-c", "core.hooksPath=", "-c", "core.fsmonitor=false")
    try:
        done = subprocess.run(
            ["git", *safe, *arguments],
            env=variables, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise RepositoryError("git is not installed here") from None
    except subprocess.TimeoutExpired:
        raise RepositoryError(f"it did not answer within {SECONDS} s") from None
    if done.returncode:
        said = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        fatal = next((line for line in said if line.startswith("fatal: ")), said[0] if said else "")
        text = fatal.removeprefix("fatal: ").rstrip(".")
        raise RepositoryError(text or f"git ended with code {done.returncode}")
    return done.stdout


def _ssh() -> str:
    return os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
