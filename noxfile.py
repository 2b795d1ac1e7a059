"""For learners: `nox -s grade`, and `nox -s grade -- --help` for what can stand behind it."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import NoReturn, TypeAlias

import nox

ROOT = Path(__file__).resolve().parent
LOCKS = ("grading", "desk", "production", "development")
TESTED = ("3.11", "3.12", "3.13", "3.14")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
Command: TypeAlias = "tuple[str | Path, ...]"


def commands() -> dict[str, str]:
    """Every `python -m grader VERB` that is there, and what it does. The table is read alone: it must not cost time."""
    folder = ROOT / "grader" / "cli"
    spec = spec_from_file_location("verbs", folder / "verbs.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    here = {verb: told for verb, (file, told) in module.VERBS.items() if (folder / f"{file}.py").exists()}
    if not (ROOT / "solutions").exists():  # they come later, if at all
        here.pop("swap", None)
    return here


COMMANDS = commands()  # whatever stands after `--` is handed on as it is
COMPLETE = not (ROOT / "STUDENT-EDITION").exists()  # a student edition has not the project's own tests

if sys.version_info < (3, 11):  # noqa: UP036 - nox itself may well run on an older one
    print(f"awaitlings needs Python 3.11 or newer, and this nox runs on {RUNNING}. With a newer one:")
    print("    python3.12 -m venv .venv && . .venv/bin/activate && pip install nox\n    nox -s grade")
    sys.exit(2)

nox.options.sessions = ["grade"]

# Nox announces each step, around a verdict that should stand alone. `nox -v`, which lowers the root logger
# below DEBUG before this file is read, shows everything.
if logging.getLogger().level >= logging.DEBUG:
    for _name in ("nox", "filelock"):
        logging.getLogger(_name).setLevel(logging.ERROR)


def add_command(verb: str, summary: str) -> None:
    """Make `nox -s VERB` run `python -m grader VERB` and give its exit code to the shell."""

    def command(session: nox.Session) -> None:
        python = environment(lock_for(verb, session.posargs), RUNNING)
        variables = {
            "AWAITLINGS_CWD": session.invoked_from,  # where typed paths start; nox itself has moved to ROOT
            "AWAITLINGS_NOX": sys.executable,  # so that `bench` can time the same nox
        }
        # Nox turns every failure into a 1. Only a SystemExit gets another code past it.
        if code := call(python, "-m", "grader", verb, *session.posargs, **variables):
            sys.exit(code)

    command.__doc__ = summary
    nox.session(name=verb, venv_backend="none")(command)


def lock_for(verb: str, arguments: list[str]) -> str:
    """Name the lock that a command needs: `desk` for the watch screen, `production` for exercises that name it.

    `development` is for `check` and the project's own tests. Each lock holds what those before it hold. Once a larger
    one is installed every command uses it, so that nothing is set up twice, and nothing is left out any more.
    """
    if verb == "worker" or any(word.partition("=")[0] == "--cluster" for word in arguments):
        return "cluster"
    if verb == "site":
        return verb
    larger = {"production"}
    for path in (ROOT / "exercises").glob("*/exercise.toml"):
        if 'extra = "production"' in path.read_text("utf-8"):
            larger |= {path.parent.name, *path.parent.name.split("_", 1)}
    named = {part.lower().replace("-", "_") for word in arguments for part in re.split(r"[/\\]", word)}
    needed = LOCKS.index({"check": "development", "watch": "desk"}.get(verb, "grading"))
    if larger & named:
        needed = max(needed, LOCKS.index("production"))
    there = [lock for lock in LOCKS[needed:] if (ROOT / ".nox" / f"{lock}-{RUNNING}" / "awaitlings.stamp").exists()]
    return there[-1] if there else LOCKS[needed]


for _verb, _summary in COMMANDS.items():
    add_command(_verb, _summary)


def tests(session: nox.Session) -> None:
    """The project's own tests on every Python found here; `-- 3.12` on that one; the rest is for pytest."""
    chosen = [argument for argument in session.posargs if argument in TESTED] or TESTED
    arguments = [argument for argument in session.posargs if argument not in TESTED]
    # All of them: a process for each processor, and the order of tests/conftest.py.
    arguments = arguments or ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    outcomes = {}
    for version in chosen:
        try:
            python = environment("development", version)
        except PythonNotFoundError:
            outcomes[version] = "not found here"
            continue
        print(f"\nTests on Python {version}", flush=True)
        outcomes[version] = "failed" if call(python, "-m", "pytest", *arguments) else "passed"
    print("\nTests:", ", ".join(f"Python {version} {outcome}" for version, outcome in outcomes.items()))
    if "passed" not in outcomes.values() or "failed" in outcomes.values():
        sys.exit(1)


def lint(_: nox.Session) -> None:
    """Layout, likely mistakes, types, spelling, who imports whom, and workflows against their published schemas."""
    python = environment("development", RUNNING)
    recipes = ROOT / "docs" / "ci"
    workflows = [*(ROOT / ".github" / "workflows").glob("*.yml"), *recipes.glob("*.yml")]
    workflows.remove(recipes / "gitlab-ci.yml")
    gitlab = ("vendor.gitlab-ci", "--data-transform", "gitlab-ci", recipes / "gitlab-ci.yml")
    steps: tuple[Command, ...] = (
        ("ruff", "format", "--check"),
        ("ruff", "check"),
        ("mypy",),
        ("codespell_lib",),
        ("check_jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows", *workflows),
        ("check_jsonschema", "--quiet", "--builtin-schema", *gitlab),
    )
    codes = [call(python, "-m", *step) for step in steps]
    codes.append(call(python, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"))
    if any(codes):
        sys.exit(1)


if COMPLETE:
    for _session in (tests, lint):
        nox.session(venv_backend="none")(_session)


def call(*command: str | Path, **variables: str) -> int:
    """Run a command in the foreground and return its exit code, as a shell would count it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}  # `-m grader` is found here
    with subprocess.Popen(command, env={**kept, **variables}) as process:

        def ended(number: int, _: object) -> NoReturn:
            """Nox was ended from outside: so is what it runs, which may take a second to tidy up."""
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(1.5)
            process.kill()
            sys.exit(128 + number)

        signal.signal(signal.SIGTERM, ended)
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.wait()  # the same Ctrl-C reached it: let it tidy up
            raise
    return code if code >= 0 else 128 - code


class PythonNotFoundError(LookupError):
    """This machine has no Python of the version that was asked for."""


def environment(lock: str, version: str) -> Path:
    """The Python of the environment that holds exactly what requirements/{lock}.txt names.

    Every session that asks for the same lock and version gets the same environment. It is set up when it is
    first asked for, and again when the lock or the Python has changed; otherwise this reads two small files.
    Raises PythonNotFoundError; ends nox with exit code 2 and the installer's last words if that fails.
    """
    requirements = ROOT / "requirements" / f"{lock}.txt"
    exact = sys.version.split()[0] if version == RUNNING else version
    wanted = f"{hashlib.sha256(requirements.read_bytes()).hexdigest()} {exact} {sys.platform}\n"
    try:
        home = ROOT / ".nox" / f"{lock}-{version}"
        python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        stamp = home / "awaitlings.stamp"

        def is_ready() -> bool:
            return python.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted

        if not is_ready():
            from filelock import FileLock  # comes with nox, through virtualenv; only a first run pays for it

            home.parent.mkdir(exist_ok=True)
            with FileLock(home.with_name(f"{home.name}.lock")):
                if not is_ready():  # another terminal may have been faster
                    set_up(home, python, requirements, version)
                    stamp.write_text(wanted, "utf-8")  # last, so that half an installation never counts
    except OSError as problem:
        give_up(f"{problem}\n\nawaitlings keeps what it installs in the folder .nox and could not use it.")
    return python


def set_up(home: Path, python: Path, requirements: Path, version: str) -> None:
    """Make an environment and install a lock into it: with uv where there is one, else virtualenv and pip."""
    base = sys.executable if version == RUNNING else version
    locked = ("--require-hashes", "-r", requirements)
    ways: list[tuple[Command, Command]] = []
    if uv := os.environ.get("UV") or shutil.which("uv"):
        uv_pip = (uv, "pip", "install", "--python", python, "--compile-bytecode", *locked)
        ways.append(((uv, "venv", "--python", base, home), uv_pip))
    virtualenv = (sys.executable, "-m", "virtualenv", "--no-periodic-update", "--python", base, home)
    pip = (python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *locked)
    ways.append((virtualenv, pip))

    made, complaint = False, ""
    for create, install in ways:
        shutil.rmtree(home, ignore_errors=True)
        if complaint := try_quietly(create):
            continue
        if not made:
            print(f"Installing {requirements.name} for Python {version}, once …", file=sys.stderr)
        made = True
        if not (complaint := try_quietly(install)):
            return
    if not made and version != RUNNING:
        raise PythonNotFoundError(version)
    give_up(f"{complaint}\n\nThe first run installs requirements/{requirements.name}, and that did not work.")


def try_quietly(command: Command) -> str:
    """Run a command that has nothing to say unless it fails. Returns "" or the end of what it said."""
    variables = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    try:
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, env=variables)
    except OSError as problem:
        return str(problem)
    if done.returncode == 0:
        return ""
    said = (done.stdout + done.stderr).decode(errors="replace").splitlines()
    return "\n".join(said[-6:]) or f"exit code {done.returncode}"


def give_up(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(2)
