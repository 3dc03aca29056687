"""Advice that was sent and stands: what it said, who gave it, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from osteopro.followup.models import AdviceGiven, AdviceSaid
from osteopro.followup.terms import STANDING, TRIED, AdviceWord
from osteopro.instruments.definition import Item
from osteopro.records.queries import DraftView

# How long advice is asked about and counts as in force (clinical content 4: 28 days).
IN_FORCE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Said:
    """The newest word of the patient about an advice."""

    word: AdviceWord
    at: datetime
    occasion: UUID | None


@dataclass(frozen=True, slots=True)
class Given:
    """One advice as it was sent. `tried` is what a record said of it, `stands` what the patient
    marked on their own page; `quote` are the words its reply began with."""

    given_id: int
    message_id: int
    code: str
    title: str
    text: str
    language: str
    at: datetime
    by: int | None
    occasion: UUID | None
    quote: str
    checked_at: datetime | None
    by_hand: bool
    tried: Said | None
    stands: Said | None


def given(
    patient_id: int, *, since: datetime | None = None, seen_at: datetime | None = None
) -> list[Given]:
    """What was sent and not taken back, newest first; one query.

    `since`: only what was sent from then on. `seen_at`: only what the patient could read then.
    """
    rows = _standing(patient_id)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if seen_at is not None:
        rows = rows.filter(message__visible_at__lte=seen_at)
    return [_given(row) for row in _with_words(rows).order_by("-message_id", "pk")]


def of_message(patient_id: int, message_id: int) -> list[Given]:
    """The advice in one reply, in its order; one query."""
    rows = _standing(patient_id).filter(message_id=message_id)
    return [_given(row) for row in _with_words(rows).order_by("pk")]


def asked_about(patient_id: int, occasion: UUID | None, begun: datetime) -> list[Given]:
    """The advice that a form begun then asks about: the last reply with advice that no earlier
    record said anything of, as the patient could read it. One query.

    What was answered in the same sitting before stays what its correction is about.
    """
    said = AdviceSaid.objects.filter(given=OuterRef("pk"), word__in=TRIED)
    rows = _standing(patient_id).filter(
        message__visible_at__lte=begun, message__visible_at__gte=begun - IN_FORCE
    )
    here = Exists(said.filter(occasion=occasion))
    rows = _with_words(rows.filter(here | ~Exists(said)))
    found = list(rows.order_by(here.desc(), "-message_id", "pk"))
    return [_given(row) for row in found if row.message_id == found[0].message_id]


def asked_in(draft: DraftView, item: Item) -> list[Given]:
    """The advice that a question of a form is about; [] for any other question, and for one that
    is not asked. At most one query."""
    if item.link_id != draft.instrument.item_for("tried"):
        return []
    if not draft.answers.enabled(item.link_id):
        return []
    return asked_about(draft.patient_id, draft.occasion, draft.started_at)


def newest(rows: Iterable[Given]) -> dict[str, Given]:
    """Each code as it was sent last, newest first in and out."""
    found: dict[str, Given] = {}
    for each in rows:
        found.setdefault(each.code, each)
    return found


def _standing(patient_id: int) -> QuerySet[AdviceGiven]:
    return AdviceGiven.objects.filter(patient_id=patient_id, message__void__isnull=True)


def _with_words(rows: QuerySet[AdviceGiven]) -> QuerySet[AdviceGiven]:
    columns = {}
    for name, words in (("tried", TRIED), ("stands", STANDING)):
        said = AdviceSaid.objects.filter(given=OuterRef("pk"), word__in=words)
        newest = said.order_by("-at", "-pk")
        columns[f"{name}_word"] = Subquery(newest.values("word")[:1])
        columns[f"{name}_at"] = Subquery(newest.values("at")[:1])
        columns[f"{name}_in"] = Subquery(newest.values("occasion")[:1])
    rows = rows.select_related("message").defer("message__body")
    return rows.annotate(**columns)


def _given(row: Any) -> Given:
    return Given(
        given_id=row.pk,
        message_id=row.message_id,
        code=row.code,
        title=row.title,
        text=row.text,
        language=row.language,
        at=row.at,
        by=row.by,
        occasion=row.message.occasion,
        quote=row.message.quote,
        checked_at=row.checked_at,
        by_hand=row.by_hand,
        tried=_said(row.tried_word, row.tried_at, row.tried_in),
        stands=_said(row.stands_word, row.stands_at, row.stands_in),
    )


def _said(word: str | None, at: datetime | None, occasion: UUID | None) -> Said | None:
    return Said(AdviceWord(word), at, occasion) if word and at else None
