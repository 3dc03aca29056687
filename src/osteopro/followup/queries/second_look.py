"""What the patient's own team sees of how a report was answered, and the talk about it.

Shown by care relation, not profession: to the manager, the backup, who stands in for them, and
the programme lead (resolution 21). To everybody else it is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.access.terms import Role, Viewer
from osteopro.followup import checking, state
from osteopro.followup.models import CareState, GentleQuestion, OpenItem, Verification
from osteopro.followup.terms import Agrees, ItemKind
from osteopro.instruments.definition import Text
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level


@dataclass(frozen=True)
class Noted:
    """A check that held: which, and why in words."""

    id: str
    detail: Text


@dataclass(frozen=True)
class Asked:
    """The gentle question of a sitting: its text, and what was said to it ("" if nothing)."""

    text: Text
    said: Text


@dataclass(frozen=True)
class Talked:
    """What somebody heard in a talk about this report."""

    at: datetime
    by: int
    pain_rest: int | None
    pain_move: int | None
    event: bool
    level: Level
    agrees: Agrees
    note: str


@dataclass(frozen=True)
class SecondLook:
    """`talk_due` is set while somebody is to phone about the report; `noted` and `asked` only
    for those who may know. `teach` is what to say when scores and talks differ (V7)."""

    noted: tuple[Noted, ...]
    asked: Asked | None
    talked: tuple[Talked, ...]
    talk_due: datetime | None
    teach: Text | None


def may_know(viewer: Viewer, row: CareState) -> bool:
    """Whether this viewer may see how this patient's reports were answered."""
    own = (row.manager, row.backup, row.answers, row.second)
    return viewer.account_id in own or Role.PROGRAMME_LEAD in viewer.roles


def second_look(
    viewer: Viewer,
    row: CareState,
    occasion: UUID,
    stored: Iterable[tuple[datetime, list[Mapping[str, Any]]]],
    items: Iterable[OpenItem],
) -> SecondLook:
    """Of one sitting; two queries. `stored` are the flags of its assessments with their time,
    `items` the open items of the sitting as they were read with it."""
    knows = may_know(viewer, row)
    noted = _standing(row, stored) if knows else ()
    waiting = (item for item in items if item.kind == ItemKind.VERIFY and item.closed_at is None)
    teach = any(each.id in _teaching() for each in noted)
    return SecondLook(
        noted=noted,
        asked=_asked(occasion) if knows else None,
        talked=_talked(occasion),
        talk_due=next((item.due_at for item in waiting), None),
        teach=triage_queries.checks().teaching["E3"] if teach else None,
    )


def sources(occasion: UUID) -> list[str]:
    """How the items of a sitting are named: its record, and the call about it."""
    return [str(occasion), checking.talk_source(str(occasion))]


def _standing(
    row: CareState, stored: Iterable[tuple[datetime, list[Mapping[str, Any]]]]
) -> tuple[Noted, ...]:
    """What held and is not too old to be shown, each once."""
    zone, lasts = state.clinic(row).zone, triage_queries.checks().expires_days
    today = clock.today(zone)
    found: dict[str, Noted] = {}
    for at, flags in stored:
        if (today - at.astimezone(zone).date()).days < lasts:
            for flag in flags:
                found[flag["id"]] = Noted(flag["id"], flag["detail"])
    return tuple(found[code] for code in sorted(found))


def _teaching() -> frozenset[str]:
    checks = triage_queries.checks()
    return frozenset(check.id for check in checks.checks if check.action in checks.teaching)


def _asked(occasion: UUID) -> Asked | None:
    rows = GentleQuestion.objects.filter(occasion=occasion).select_related("answer")
    row = rows.first()
    if row is None:
        return None
    answer = getattr(row, "answer", None)
    return Asked(row.text, answer.text if answer else {})


def _talked(occasion: UUID) -> tuple[Talked, ...]:
    rows = Verification.objects.filter(occasion=occasion).order_by("-at", "-pk")
    return tuple(
        Talked(
            at=row.at,
            by=row.by,
            pain_rest=row.pain_rest,
            pain_move=row.pain_move,
            event=row.event,
            level=Level(row.level),
            agrees=Agrees(row.agrees),
            note=row.note,
        )
        for row in rows
    )
