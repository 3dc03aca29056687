"""The one row that says where a patient stands, and the items it is made from.

Every action on a patient begins with `locked`: one patient's actions come one by one,
on both databases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField

from osteopro import clock
from osteopro.db import Given, Prepared
from osteopro.followup import rules
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.plan.days import after_record
from osteopro.followup.rules import Standing
from osteopro.followup.terms import ItemKind, Lane
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ClinicalProfile
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic
from osteopro.sites.service_time import Deadlines
from osteopro.triage.terms import Level, highest

LEVELS = tuple(Level)
LANES = tuple(Lane)
_LOCKED = Prepared(
    lambda: CareState.objects.select_for_update().filter(
        patient_id=Given("patient", BigIntegerField())
    )
)


def level_of(rank: int) -> Level:
    """The level stored as `rank`."""
    return LEVELS[rank]


def lane_of(rank: int) -> Lane:
    """The lane stored as `rank`."""
    return LANES[rank]


def locked(patient_id: int) -> CareState:
    """This patient's row, locked until the transaction ends.

    Without joins: PostgreSQL checks a join again after waiting for the lock, and a row
    whose profile was replaced meanwhile would seem not to exist.
    """
    row = _LOCKED.row(patient=patient_id)
    if row is None:
        raise CareState.DoesNotExist(patient_id)
    return row


def clinic(state: CareState) -> Clinic:
    """The clinic that makes this patient's promises."""
    return sites_queries.clinic(state.site_id)


def profile(state: CareState) -> ClinicalProfile:
    """The facts for rules that are in force for this patient."""
    return patients_queries.profile_at(state.profile_id)


def joined(state: CareState) -> date | None:
    """Since when all there is of this patient was told, for looks that need not go further back;
    None for somebody who was here before."""
    return None if state.begun_at else state.starts_on


def due_now(state: CareState) -> rules.Due:
    """Where this patient stands with the next record, as of today."""
    return due_in(state, clinic(state).zone)


def due_in(state: CareState, zone: ZoneInfo) -> rules.Due:
    """The same where the zone of the clinic is known already."""
    return rules.due(state.next_due_on, state.interval_days, clock.today(zone))


def today(state: CareState) -> date:
    """The date on the wall of the patient's clinic."""
    return clock.today(clinic(state).zone)


# A reason that stays while an urgent reply waits for the patient to say 看懂了.
AWAITS_UNDERSTOOD = "awaits-understood"


@dataclass(frozen=True)
class NewItem:
    """Something that begins to wait for a manager.

    `promise` gives the deadlines of a level. `again`: it must be read even if what is
    known of it was ended before (a record that was completed or corrected).
    """

    kind: ItemKind
    source: str
    level: Level
    promise: Callable[[Level], Deadlines]
    reasons: Sequence[dict[str, Any]]
    again: bool = True


def remark(code: str, about: Sequence[str] = ()) -> dict[str, Any]:
    """A reason that is no rule: a wish, a correction, a question. Pages have the words.

    `about`: codes of the advice it speaks of."""
    return {"id": code, "level": Level.ROUTINE, "because": {}, "tags": list(about)}


def open_item(state: CareState, new: NewItem, *, known_new: bool) -> OpenItem:
    """Put something in front of the manager, raise what waits, or open again what was ended.

    While it waits a level never falls and a promise never moves back. What was ended is
    opened again only for news: rules that were not judged with it, or `again`, at the
    level of the news. With `known_new` the caller is sure that nothing was ever opened
    for this source, which saves looking. `state` is changed but not saved.
    """
    present = None if known_new else _present(state, new)
    if present is None:
        deadlines = new.promise(new.level)
        item = OpenItem.objects.create(
            patient_id=state.patient_id,
            kind=new.kind,
            source=new.source,
            level=new.level.rank,
            reasons=list(new.reasons),
            opened_at=clock.now(),
            due_at=deadlines.due,
            lead_at=deadlines.lead,
        )
        _fold_in(state, item)
        return item
    if present.closed_at is None:
        _raise(present, new)
        rewrite(state)
    elif news := _news(present, new):
        _open_again(present, new, news)
        rewrite(state)
    return present


def rewrite(state: CareState) -> None:
    """Derive the row from all open items. `state` is changed but not saved."""
    items = list(OpenItem.objects.filter(patient_id=state.patient_id, closed_at__isnull=True))
    state.open_items = len(items)
    _show(state, min(items, key=_key, default=None))


def standing(item: OpenItem) -> Standing:
    """What decides where an item stands."""
    level = level_of(item.level)
    lane = rules.lane_of(ItemKind(item.kind), level, missed=item.told > 0)
    return Standing(lane, level, item.due_at)


def note_record(state: CareState, received: datetime, *, full: bool, by_whom: str) -> None:
    """A follow-up record came: it moves the clock of the next one (7.1). Not saved here.

    The day it was received counts, whatever the phone's own clock said (resolution 71).
    """
    state.last_record_at = received
    state.by_whom = by_whom
    day = received.astimezone(clinic(state).zone).date()
    state.next_due_on = after_record(day, state.interval_days, state.resumes_on)
    if full:
        state.last_full_at = received


def _present(state: CareState, new: NewItem) -> OpenItem | None:
    return OpenItem.objects.filter(
        patient_id=state.patient_id, kind=new.kind, source=new.source
    ).first()


def _raise(item: OpenItem, new: NewItem) -> None:
    if new.level.rank > item.level:
        item.level, item.told, item.passed_to = new.level.rank, 0, None
    deadlines = new.promise(level_of(item.level))
    if deadlines.due < item.due_at:
        item.due_at, item.lead_at = deadlines.due, deadlines.lead
        item.told, item.passed_to = 0, None
    _take_reasons(item, new)


def _news(item: OpenItem, new: NewItem) -> Sequence[dict[str, Any]]:
    """What was not known when the item was ended; the remark that it came counts if `again`."""
    judged = {_about(reason) for reason in item.reasons}
    fresh = [r for r in new.reasons if r["because"] and _about(r) not in judged]
    return fresh or ([remark("again")] if new.again else [])


def _open_again(item: OpenItem, new: NewItem, news: Sequence[dict[str, Any]]) -> None:
    level = highest([Level(reason["level"]) for reason in news])
    deadlines = new.promise(level)
    item.level = level.rank
    item.due_at, item.lead_at = deadlines.due, deadlines.lead
    item.told, item.passed_to = 0, None
    item.opened_at = clock.now()
    item.closed_at = item.closed_by = None
    _take_reasons(item, new)


def _take_reasons(item: OpenItem, new: NewItem) -> None:
    """New reasons first. A reply to what was known before does not answer them."""
    known = {_about(reason) for reason in new.reasons} | {(AWAITS_UNDERSTOOD, "")}
    item.reasons = [*new.reasons, *(r for r in item.reasons if _about(r) not in known)]
    item.reply = None
    item.save()


def _about(reason: Mapping[str, Any]) -> tuple[str, str]:
    """The same rule on two forms of a sitting is two reasons: low mood in the record is judged
    apart from the mood questions that come days later."""
    return reason["id"], reason.get("form", "")


def _fold_in(state: CareState, item: OpenItem) -> None:
    """Add a new item without reading the others: the most pressing of them is in the row."""
    state.open_items += 1
    if state.due_at is None or _key(item) < _state_key(state):
        _show(state, item)


def _show(state: CareState, item: OpenItem | None) -> None:
    if item is None:
        state.lane, state.level, state.due_at = Lane.NONE.rank, 0, None
        state.reasons, state.kind, state.source = [], "", ""
        return
    state.lane = standing(item).lane.rank
    state.level = item.level
    state.due_at = item.due_at
    state.reasons = item.reasons
    state.kind = item.kind
    state.source = item.source


def _key(item: OpenItem) -> tuple[tuple[int, int, datetime], str, str]:
    # Kind and source break ties, so that folding in and deriving anew agree.
    return (standing(item).key, item.kind, item.source)


def _state_key(state: CareState) -> tuple[tuple[int, int, datetime], str, str]:
    if state.due_at is None:
        raise ValueError("nothing is open")
    shown = Standing(lane_of(state.lane), level_of(state.level), state.due_at)
    return (shown.key, state.kind, state.source)
