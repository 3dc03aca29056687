"""From a stored report to the validity checks and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from osteopro.followup import assessing
from osteopro.followup.models import CareState
from osteopro.records.queries import StoredResponse
from osteopro.triage import queries as triage_queries
from osteopro.triage.validity.checking import Flag, check

_TALK = "talk:"


@dataclass(frozen=True)
class Looked:
    """Which set of checks ran (its code and version) and which of them held."""

    checks: str
    flags: tuple[Flag, ...]


NOT_CHECKED = Looked("", ())


def look(row: CareState, history: Sequence[StoredResponse], arrived: assessing.Arrived) -> Looked:
    """How a report was answered, by the checks in force; one that was left is not looked at."""
    if not arrived.answers.complete:
        return NOT_CHECKED
    case = assessing.case_of(row, history, arrived.as_current(), assessed_today=False)
    seconds = seconds_on_screen(arrived.submission.circumstances)
    checks = triage_queries.checks()
    return Looked(checks.name, check(case, checks, assessing.INSTRUMENTS, seconds))


def flags_json(flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Flags as they are stored with the assessment."""
    return [
        {
            "id": flag.id,
            "action": flag.action,
            "detail": dict(flag.detail),
            "values": dict(flag.values),
        }
        for flag in flags
    ]


def seconds_on_screen(circumstances: Mapping[str, Mapping[str, Any]]) -> dict[str, Fraction]:
    """How long each item stood on the screen before it was answered, in seconds.

    Not of answers that waited on a phone without a network: when their page was shown is not
    known on our clock.
    """
    found: dict[str, Fraction] = {}
    for item, told in circumstances.items():
        shown, answered = told.get("shown_at"), told.get("answered_at")
        if not shown or not answered or "device_at" in told:
            continue
        took = datetime.fromisoformat(answered) - datetime.fromisoformat(shown)
        if took.total_seconds() >= 0:
            found[item] = Fraction(str(took.total_seconds()))
    return found


def talk_source(occasion: str) -> str:
    """How the call about a sitting is named among open items."""
    return f"{_TALK}{UUID(occasion).hex}"


def talked_about(source: str) -> UUID:
    """The sitting of such a call."""
    return UUID(source.removeprefix(_TALK))
