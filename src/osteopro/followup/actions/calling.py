"""Attempts to phone, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import standing, state
from osteopro.followup.actions.repeating import AlreadySent
from osteopro.followup.models import Call, LiveCall, OpenItem
from osteopro.followup.terms import CallKind, CallOutcome, Deviation, ItemKind
from osteopro.records import drafts
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import DraftState

# A mark beside an answer: it was a range, and the higher end was taken.
RANGE = "range"
_BROKEN = (CallOutcome.CUT_OFF, CallOutcome.POSTPONED)


class NoCall(LookupError):
    """This person has no call with this patient: it ended, or a colleague took it over."""


@dataclass(frozen=True)
class Circumstances:
    """What else is stored of a call (clinical content 9.3)."""

    kind: CallKind = CallKind.TALK
    call_back_at: datetime | None = None
    deviations: Sequence[Deviation] = ()
    recording: str = ""


@journal.action
def record_call(
    *,
    by: Actor,
    patient_id: int,
    outcome: CallOutcome,
    note: str = "",
    occasion: UUID | None = None,
    key: UUID | None = None,
    about: Circumstances = Circumstances(),
) -> int:
    """Keep one attempt to phone and what came of it; returns its id.

    A call that this person has with the patient ends with it and gives its times, its
    language and its sitting. The same form (`key`) again gives the first id; with other
    content AlreadySent.
    """
    state.locked(patient_id)
    said = (outcome.value, note.strip(), occasion, by.person)
    earlier = Call.objects.filter(patient_id=patient_id, key=key).first() if key else None
    if earlier is not None:
        if (earlier.outcome, earlier.note, earlier.occasion, earlier.by) != said:
            raise AlreadySent(key)
        journal.nothing_changed()
        return earlier.pk
    live = LiveCall.objects.filter(patient_id=patient_id, by=by.person).first()
    call = Call(
        key=key or (live.key if live else None),
        patient_id=patient_id,
        occasion=occasion or (live.occasion if live else None),
        by=by.person,
        outcome=outcome,
        note=note.strip(),
        **_told(about),
    )
    return _keep(by, call, live)


def own_call(by: Actor, patient_id: int) -> LiveCall:
    """The call that this person has with the patient now. Raises NoCall."""
    live = LiveCall.objects.filter(patient_id=patient_id, by=by.person).first()
    if live is None:
        raise NoCall(patient_id)
    return live


def open_form(live: LiveCall) -> DraftView | None:
    """The form that is being asked in this call."""
    draft = records_queries.draft(live.patient_id, live.draft) if live.draft else None
    return draft if draft and draft.state == DraftState.OPEN else None


def cut_off_for(by: Actor, live: LiveCall) -> None:
    """A colleague goes on with this call: it is kept as theirs, and cut off. Part of the
    action of the one who takes over."""
    kind = CallKind.RECORD if live.draft else CallKind.TALK
    call = Call(
        key=live.key,
        patient_id=live.patient_id,
        occasion=live.occasion,
        by=live.by,
        outcome=CallOutcome.CUT_OFF,
        **_told(Circumstances(kind)),
    )
    _keep(by, call, live)


def _keep(by: Actor, call: Call, live: LiveCall | None) -> int:
    call.at = clock.now()
    if live is not None:
        for name, value in _lived(live).items():
            setattr(call, name, value)
        live.delete()
    call.save(force_insert=True)
    journal.record(
        "call.recorded",
        by=by,
        object_type="call",
        object_id=call.pk,
        patient_id=call.patient_id,
        outcome=call.outcome,
    )
    return call.pk


def _told(about: Circumstances) -> dict[str, Any]:
    return {
        "kind": about.kind,
        "call_back_at": about.call_back_at,
        "deviations": [each.value for each in about.deviations],
        "recording": about.recording.strip(),
    }


def _lived(live: LiveCall) -> dict[str, Any]:
    """What the call itself knows: its times, how often it was broken off before, the ranges."""
    told = {
        "started_at": live.started_at,
        "ended_at": clock.now(),
        "inbound": live.inbound,
        "language": live.language,
    }
    if live.occasion is None:
        return told
    broken = standing.calls().filter(
        patient_id=live.patient_id, occasion=live.occasion, outcome__in=_BROKEN
    )
    return told | {
        "interruptions": broken.count(),
        "ranges": list(drafts.marked(live.occasion, RANGE)),
    }


def was_reached(item: OpenItem, call_id: int | None) -> bool:
    """Whether this call reached the patient since the record came, and was about it."""
    return call_id is not None and _reached(item).filter(pk=call_id).exists()


def spoke_since(item: OpenItem) -> bool:
    """Whether any call reached the patient since the record came."""
    return _reached(item).exists()


def _reached(item: OpenItem) -> QuerySet[Call]:
    # What is no record may be talked about in any call.
    of_record = item.kind == ItemKind.RECORD
    about_it = Q(occasion=item.source) | Q(occasion__isnull=True) if of_record else Q()
    return standing.calls().filter(
        about_it,
        patient_id=item.patient_id,
        outcome=CallOutcome.REACHED,
        at__gte=item.opened_at,
    )
