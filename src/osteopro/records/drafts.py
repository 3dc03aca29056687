"""Which unfinished forms there are, and how their answers were given."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind, Mode
from osteopro.records.models import Draft, DraftAnswer
from osteopro.records.terms import DraftState


def of_the_diary() -> Q:
    """Drafts of diary entries: they stand beside a record, never in its place."""
    known = instruments_queries.known()
    return Q(instrument__in=[e.row_id for e in known if e.instrument.kind is Kind.DIARY])


def with_open_draft(patient_ids: Collection[int], mode: Mode) -> frozenset[int]:
    """Those of these patients with an unfinished form in this mode, the diary apart; one query."""
    rows = Draft.objects.filter(
        ~of_the_diary(), patient_id__in=patient_ids, state=DraftState.OPEN, mode=mode
    )
    return frozenset(rows.values_list("patient_id", flat=True))


def marked(occasion: UUID, mark: str) -> tuple[str, ...]:
    """The items of a sitting's forms whose latest answer carries this mark; one query."""
    rows = DraftAnswer.objects.filter(draft__occasion=occasion).order_by("pk")
    found = rows.values_list("link_id", "circumstances")
    return tuple(link_id for link_id, told in found if told.get(mark))
