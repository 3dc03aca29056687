"""Whom to invite to an in-person session, and why (clinical content 7.6, R25).

Nothing here reads how a report was answered; that reports and what was heard differ reaches the
list like any other advice to come.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.appointments.guide import Invite, guide
from osteopro.appointments.meeting import in_order
from osteopro.appointments.models import PutAside, Session
from osteopro.appointments.queries import visits
from osteopro.appointments.terms import SessionState, Trigger
from osteopro.followup.models import AdviceGiven, Asking, CareState, Verification
from osteopro.followup.queries import people
from osteopro.followup.queries.people import Found
from osteopro.followup.queries.scope import COUNTED, HOSPITAL, Filter, arms, scope_of
from osteopro.followup.terms import Agrees
from osteopro.instruments.terms import Kind
from osteopro.messaging import queries as messaging_queries
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment
from osteopro.triage.terms import Level

SIZE = 20
# The earliest moment there is, for who was never seen.
NEVER = datetime(2000, 1, 1, tzinfo=HOSPITAL)
# The columns that say why, in the order in which people stand on the list.
_WHY = {
    "medicine": Trigger.MEDICINE,
    "advised": Trigger.ADVICE,
    "unclear": Trigger.UNCLEAR,
    "unseen": Trigger.LONG_UNSEEN,
    "turn": Trigger.TWELVE_WEEKS,
}


@dataclass(frozen=True)
class Candidate:
    """Somebody to invite. `why`: as anybody may read it, the strongest first; `seen_at`: when
    they were last at a session or with a physician, None for never."""

    found: Found
    why: tuple[Trigger, ...]
    seen_at: datetime | None


@dataclass(frozen=True)
class Candidates:
    """One page; pages are counted from 1, people up to 1,000."""

    rows: tuple[Candidate, ...]
    total: int
    page: int
    pages: int


def candidates(viewer: Viewer, chosen: Filter, page: int = 1) -> Candidates:
    """Whom this viewer may invite among the patients of a filter: those with a question that is
    to be looked at first, then whoever was not seen for longest. As many queries for one as for
    a thousand.
    """
    parts = [_wanted(arm) for arm in arms(scope_of(viewer, chosen))]
    total = min(COUNTED, sum(part.order_by()[:COUNTED].count() for part in parts))
    pages = max(1, -(-total // SIZE))
    page = min(max(page, 1), pages)
    order = ("rank", "last_seen", "starts_on", "patient_id")
    columns = (*order, *_WHY)
    listed = [part.order_by(*order).values(*columns)[: page * SIZE] for part in parts]
    rows = sorted((row for part in listed for row in part), key=lambda row: [row[c] for c in order])
    shown = rows[(page - 1) * SIZE : page * SIZE]
    found = {each.patient_id: each for each in people.short([row["patient_id"] for row in shown])}
    return Candidates(
        tuple(_candidate(row, found[row["patient_id"]]) for row in shown), total, page, pages
    )


def why(patient_id: int) -> tuple[Trigger, ...]:
    """Everything for which this patient would be invited now; one query."""
    row = _known(CareState.objects.filter(patient_id=patient_id)).values(*_WHY).first()
    return _triggers(row) if row else ()


def _candidate(row: dict[str, Any], found: Found) -> Candidate:
    seen_at = row["last_seen"]
    return Candidate(found, in_order(_triggers(row)), None if seen_at == NEVER else seen_at)


def _triggers(row: dict[str, Any]) -> tuple[Trigger, ...]:
    return tuple(trigger for name, trigger in _WHY.items() if row[name])


def _wanted(arm: QuerySet[CareState]) -> QuerySet[CareState]:
    """Those of an arm who take part, are not invited yet, and have a reason."""
    invited = Session.objects.filter(patient_id=OuterRef("patient_id"), closed_at__isnull=True)
    rank = Case(*(When(**{name: True}, then=Value(n)) for n, name in enumerate(_WHY)))
    rows = _known(arm.filter(~Exists(invited), active=True, ended="")).annotate(rank=rank)
    return rows.filter(rank__isnull=False)


def _known(rows: QuerySet[CareState]) -> QuerySet[CareState]:
    """Every reason as a column. What was known when somebody was at a session, or was put aside,
    is no reason any more; who is put aside comes back early only for news."""
    rules, now, today = guide().invite, clock.now(), clock.today(HOSPITAL)
    mine = {"patient_id": OuterRef("patient_id")}
    held = Session.objects.filter(**mine, state=SessionState.HELD).order_by("-closed_at")
    seen = visits.standing().filter(**mine).order_by("-seen_at")
    aside = PutAside.objects.filter(**mine, back_on__gt=today).order_by("-at")
    since = now - timedelta(days=rules.look_back_days)
    never = Value(NEVER)
    rows = rows.annotate(
        held_at=Coalesce(Subquery(held.values("closed_at")[:1]), never),
        aside_at=Coalesce(Subquery(aside.values("at")[:1]), never),
        visit_at=Coalesce(Subquery(seen.values("seen_at")[:1]), never),
    ).annotate(
        news_since=Greatest("held_at", "aside_at", Value(since)),
        last_seen=Greatest("held_at", "visit_at"),
    )
    return rows.annotate(
        medicine=_any(_medicine(rules)),
        advised=_any(_advised(rules)),
        unclear=_any(_unclear()),
        unseen=_long(rules.unseen_days, "last_seen"),
        turn=_long(rules.every_days, "held_at"),
    )


def _any(reasons: Collection[QuerySet[Any]]) -> "ExpressionWrapper[Any]":
    """Whether any of these queries about one patient finds something."""
    found = Q()
    for each in reasons:
        found |= Q(Exists(each))
    return ExpressionWrapper(found, output_field=BooleanField())


def _long(days: int, column: str) -> "ExpressionWrapper[Any]":
    """Whether nobody put them aside, and so many days have passed since then and since they
    joined."""
    first = clock.today(HOSPITAL) - timedelta(days=days)
    moment = datetime.combine(first + timedelta(days=1), time(), HOSPITAL)
    long = Q(aside_at=NEVER, starts_on__lte=first, **{f"{column}__lt": moment})
    return ExpressionWrapper(long, output_field=BooleanField())


def _about(column: str) -> dict[str, Any]:
    """What is about this patient and came since it may count."""
    return {"patient_id": OuterRef("patient_id"), f"{column}__gt": OuterRef("news_since")}


def _medicine(rules: Invite) -> list[QuerySet[Any]]:
    """Medicine that was stopped, missed or harmed, and questions about it."""
    asked = Asking.objects.filter(
        request__patient_id=OuterRef("patient_id"),
        at__gt=OuterRef("news_since"),
        why__in=rules.medicine_reasons,
    )
    wrote = messaging_queries.standing().filter(**_about("at"), topic__in=rules.medicine_topics)
    return [_assessed("rules", rules.medicine_rules), asked, wrote]


def _advised(rules: Invite) -> list[QuerySet[Any]]:
    """The advice to come, as the rules proposed it or a person sent it, and what leads to it
    where it did not come among the first: falls, height, record after record at attention."""
    sent = AdviceGiven.objects.filter(
        **_about("at"), code__in=rules.advice, message__void__isnull=True
    )
    return [
        _assessed("advice", rules.advice),
        _assessed("tags", rules.tags),
        _assessed("rules", rules.rules),
        _running(rules.attention_in_row),
        sent,
    ]


def _running(number: int) -> QuerySet[Assessment]:
    """The newest record, where it and those right before it are all at attention or above."""
    records = Assessment.objects.filter(
        patient_id=OuterRef("patient_id"),
        response__kind=Kind.RECORD,
        response__status__in=records_queries.COUNTED,
        response__superseded_by__isnull=True,
    ).order_by("-at", "-pk")
    first = Subquery(records.values("at")[number - 1 : number])
    steady = records.filter(level=Level.ROUTINE, at__gte=OuterRef("first"))
    newest = Assessment.objects.filter(**_about("at"), response__kind=Kind.RECORD)
    return newest.annotate(first=first).filter(~Exists(steady), first__isnull=False)


def _unclear() -> list[QuerySet[Any]]:
    """What was heard and what was reported differ."""
    return [Verification.objects.filter(**_about("at"), agrees__in=[Agrees.PARTLY, Agrees.NO])]


def _assessed(column: str, codes: Collection[str]) -> QuerySet[Assessment]:
    """Assessments whose list in this column names one of the codes: read as text, alike on both
    databases."""
    named = Q()
    for code in codes:
        named |= Q(listed__contains=f'"{code}"')
    rows = Assessment.objects.filter(**_about("at"))
    return rows.annotate(listed=Cast(F(column), TextField())).filter(named)
