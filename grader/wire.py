"""The messages between judge and player; neutral ground, both import it.

A message is one JSON object behind a four-byte length. Values that cross are exact built-in types, tagged
if JSON has no word for them; anything else crosses as "an object of type X" (`Opaque`), so that a
returned coroutine is data and nothing is ever unpickled or evaluated.

Only `os.read` and `os.write` touch the descriptors: the socket module is under the clock.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import struct
from typing import Any

MESSAGE_BYTES = 1024 * 1024
DEPTH = 24
MEMBERS = 5_000  # of a dict or set
COLLIDING = 16  # of them may share a hash: a hostile player can choose keys that collide

_LENGTH = struct.Struct("!I")
_in_json = json.JSONEncoder(separators=(",", ":")).encode  # made once: that takes longer than to use it
_of_json = json.JSONDecoder().decode
_PLAIN = (bool, int, str)
_MAX_INT_BITS = 4096

Message = dict[str, Any]


class WireError(Exception):
    """What came over the wire is not a message. The text says what was wrong with it."""


class TooLong(WireError):
    """A message that is too long to read."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a message of {size} bytes, more than {MESSAGE_BYTES}")
        self.size = size


class WireClosed(Exception):
    """The other side is gone."""


@dataclasses.dataclass(frozen=True)
class Opaque:
    """A value that does not cross: only the name of its type does, and for coroutines what they run."""

    type: str
    text: str = ""

    def __repr__(self) -> str:
        return f"<{self.type} {self.text}>" if self.text else f"<{self.type} object>"


def pack(value: object, depth: int = DEPTH) -> Any:
    """Return JSON data for `value`. Never raises and never runs code of the value's own class."""
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return value
    if kind is int:
        assert isinstance(value, int)
        return value if value.bit_length() <= _MAX_INT_BITS else {"object": ["int", "with too many digits"]}
    if kind is float:
        assert isinstance(value, float)
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is bytes:
        assert isinstance(value, bytes)
        return {"bytes": value.hex()}
    if depth <= 0:
        return {"object": [kind.__name__, "nested too deeply"]}
    if kind is list or kind is tuple:
        assert isinstance(value, (list, tuple))
        return {kind.__name__: [pack(item, depth - 1) for item in value]}
    if kind in (dict, set, frozenset) and len(value) > MEMBERS:  # type: ignore[arg-type]
        return {"object": [kind.__name__, "with too many members"]}
    if kind is dict:
        assert isinstance(value, dict)
        return {"dict": [[pack(k, depth - 1), pack(v, depth - 1)] for k, v in value.items()]}
    if kind is set or kind is frozenset:
        assert isinstance(value, (set, frozenset))
        return {kind.__name__: sorted((pack(item, depth - 1) for item in value), key=json.dumps)}
    if isinstance(value, Opaque):
        return {"object": [value.type, value.text]}
    if issubclass(kind, BaseException):
        return {"object": [str(kind.__name__), AN_EXCEPTION]}
    text = getattr(value, "__qualname__", "") if kind.__name__ in _NAMED_BY_CODE else ""
    return {"object": [str(kind.__name__), text if type(text) is str else ""]}


AN_EXCEPTION = "exception"  # what is said of an error in the place of a value
_NAMED_BY_CODE = ("coroutine", "async_generator", "generator", "function", "method")


def unpack(data: Any, depth: int = DEPTH) -> Any:
    """Return the value that `pack` made `data` of. Raises WireError for anything else."""
    if data is None or type(data) in _PLAIN:
        return data
    if type(data) is float:
        return data
    if depth < 0 or type(data) is not dict or len(data) != 1:
        raise WireError("a value of no known kind")
    ((tag, body),) = data.items()
    try:
        if tag == "list":
            return [unpack(item, depth - 1) for item in body]
        if tag == "tuple":
            return tuple(unpack(item, depth - 1) for item in body)
        if tag in ("dict", "set", "frozenset") and len(body) > MEMBERS:
            raise WireError("a dict or set of too many members")
        if tag == "dict":
            pairs = [(_key(unpack(k, depth - 1)), unpack(v, depth - 1)) for k, v in body]
            _spread([key for key, _ in pairs])
            return dict(pairs)
        if tag in ("set", "frozenset"):
            items = [_key(unpack(item, depth - 1)) for item in body]
            _spread(items)
            return set(items) if tag == "set" else frozenset(items)
        if tag == "bytes":
            return bytes.fromhex(body)
        if tag == "float" and body in ("inf", "-inf", "nan"):
            return float(body)
        if tag == "object":
            name, text = body
            return Opaque(str(name)[:200], str(text)[:200])
    except (TypeError, ValueError) as error:
        raise WireError(f"a broken value ({error})") from None
    raise WireError("a value of no known kind")


def _spread(keys: list[Any]) -> None:
    """Raise WireError if many keys that differ share their hash."""
    alike: dict[int, list[Any]] = {}
    for key in keys:
        if key not in (others := alike.setdefault(hash(key), [])):
            others.append(key)
            if len(others) > COLLIDING:
                raise WireError("keys of a dict or set that were chosen to collide")


def _key(value: Any) -> Any:
    """A key or member that can be hashed again on this side."""
    try:
        hash(value)
    except TypeError:
        return Opaque(type(value).__name__, "as a key")
    return value


def same(left: object, right: object) -> bool:
    """True if both cross as the same data: 1, 1.0 and True differ, objects are compared by type.

    The order of a dict's keys makes no difference, at any depth.
    """
    if type(left) is dict and type(right) is dict:
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if (type(left) is list and type(right) is list) or (type(left) is tuple and type(right) is tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(pack(left) == pack(right) and json.dumps(pack(left)) == json.dumps(pack(right)))


class Wire:
    """One end of the wire: two descriptors, messages in, messages out.

    `put` only collects; `flush` writes everything collected in one go. `get` blocks.
    """

    def __init__(self, read_fd: int, write_fd: int) -> None:
        self.read_fd = read_fd
        self.write_fd = write_fd
        self._out = bytearray()
        self._in = bytearray()
        self.bytes_read = 0
        self._os_read, self._os_write = os.read, os.write  # bound early: a learner may replace os.write

    def put(self, verb: str, **fields: Any) -> None:
        """Collect one message; nothing is written yet. Raises TooLong, and collects nothing."""
        body = _in_json({"verb": verb, **fields}).encode("ascii")
        if len(body) > MESSAGE_BYTES:
            raise TooLong(len(body))
        self._out += _LENGTH.pack(len(body)) + body

    def flush(self) -> None:
        """Write what was collected. Raises WireClosed if the reader has gone."""
        view = memoryview(self.collected())
        while view:
            try:
                view = view[self._os_write(self.write_fd, view) :]
            except InterruptedError:
                continue
            except OSError:
                raise WireClosed from None

    def collected(self) -> bytearray:
        """Take what was collected, to write it some other way than `flush` does."""
        out, self._out = self._out, bytearray()
        return out

    def get(self) -> Message:
        """Return the next message. Raises WireClosed at the end, WireError for rubbish."""
        while (message := self.buffered()) is None:
            self.read()
        return message

    def read(self) -> None:
        """Read what is there, or wait for it."""
        try:
            data = self._os_read(self.read_fd, 65536)
        except OSError:
            raise WireClosed from None
        if not data:
            raise WireClosed
        self._in += data
        self.bytes_read += len(data)

    def buffered(self) -> Message | None:
        """Return a message that has been read in full already, or None."""
        if len(self._in) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._in)
        if length > MESSAGE_BYTES:
            raise WireError(f"a message of {length} bytes, more than {MESSAGE_BYTES}")
        end = _LENGTH.size + length
        if len(self._in) < end:
            return None
        body = self._in[_LENGTH.size : end]
        del self._in[:end]
        try:
            message = _of_json(body.decode())
        except (ValueError, RecursionError):
            raise WireError("a message that is not JSON") from None
        if type(message) is not dict or type(message.get("verb")) is not str:
            raise WireError("a message without a verb")
        return message
