"""The store of a class: one SQLite file, written as results come in, so that nothing is lost and nothing done twice.

`contents`: each different answer once. `results`: what became of one part of one answer, under a key that names all
that it depends on. `standings`: what the gradebook said last, for the list of what has changed.
"""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.errors import UserError

Plain = dict[str, Any]
FORMAT = 2
_TABLES = """
create table if not exists contents (hash text primary key, files blob not null);
create table if not exists results (
    key text primary key, exercise text not null, part integer not null, contents text not null,
    status text not null, record blob not null, graded integer not null default 1
);
create table if not exists notes (name text primary key, value text not null) without rowid;
create table if not exists standings (
    student text not null, exercise text not null, part integer not null, points real, status text not null,
    primary key (student, exercise, part)
) without rowid;
"""


class Store:
    """An open store. One process writes at a time: a second one is told so."""

    def __init__(self, path: Path) -> None:
        """Open or make the store. Raises UserError if it is in use, damaged, or of another format."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._base = sqlite3.connect(path, timeout=2, isolation_level=None)
            self._base.execute("pragma journal_mode = wal")
            self._base.execute("pragma synchronous = normal")  # a killed process loses nothing; a lost disk would
            self._base.execute("pragma locking_mode = exclusive")
            self._base.execute("begin exclusive")
            [version] = self._base.execute("pragma user_version").fetchone()
            if version not in (0, FORMAT):
                raise UserError(f"{path} was written by another version of awaitlings. Give a new folder.")
            for statement in filter(str.strip, _TABLES.split(";")):
                self._base.execute(statement)
            self._base.execute(f"pragma user_version = {FORMAT}")
            self._base.execute("commit")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise UserError(f"{path} is in use: another command is grading into this folder.") from None
            why = f"{path} cannot be used ({error})."
            raise UserError(f"{why} Free some space, or give a folder that you can write to.") from None
        except sqlite3.DatabaseError as error:
            raise UserError(f"{path} is damaged ({error}). Move it away to grade everything again.") from None

    def close(self) -> None:
        """Close it."""
        self._base.close()

    def seed(self, wanted: int | None = None) -> int:
        """Return the seed of this class: the one that is wanted, the one it had before, or a new one; and note it."""
        row = self._base.execute("select value from notes where name = 'seed'").fetchone()
        seed = wanted if wanted is not None else int(row[0]) if row else secrets.randbelow(10**6)
        self._in_one(lambda: self._base.execute("insert or replace into notes values ('seed', ?)", (str(seed),)))
        return seed

    def secret(self) -> bytes:
        """Return what pseudonyms are made with: drawn once for a class."""
        drawn = (secrets.token_hex(32),)
        self._in_one(lambda: self._base.execute("insert or ignore into notes values ('secret', ?)", drawn))
        [text] = self._base.execute("select value from notes where name = 'secret'").fetchone()
        return bytes.fromhex(text)

    def keep(self, answers: Iterable[tuple[str, Mapping[str, bytes]]]) -> None:
        """Keep answers by their hashes."""
        rows = [(name, _packed({n: base64.b64encode(d).decode() for n, d in f.items()})) for name, f in answers]
        self._in_one(lambda: self._base.executemany("insert or ignore into contents values (?, ?)", rows))

    def answer(self, name: str) -> dict[str, bytes]:
        """Return an answer by its hash."""
        [packed] = self._base.execute("select files from contents where hash = ?", (name,)).fetchone()
        return {file: base64.b64decode(data) for file, data in _unpacked(packed).items()}

    def put(self, rows: Iterable[tuple[str, str, int, str, str, Plain]]) -> None:
        """Write results (key, exercise, part, answer, status, record), all or none."""
        given = [(*row[:5], _packed(row[5])) for row in rows]
        self._in_one(
            lambda: self._base.executemany(
                "insert into results (key, exercise, part, contents, status, record) values (?, ?, ?, ?, ?, ?)"
                " on conflict (key) do update set status = excluded.status, record = excluded.record,"
                " graded = graded + 1",
                given,
            )
        )

    def record(self, key: str) -> Plain | None:
        """Return the record of a result, None if there is none."""
        row = self._base.execute("select record from results where key = ?", (key,)).fetchone()
        return None if row is None else _unpacked(row[0])

    def put_tried(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write advice that was tried on answers, each under its key."""
        given = [(f"tried {key}", text) for key, text in rows]
        self._in_one(lambda: self._base.executemany("insert or replace into notes values (?, ?)", given))

    def tried(self, key: str) -> str:
        """Return advice that was tried on an answer, "" if there is none."""
        row = self._base.execute("select value from notes where name = ?", (f"tried {key}",)).fetchone()
        return "" if row is None else str(row[0])

    def graded_twice(self) -> list[tuple[str, int]]:
        """Return (exercise, part) of results that were judged more than once."""
        return list(self._base.execute("select exercise, part from results where graded > 1"))

    def standings(self) -> dict[tuple[str, str, int], tuple[float | None, str]]:
        """Return (student, exercise, part) -> points and status as they were written last."""
        rows: Iterator[tuple[str, str, int, float | None, str]] = self._base.execute("select * from standings")
        return {(student, exercise, part): (points, status) for student, exercise, part, points, status in rows}

    def write_standings(self, rows: Iterable[tuple[str, str, int, float | None, str]]) -> None:
        """Replace them all."""
        given = list(rows)

        def write() -> None:
            self._base.execute("delete from standings")
            self._base.executemany("insert into standings values (?, ?, ?, ?, ?)", given)

        self._in_one(write)

    def _in_one(self, write: Any) -> None:
        try:
            self._base.execute("begin immediate")
            write()
            self._base.execute("commit")
        except sqlite3.OperationalError as error:  # a full disk, or one that went away
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("rollback")
            raise UserError(
                f"{self._path} cannot be written ({error}). Free some space, and run the command again: what was "
                "judged before is kept."
            ) from None
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._base.execute("rollback")
            raise


def _packed(data: Plain) -> bytes:
    """As JSON, compressed: a record then takes a tenth of the room."""
    return zlib.compress(json.dumps(data).encode())


def _unpacked(packed: bytes) -> Plain:
    data: Plain = json.loads(zlib.decompress(packed))
    return data
