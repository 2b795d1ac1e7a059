"""Diagnosis: evidence in, a named mistake with file and line out. One mistake, one name; the cause comes first."""

from grader.diagnosis.endings import ending
from grader.diagnosis.names import MISTAKES
from grader.diagnosis.rules import diagnose

__all__ = ["MISTAKES", "diagnose", "ending"]
