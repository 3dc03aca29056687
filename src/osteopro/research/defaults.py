"""What a new study begins with: criteria, variables and guide as in the paper; all of it may be
changed in the study itself."""

from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from osteopro.research.terms import CriterionKind, GuidePart, SubjectKind, VariableType


def criteria() -> list[dict[str, Any]]:
    """Criteria of eligibility: subject, kind, text in Chinese and in English."""
    return [
        {**each, "subject": SubjectKind(each["subject"]), "kind": CriterionKind(each["kind"])}
        for each in _library()["criteria"]
    ]


def variables() -> list[dict[str, Any]]:
    """Columns of Table 1, with their levels in order."""
    return [{**each, "type": VariableType(each["type"])} for each in _library()["variables"]]


def guide() -> list[dict[str, Any]]:
    """Questions of the interview: part, text in Chinese and in English."""
    return [{**each, "part": GuidePart(each["part"])} for each in _library()["guide"]]


@cache
def _library() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(
        files("osteopro.research").joinpath("library/chen-2025.json").read_bytes()
    )
    return found
