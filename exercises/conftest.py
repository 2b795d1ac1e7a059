"""Lets pytest, and the test view of an editor, judge the exercises: `python -m pytest exercises/41_blocked_loop`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # an edition has no pyproject.toml that would do it

from grader.desk.plain_pytest import pytest_collect_directory, pytest_configure
