"""The diary as its patient reads it."""

from dataclasses import dataclass

from osteopro.followup.queries import sent as sent_queries
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind
from osteopro.records import diary as records_diary
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView, StoredResponse

PAGE = 20


@dataclass(frozen=True)
class Diary:
    """One page of entries, newest first; `begun` is an entry that was not finished."""

    entries: tuple[StoredResponse, ...]
    begun: DraftView | None
    more: bool


def form() -> Instrument:
    """The form of a diary entry in use."""
    return instruments_queries.latest(Kind.DIARY).instrument


def diary(patient_id: int, page: int, *, helping: bool = False) -> Diary:
    """The entries of one page, from 1; who is `helping` reads what was written with a helper.

    Three queries.
    """
    found = records_diary.entries(patient_id, PAGE + 1, (page - 1) * PAGE)
    shown = [e for e in found[:PAGE] if not helping or sent_queries.for_helpers(e)]
    begun = records_queries.open_diary(patient_id)
    return Diary(tuple(shown), begun, len(found) > PAGE)
