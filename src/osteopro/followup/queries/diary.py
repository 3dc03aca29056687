"""The diary as its patient reads it, and as those who care for the patient do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from osteopro.access.terms import Viewer
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import Purpose
from osteopro.followup.flow import day_of
from osteopro.followup.queries import sent as sent_queries
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Signal
from osteopro.patients import queries as patients_queries
from osteopro.patients.queries import NotVisible
from osteopro.records import attachments
from osteopro.records import diary as records_diary
from osteopro.records import queries as records_queries
from osteopro.records.attachments import Attached
from osteopro.records.queries import DraftView, StoredResponse

PAGE = 20
# On the page of one patient.
SHOWN = 5
FOUR_WEEKS = timedelta(days=28)


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


def newest(patient_id: int) -> list[StoredResponse]:
    """The newest entries for the page of one patient; one query."""
    return records_diary.entries(patient_id, SHOWN)


def since(
    history: Iterable[StoredResponse], record: StoredResponse, before: StoredResponse | None
) -> list[StoredResponse]:
    """The entries of a `history` (oldest first) that came after the record `before` this one, of
    the last four weeks where there is none; newest first and without the record itself."""
    start = before.effective if before else record.effective - FOUR_WEEKS
    entries = [e for e in history if e.kind is Kind.DIARY and e.effective > start]
    return [each for each in reversed(entries) if each.occasion != record.occasion]


def day(entry: StoredResponse, zone: ZoneInfo) -> date:
    """The day an entry is about, else the day on which it came."""
    return day_of(entry.instrument, entry.values) or entry.effective.astimezone(zone).date()


def is_fall(entry: StoredResponse) -> bool:
    """Whether an entry tells of a fall."""
    rules = entry.instrument.planning.signals
    return any(rule.signal is Signal.FALL and rule.holds(entry.answers) for rule in rules)


def attached(patient_id: int, occasions: Collection[UUID]) -> Mapping[UUID, tuple[Attached, ...]]:
    """Photos and voice notes of these entries for who cares for the patient; none when they took
    back that we may keep them. One query, two where there are any."""
    found = attachments.of_occasions(occasions) if occasions else {}
    if found and not enrolment_queries.may(patient_id, Purpose.MEDIA):
        return {}
    return found


def file_of(viewer: Viewer, name: UUID) -> Attached:
    """A photo or voice note for a viewer who may see its patient. Raises NotVisible."""
    found = attachments.one(name)
    if found is None:
        raise NotVisible(name)
    patients_queries.check_visible(viewer, found.patient_id)
    if not enrolment_queries.may(found.patient_id, Purpose.MEDIA):
        raise NotVisible(name)
    return found
