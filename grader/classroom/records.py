"""Verdicts as plain data and back: they cross processes and lie in the store."""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from typing import Any

from grader import verdict
from grader.verdict import Check, ExerciseVerdict

Plain = dict[str, Any]


def plain(record: ExerciseVerdict) -> Plain:
    """Return a verdict as JSON knows it. What UTF-8 cannot write is spelled out."""
    return {name: _plain(value) for name, value in dataclasses.asdict(record).items()}


def check_of(data: Plain) -> Check:
    """Return the check that was written as `data`."""
    found: Check = _read(Check, data)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return value


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind, vars(verdict))


def _read(kind: Any, value: Any) -> Any:
    """Return `value` as the verdict's own types: dataclasses, tuples and enumerations for what JSON made of them."""
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        return _read(next(option for option in typing.get_args(kind) if option is not type(None)), value)
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)
        kinds = [inner[0]] * len(value) if len(inner) == 2 and inner[1] is Ellipsis else inner
        return tuple(_read(one, item) for one, item in zip(kinds, value, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = _fields(typing.cast("type", kind))
        return kind(**{name: _read(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    return kind(value) if isinstance(kind, enum.EnumType) else value
