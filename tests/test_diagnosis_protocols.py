"""What Python says of the syntax border and of the wrong protocol, and the mistake that it means."""

from __future__ import annotations

import pytest

from grader.diagnosis import diagnose
from grader.judge.unmet import About, Unmet
from tests.conftest import PlaySource

HEAD = """
import asyncio
from services import fetch, tokens

class Plain:
    def __enter__(self): return self
    def __exit__(self, *error): pass

class Async:
    async def __aenter__(self): return self
    async def __aexit__(self, *error): pass

class AsyncMethods:
    async def __aiter__(self): return self
    async def __str__(self): return "me"
    async def __bool__(self): return True

class AsyncInit:
    async def __init__(self): pass

class NothingToAwait:
    def __aenter__(self): return self
    def __aexit__(self, *error): pass
"""

COMPILES_NOT = [
    ("def f():\n    return await fetch('x')", "await-outside-async"),
    ("async def f():\n    return sorted('ab', key=lambda name: await fetch(name))", "await-outside-async"),
    ("def f():\n    return [await fetch(name) for name in 'ab']", "await-outside-async"),
    ("def f():\n    async with Async(): pass", "await-outside-async"),
    ("def f():\n    async for token in tokens('x'): pass", "await-outside-async"),
    ("X = await fetch('x')", "await-outside-async"),
    ("class C:\n    x = await fetch('x')", "await-outside-async"),
    ("f = async lambda name: await fetch(name)", "await-outside-async"),
    ("def f(:\n    pass", "syntax-error"),
    ("return 3", "syntax-error"),
    ("yield 3", "syntax-error"),
]


@pytest.mark.parametrize(("code", "name"), COMPILES_NOT)
def test_what_does_not_compile(play_source: PlaySource, code: str, name: str) -> None:
    evidence = play_source(HEAD + code)
    assert evidence.end == "syntax"
    mistake = diagnose(evidence, None, {"kata.py": HEAD + code})
    assert mistake is not None
    assert mistake.name == name
    assert mistake.line is not None


RAISES = [
    ("[x for x in tokens('x')]", "wrong-protocol"),
    ("await tokens('x')", "wrong-protocol"),
    ("sum(x async for x in tokens('x'))", "wrong-protocol"),
    ("sorted(await fetch(name) for name in 'ab')", "wrong-protocol"),
    ("next(tokens('x'))", "wrong-protocol"),
    ("len(tokens('x'))", "wrong-protocol"),
    ("tokens('x')[0]", "wrong-protocol"),
    ("[x async for x in [1, 2]]", "wrong-protocol"),
    ("await anext([1, 2])", "wrong-protocol"),
    ("anext(tokens('x')).upper()", "never-awaited"),
    ("fetch('x').upper()", "never-awaited"),
    ("[x for x in fetch('x')]", "never-awaited"),
    ("[x async for x in fetch('x')]", "wrong-protocol"),
    ("[x async for x in AsyncMethods()]", "async-special-method"),
    ("str(AsyncMethods())", "async-special-method"),
    ("bool(AsyncMethods())", "async-special-method"),
    ("AsyncInit()", "async-special-method"),
    ("await Async()", "awaited-plain-value"),
    ("await [fetch('x')]", "awaited-plain-value"),
]
BLOCKS = [("with Async()", "wrong-protocol"), ("async with Plain()", "wrong-protocol"),
          ("async with NothingToAwait()", "wrong-protocol")]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name"), [*((f"return {code}", name) for code, name in RAISES), *((f"{c}: pass", n) for c, n in BLOCKS)]
)
def test_what_raises(play_source: PlaySource, code: str, name: str) -> None:
    source = f"{HEAD}\nasync def main():\n    {code}\n"
    evidence = play_source(source)
    assert evidence.end == "raised"
    mistake = diagnose(evidence, Unmet(About.UNEXPECTED_ERROR, "It raised."), {"kata.py": source})
    assert mistake is not None
    assert mistake.name == name


def test_a_generator_that_is_handed_back_where_a_list_is_needed(play_source: PlaySource) -> None:
    source = f"{HEAD}\nasync def main():\n    return (token async for token in tokens('x'))\n"
    mistake = diagnose(play_source(source), Unmet(About.RESULT, "No."), {"kata.py": source})
    assert mistake is not None
    assert mistake.name == "wrong-protocol"
