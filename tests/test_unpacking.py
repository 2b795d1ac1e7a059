"""Archives that are bombs: each costs its own student a look by a person, and the others nothing."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import resource
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from grader.exercise import catalogue, handed_in, trees, unpacking
from grader.exercise.catalogue import Exercise

CODE = b"print('mine')\n"
NAME = "never_awaited.py"
HUGE = 2 * 1024**3
CHUNK = bytes(1024**2)


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    [found] = catalogue.select(catalogue.load(), ["11"])
    return found


def compressed(method: int) -> bytes:
    """More zero bytes than there is memory for, packed as a zip packs them by this method."""
    packer = {
        zipfile.ZIP_DEFLATED: lambda: zlib.compressobj(1, zlib.DEFLATED, -15),
        zipfile.ZIP_BZIP2: bz2.BZ2Compressor,
        zipfile.ZIP_LZMA: zipfile.LZMACompressor,  # type: ignore[attr-defined]
    }[method]()
    parts = [packer.compress(CHUNK) for _ in range(unpacking.MEMORY // len(CHUNK))]
    return b"".join([*parts, packer.flush()])


def zip_of(names: Iterable[bytes], data: bytes, size: int, method: int) -> bytes:
    """A zip, byte by byte: one stream, and a directory that has these names for it."""
    sizes = (0, len(data), size)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 63, 0, method, 0, 33, *sizes, len(NAME), 0) + NAME.encode() + data
    entries = [
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 63, 63, 0, method, 0, 33, *sizes, len(name), 0, 0, 0, 0, 0, 0) + name
        for name in names
    ]
    count, directory = min(len(entries), 65_535), b"".join(entries)
    return local + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), len(local), 0)


def bomb(method: int) -> bytes:
    return zip_of([NAME.encode()], compressed(method), unpacking.MEMORY, method)


def tar_bomb(pack: Callable[[bytes], bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    """A tar with one file of many GiB, of zeros: the same small stream again and again."""
    info = tarfile.TarInfo("zeros.bin")
    info.type, info.size = kind, HUGE
    return pack(info.tobuf()) + pack(CHUNK * 8) * 256


def many_names(count: int) -> bytes:
    return zip_of((f"{number}.txt".encode() for number in range(count)), b"", 0, zipfile.ZIP_STORED)


BOMBS = {
    "a zip by deflate": lambda: bomb(zipfile.ZIP_DEFLATED),
    "a zip by bzip2": lambda: bomb(zipfile.ZIP_BZIP2),
    "a zip by lzma": lambda: bomb(zipfile.ZIP_LZMA),
    "a tar by gzip": lambda: tar_bomb(gzip.compress),
    "a tar by bzip2": lambda: tar_bomb(bz2.compress),
    "a tar by xz": lambda: tar_bomb(lzma.compress),
    "a header of a tar": lambda: tar_bomb(gzip.compress, tarfile.XHDTYPE),
    "a hundred thousand names": lambda: many_names(100_000),
    "one name again and again": lambda: zip_of(
        [NAME.encode()] * 15_000, compressed(zipfile.ZIP_DEFLATED), unpacking.MEMORY, zipfile.ZIP_DEFLATED
    ),
    "folders within folders": lambda: zipped({"a/" * 1_500 + NAME: CODE}),
}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    return {name: make() for name, make in BOMBS.items()}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_ungradable_within_the_limits_and_the_next_one_is_read(
    exercise: Exercise, bombs: dict[str, bytes], name: str
) -> None:
    trees.UNPACKER.close()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = handed_in.find(exercise, trees.of_archive(bombs[name]))
    trees.UNPACKER.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert found.contents is None
    assert found.problem
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2  # seconds of CPU
    assert unpacking.MEMORY < 200 * 1024**2  # kept by the kernel
    assert handed_in.find(exercise, trees.of_archive(zipped({NAME: CODE}))).contents == {NAME: CODE}


def test_tars_are_read_as_zips_are(exercise: Exercise, tmp_path: Path) -> None:
    for suffix, mode in ((".tar", "w"), (".tar.gz", "w:gz"), (".tgz", "w:gz"), (".tar.bz2", "w:bz2"), (".txz", "w:xz")):
        path = tmp_path / f"homework{suffix}"
        with tarfile.open(path, mode) as bundle:  # type: ignore[call-overload]
            for name, data in {f"./mine/{NAME}": CODE, "../out.py": b"", "/etc/out.py": b""}.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                bundle.addfile(info, io.BytesIO(data))
        tree = trees.of_archive(path)
        assert handed_in.find(exercise, tree).contents == {NAME: CODE}
        assert tree.note == "Names in the archive that lead out of it are ignored."


def test_links_and_devices_in_a_tar_are_not_followed(exercise: Exercise) -> None:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as bundle:
            info = tarfile.TarInfo(NAME)
            info.type, info.linkname = kind, "/etc/passwd"
            bundle.addfile(info)
        found = handed_in.find(exercise, trees.of_archive(out.getvalue(), "a.tar"))
        assert "is a link" in found.problem or "is a pipe" in found.problem


def test_an_archive_that_is_not_read_is_no_empty_one(exercise: Exercise, tmp_path: Path) -> None:
    (tmp_path / "homework.rar").write_bytes(b"Rar!\x1a\x07")
    assert "rar are not read" in handed_in.find(exercise, trees.of_archive(tmp_path / "homework.rar")).problem
    inside = handed_in.opened(trees.of_folder(tmp_path))
    assert "rar are not read" in handed_in.find(exercise, inside).problem


def test_two_archives_that_differ_are_for_a_person(exercise: Exercise, tmp_path: Path) -> None:
    for name in ("draft.zip", "final.zip"):
        (tmp_path / name).write_bytes(zipped({NAME: CODE + name.encode()}))
    said = handed_in.find(exercise, handed_in.opened(trees.of_folder(tmp_path))).problem
    assert said.startswith("There are 2 versions")
    assert f"draft.zip/{NAME} and final.zip/{NAME}" in said
    (tmp_path / "draft.zip").rename(tmp_path / "helper.py")
    assert handed_in.find(exercise, handed_in.opened(trees.of_folder(tmp_path))).contents == {NAME: CODE + b"final.zip"}


def test_what_a_mac_or_an_editor_put_into_a_zip_accuses_nobody(exercise: Exercise) -> None:
    tree = trees.of_archive(zipped({NAME: CODE, f"__MACOSX/._{NAME}": b"\0", ".vscode/settings.json": b"{}"}))
    assert handed_in.find(exercise, tree).contents == {NAME: CODE}
    assert tree.note == ""


def test_folders_on_a_disk_have_a_depth(exercise: Exercise, tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    started = time.process_time()
    assert "deep" in handed_in.find(exercise, trees.of_folder(tmp_path)).problem
    assert time.process_time() - started < 2


@pytest.mark.parametrize("encoding", ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined"])
def test_an_absurd_encoding_is_refused_before_anything_is_decoded(exercise: Exercise, encoding: str) -> None:
    source = f"# coding: {encoding}\n#".encode() + b"abc-xyz" * 34_000
    started = time.process_time()
    found = handed_in.find(exercise, trees.of_archive(zipped({NAME: source})))
    assert time.process_time() - started < 2
    assert "Save it as UTF-8" in found.problem


@pytest.mark.parametrize(
    "encoding", ["utf-8", "latin-1", "cp1252", "iso-8859-15", "gbk", "shift_jis", "euc-kr", "koi8-r"]
)
def test_encodings_that_people_write_in_are_read(exercise: Exercise, encoding: str) -> None:
    source = f"# coding: {encoding}\nx = 1\n".encode(encoding)
    assert handed_in.find(exercise, trees.of_archive(zipped({NAME: source}))).contents == {NAME: source}
