"""How learning platforms name what they download. Pure text: who, which file, late or not.

Canvas: `lib/content_zipper.rb` of canvas-lms writes NAME_[LATE_]USER_ATTACHMENT_FILE, the sortable name in lower
case without anything but letters and digits, or anon_ID where names are hidden; a file handed in again is called
FILE-1. Moodle: Full Name_PARTICIPANT_assignsubmission_file_[FILE], as a folder or in front of each file. Gradescope:
folders submission_ID, and a submission_metadata.yml that says whose they are.
"""

from __future__ import annotations

import dataclasses
import datetime
import re

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL)
_CANVAS = re.compile(r"(?:(?P<name>\w+?)_)?(?P<late>LATE_)?(?P<number>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
_ATTEMPT = re.compile(r"(?P<key>.+)@(?P<when>\d{4}-\d\d-\d\dT\d\d-?\d\d(?:-?\d\d)?Z)")
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z|tgz|tbz2|txz|tar(?:\.(?:gz|bz2|xz|zst))?)$", re.IGNORECASE)
_AGAIN = re.compile(r"(?: ?\(\d+\)|-\d+)(?=\.[A-Za-z]+$)")


@dataclasses.dataclass(frozen=True)
class Named:
    """What the name of a file or folder says. `file` is the name that the student gave; "" for a whole folder.

    `number` is the platform's own for one person: namesakes differ in it.
    """

    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    file: str = ""
    number: str = dataclasses.field(default="", kw_only=True)
    late: bool = False
    when: datetime.datetime | None = None


def read_name(name: str) -> Named:
    """Return what a name in a download, or in a folder of submissions, says of its owner."""
    if found := _MOODLE.fullmatch(name):
        return Named((), (found["name"],), found["file"], number=found["number"])
    if found := _CANVAS.fullmatch(name):
        who = found["name"] or ""
        number = found["number"]
        return Named((number,), (who,) if who else (), found["file"], bool(found["late"]), number=number)
    key = _ARCHIVE.sub("", name)
    if found := _ATTEMPT.fullmatch(key):
        digits = re.sub(r"\D", "", found["when"]).ljust(14, "0")
        when = datetime.datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)
        return Named((found["key"],), (found["key"],), "", when=when)
    return Named((key,), (key,))


def as_handed_in(file: str) -> str:
    """The name of a file without what is added when it is there already: `loop-1.py`, `loop (1).py`."""
    return _AGAIN.sub("", file)


def read_gradescope(text: str) -> dict[str, list[Named]]:
    """Return folder -> its owners (several, of a group) from a submission_metadata.yml.

    It is YAML as Ruby writes it, of which a few lines are needed; no YAML library is asked for.
    """
    found: dict[str, list[Named]] = {}
    folder = ""
    times: dict[str, datetime.datetime] = {}
    for line in text.splitlines():
        if top := re.fullmatch(r"(submission_\w+):\s*", line):
            folder = top[1]
            found[folder] = []
        elif folder and (field := re.fullmatch(r"(\s+)(- )?:(name|sid|email|created_at):\s*(.*?)\s*", line)):
            indent, first, name, value = field[1], field[2], field[3], field[4].strip("'\"")
            if name == "created_at":
                when = _time(value)
                if len(indent) <= 2 and when:  # those of earlier attempts stand further in
                    times.setdefault(folder, when)
                continue
            if first or not found[folder]:
                found[folder].append(Named())
            owner = found[folder][-1]
            if value:
                if name == "name":
                    owner = dataclasses.replace(owner, names=(*owner.names, value))
                else:
                    owner = dataclasses.replace(owner, keys=(*owner.keys, value))
                found[folder][-1] = owner
    return {
        folder: [dataclasses.replace(owner, when=times.get(folder)) for owner in owners]
        for folder, owners in found.items()
    }


def _time(value: str) -> datetime.datetime | None:
    """`2026-02-04 23:20:01.934282000 Z`, or with an offset."""
    text = re.sub(r"(\.\d{1,6})\d*", r"\1", value).replace(" Z", "+00:00").replace(" UTC", "+00:00")
    try:
        when = datetime.datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", text))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)
