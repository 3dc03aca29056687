"""What a patient asks for, from whatever page or message, and what becomes of it.

Requests live beside levels: they never raise or lower one (clinical content 3.2). Everything
here keeps two things together: a request is open exactly as long as one open item waits for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, request_rules, state
from osteopro.followup.models import Asking, CareState, OpenItem, Request
from osteopro.followup.reminding import CallReason
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.state import NewItem
from osteopro.followup.terms import (
    AskedIn,
    Companion,
    DeclineReason,
    ItemKind,
    Outcome,
    Possible,
    RequestAct,
    RequestKind,
    RequestState,
    VisitReason,
)
from osteopro.sites.service_time import Deadlines
from osteopro.triage.terms import Level

CALL_FIRST = "request-call-first"
WAITS = "request-waits"
AGAIN = "request-again"
AFTER_CALL = "request-after-call"
OFFERED = "visit-offered"
BOOKED = "visit-booked"
DECLINED = "visit-time-declined"
LAPSED = "visit-offer-lapsed"
CANCELLED_PATIENT = "visit-cancelled-patient"
CANCELLED_CLINIC = "visit-cancelled-clinic"
NO_SHOW = "visit-no-show"
# Remarks that hold until the next thing happens.
_PASSING = frozenset(
    {CALL_FIRST, WAITS, AGAIN, AFTER_CALL}
    | {OFFERED, BOOKED, DECLINED, LAPSED, CANCELLED_PATIENT, CANCELLED_CLINIC, NO_SHOW}
)


class NoSuchRequest(LookupError):
    """This patient has no such request."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; all but the kind may be left open."""

    kind: RequestKind
    why: VisitReason | None = None
    times: tuple[Possible, ...] = ()
    companion: Companion | None = None
    words: str = ""


def put(
    by: Actor,
    row: CareState,
    wanted: Wish,
    way: AskedIn,
    *,
    occasion: UUID | None = None,
    at: datetime | None = None,
    key: UUID | None = None,
    known_new: bool = False,
) -> int:
    """Keep a request and put it before the manager by the next working day, counted from `at`
    (now). Who has a place already only adds their words. Part of an action; `row` is changed
    but not saved. With `known_new` the caller is sure that nothing is open, which saves looking.
    Returns its id.
    """
    now = at or clock.now()
    request = None if known_new else _open(row.patient_id, wanted.kind)
    fresh = request is None
    if request is None:
        request = Request.objects.create(
            patient_id=row.patient_id, kind=wanted.kind, state=RequestState.OPEN, at=now
        )
    Asking.objects.create(
        request=request,
        key=key,
        at=now,
        by=by.account_id,
        way=way,
        occasion=occasion,
        why=wanted.why or "",
        times=[each.value for each in wanted.times],
        companion=wanted.companion or "",
        words=wanted.words.strip(),
    )
    codes = [_asked(wanted.kind), *([f"why-{wanted.why}"] if wanted.why else [])]
    if not placed(request):
        again = [] if fresh else [AGAIN]
        _wait(row, request, [*again, *codes], _promise(row, now), known_new=fresh)
    _note(by, request, "request.made" if fresh else "request.again", way=way)
    return request.pk


@journal.action
def withdraw_request(*, by: Actor, patient_id: int, request_id: int) -> None:
    """The patient no longer wants it. Once it has ended nothing changes. Raises NoSuchRequest."""
    row = state.locked(patient_id)
    request = _one(patient_id, request_id)
    if request.closed_at is not None:
        journal.nothing_changed()
        return
    end(by, row, request, RequestAct.WITHDRAW, at=clock.now())
    state.rewrite(row)
    row.save()


@journal.action
def call_first(*, by: Actor, patient_id: int, request_id: int) -> None:
    """Phone the patient before it is decided (5.4): the request becomes a call to make.

    Raises NoSuchRequest, OutcomeRefused.
    """
    row = state.locked(patient_id)
    request = _one(patient_id, request_id)
    kind, before = RequestKind(request.kind), RequestState(request.state)
    request.state = request_rules.after(kind, before, RequestAct.CALL_FIRST)
    request.next_contact_on = None
    request.save(update_fields=["state", "next_contact_on"])
    _wait(row, request, [CALL_FIRST], _promise(row, clock.now()), known_new=False)
    _note(by, request, "request.call-first")
    row.save()


@journal.action
def let_visit_wait(*, by: Actor, patient_id: int, request_id: int, on: date) -> None:
    """A visit is wanted and will be booked; the patient hears of us again on the day `on`.

    Raises NoSuchRequest, OutcomeRefused for a day on which nobody is there, or too far off.
    """
    row = state.locked(patient_id)
    request = _one(patient_id, request_id)
    kind, before = RequestKind(request.kind), RequestState(request.state)
    request.state = request_rules.after(kind, before, RequestAct.WAIT)
    clinic = state.clinic(row)
    works_on = clinic.service.calendar.is_working_day
    if problem := request_rules.contact_problem(state.today(row), on, works_on):
        raise OutcomeRefused(problem)
    request.next_contact_on = on
    request.save(update_fields=["state", "next_contact_on"])
    opening = clinic.service.hours.opening(on)
    _wait(row, request, [WAITS], deadlines.closing(clinic, opening, 0), known_new=False, moved=True)
    _note(by, request, "request.waits", on=on.isoformat())
    row.save()


def place(
    by: Actor,
    row: CareState,
    request: Request,
    act: RequestAct,
    remark: str,
    *,
    promise: Deadlines,
    on: date | None = None,
    read_out: bool = False,
) -> None:
    """A place for the visit is offered, booked or gone; `on` is the day of the next contact.

    Part of an action of `appointments`. `row` is changed but not saved. Raises OutcomeRefused.
    """
    kind, before = RequestKind(request.kind), RequestState(request.state)
    request.state = request_rules.after(kind, before, act)
    request.next_contact_on = on
    request.save(update_fields=["state", "next_contact_on"])
    _wait(row, request, [remark], promise, known_new=False, moved=True, read_out=read_out)
    _note(by, request, "request.placed", state=request.state)


def end(
    by: Actor,
    row: CareState,
    request: Request,
    act: RequestAct,
    *,
    at: datetime,
    declined: DeclineReason | None = None,
) -> None:
    """End a request and what waits for it, at the moment by which an outcome that is taken
    back finds it again. Part of an action; the caller derives `row` anew."""
    request.state = request_rules.after(RequestKind(request.kind), RequestState(request.state), act)
    request.declined = declined or ""
    request.closed_at, request.closed_by = at, by.person
    request.save(update_fields=["state", "declined", "closed_at", "closed_by"])
    waiting_for(request).update(closed_at=at, closed_by=by.person)
    _note(by, request, "request.ended", state=request.state)


def end_with_record(
    by: Actor, row: CareState, occasion: UUID, outcome: Outcome, at: datetime
) -> None:
    """The outcome of a record also answers the advice or call that was asked for in it.

    Looked for only when something waits besides the record.
    """
    if row.open_items < 2:
        return
    asked = Request.objects.filter(
        patient_id=row.patient_id, closed_at__isnull=True, askings__occasion=occasion
    )
    for request in asked.distinct():
        if request_rules.settled_with_record(RequestKind(request.kind), outcome):
            end(by, row, request, request_rules.act_of(outcome), at=at)


def open_again(row: CareState, at: datetime, by: int) -> None:
    """The outcome given `at` this moment `by` this person was taken back: so is what it ended.

    Unless the patient has asked for the same anew meanwhile. The caller derives `row`.
    """
    for request in Request.objects.filter(
        patient_id=row.patient_id, closed_at=at, closed_by=by
    ).exclude(state=RequestState.WITHDRAWN):
        if _open(row.patient_id, RequestKind(request.kind)) is not None:
            continue
        item = OpenItem.objects.get(patient_id=row.patient_id, source=_source(request))
        item.closed_at, item.closed_by = None, None
        item.save(update_fields=["closed_at", "closed_by"])
        request.state = request_rules.waited_as(
            RequestKind(request.kind), ItemKind(item.kind), request.next_contact_on
        )
        request.declined, request.closed_at, request.closed_by = "", None, None
        request.save(update_fields=["state", "declined", "closed_at", "closed_by"])


def spoke(by: Actor, row: CareState, item: OpenItem) -> bool:
    """A call that was to be made reached the patient. False when `item` waits for no request.

    What was only to be phoned about first is to be decided now. The caller derives `row`.
    """
    request = request_of(item)
    if request is None:
        return False
    kind, before = RequestKind(request.kind), RequestState(request.state)
    now = request_rules.after(kind, before, RequestAct.SPOKE)
    if now in request_rules.ENDED:
        end(by, row, request, RequestAct.SPOKE, at=clock.now())
        return True
    if placed(request):
        # The offer was read out: now it waits for the answer.
        item.kind = ItemKind.VISIT
        item.save(update_fields=["kind"])
        return True
    request.state = now
    request.save(update_fields=["state"])
    promise = _promise(row, clock.now())
    _wait(row, request, [AFTER_CALL], promise, known_new=False, moved=True)
    _note(by, request, "request.phoned")
    return True


def placed(request: Request) -> bool:
    """Whether a place for the visit is offered or booked."""
    return RequestState(request.state) in request_rules.PLACED


def request_of(item: OpenItem) -> Request | None:
    """The open request for which an item waits."""
    if not item.source.startswith(request_rules.SOURCE):
        return None
    number = int(item.source.removeprefix(request_rules.SOURCE))
    return Request.objects.filter(pk=number, closed_at__isnull=True).first()


def waiting_for(request: Request) -> QuerySet[OpenItem]:
    """The item that waits for this request."""
    return OpenItem.objects.filter(
        patient_id=request.patient_id, source=_source(request), closed_at__isnull=True
    )


def _wait(
    row: CareState,
    request: Request,
    codes: Sequence[str],
    promise: Deadlines,
    *,
    known_new: bool,
    moved: bool = False,
    read_out: bool = False,
) -> None:
    """Have the request wait for what its state asks for, with these remarks first.

    A promise only comes nearer unless it was `moved`. `row` is changed but not saved.
    """
    state_now = RequestState(request.state)
    kind = request_rules.waits_as(RequestKind(request.kind), state_now, read_out=read_out)
    remarks = [state.remark(code) for code in codes]
    if known_new:
        new = NewItem(kind, _source(request), Level.ROUTINE, lambda _level: promise, remarks)
        state.open_item(row, new, known_new=True)
        return
    item = waiting_for(request).get()
    item.kind = kind
    over = {*codes, *_PASSING}
    item.reasons = [*remarks, *(each for each in item.reasons if each["id"] not in over)]
    if moved or promise.due < item.due_at:
        item.due_at, item.lead_at = promise.due, promise.lead
        item.told, item.passed_to = 0, None
    item.save()
    state.rewrite(row)


def _promise(row: CareState, at: datetime) -> Deadlines:
    """Every request is answered by the next working day (resolution 75)."""
    return deadlines.request(state.clinic(row), at)(Level.ROUTINE)


def _asked(kind: RequestKind) -> str:
    return CallReason.ASKED if kind is RequestKind.CALL else f"wish-{kind}"


def _source(request: Request) -> str:
    return f"{request_rules.SOURCE}{request.pk}"


def _open(patient_id: int, kind: RequestKind) -> Request | None:
    open_now = Request.objects.filter(patient_id=patient_id, closed_at__isnull=True)
    return open_now.filter(kind=kind).first()


def _one(patient_id: int, request_id: int) -> Request:
    request = Request.objects.filter(patient_id=patient_id, pk=request_id).first()
    if request is None:
        raise NoSuchRequest(request_id)
    return request


def _note(by: Actor, request: Request, what: str, **detail: str) -> None:
    journal.record(
        what,
        by=by,
        object_type="request",
        object_id=request.pk,
        patient_id=request.patient_id,
        wanted=request.kind,
        **detail,
    )
