"""The one row that says where a patient stands, and the items it is made from.

Every action on a patient begins with `locked`: one patient's actions come one by one,
on both databases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from osteopro import clock
from osteopro.followup import rules
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.rules import Standing
from osteopro.followup.terms import ItemKind, Lane
from osteopro.sites.queries import Clinic, clinic_of
from osteopro.sites.service_time import Deadlines
from osteopro.triage.terms import Level

LEVELS = tuple(Level)
LANES = tuple(Lane)


def level_of(rank: int) -> Level:
    """The level stored as `rank`."""
    return LEVELS[rank]


def lane_of(rank: int) -> Lane:
    """The lane stored as `rank`."""
    return LANES[rank]


def locked(patient_id: int) -> CareState:
    """This patient's row, locked until the transaction ends, with site, patient and profile."""
    rows = CareState.objects.select_for_update(of=("self",))
    return rows.select_related("site", "patient", "profile").get(patient_id=patient_id)


def clinic(state: CareState) -> Clinic:
    """The clinic of a row that was read with its site."""
    return clinic_of(state.site)


def today(state: CareState) -> date:
    """The date on the wall of the patient's clinic."""
    return clock.today(clinic(state).zone)


@dataclass(frozen=True)
class NewItem:
    """Something that begins to wait for a manager."""

    kind: ItemKind
    source: str
    level: Level
    deadlines: Deadlines
    reasons: Sequence[dict[str, Any]]


def remark(code: str) -> dict[str, Any]:
    """A reason that is no rule: a wish, a correction, a question. Pages have the words."""
    return {"id": code, "level": Level.ROUTINE, "because": {}, "tags": []}


def open_item(state: CareState, new: NewItem, *, known_new: bool) -> OpenItem:
    """Put something in front of the manager, or raise what waits already.

    A level never falls here and a promise never moves back; an item that was closed is
    open again (a corrected record). With `known_new` the caller is sure that nothing
    waits for this source, which saves looking. `state` is changed but not saved.
    """
    present = None if known_new else _present(state, new)
    if present is None:
        item = OpenItem.objects.create(
            patient_id=state.patient_id,
            kind=new.kind,
            source=new.source,
            level=new.level.rank,
            reasons=list(new.reasons),
            opened_at=clock.now(),
            due_at=new.deadlines.due,
            lead_at=new.deadlines.lead,
        )
        _fold_in(state, item)
        return item
    _raise(present, new)
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
    return Standing(rules.lane_of(ItemKind(item.kind), level), level, item.due_at)


def note_record(state: CareState, effective: datetime, *, full: bool, by_whom: str) -> None:
    """A follow-up record came: it moves the clock of the next one (7.1). Not saved here."""
    zone = clinic(state).zone
    if state.last_record_at is None or effective > state.last_record_at:
        state.last_record_at = effective
        state.by_whom = by_whom
        state.next_due_on = rules.first_due(
            state.starts_on, state.interval_days, effective.astimezone(zone).date()
        )
    if full and (state.last_full_at is None or effective > state.last_full_at):
        state.last_full_at = effective


def _present(state: CareState, new: NewItem) -> OpenItem | None:
    return OpenItem.objects.filter(
        patient_id=state.patient_id, kind=new.kind, source=new.source
    ).first()


def _raise(item: OpenItem, new: NewItem) -> None:
    item.level = max(item.level, new.level.rank)
    was_open = item.closed_at is None
    item.due_at = min(item.due_at, new.deadlines.due) if was_open else new.deadlines.due
    item.lead_at = min(item.lead_at, new.deadlines.lead) if was_open else new.deadlines.lead
    item.closed_at = item.closed_by = None
    known = {reason["id"] for reason in new.reasons}
    kept = [reason for reason in item.reasons if reason["id"] not in known]
    item.reasons = [*new.reasons, *kept]
    item.save()


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
