"""Who is to be phoned today, and the call that goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts.queries import StaffName, staff_names
from osteopro.followup import (
    attempts,
    checking,
    reminders,
    rules,
    standing,
    state,
    team_notice,
)
from osteopro.followup import pressing as pace
from osteopro.followup.attempts import Hours, Next, Try, Wishes
from osteopro.followup.models import Call, CareState, LiveCall, OpenItem
from osteopro.followup.queries.frame import named_manager, stands_for
from osteopro.followup.queries.phone_reasons import (
    IS_LISTED,
    IS_PRESSING,
    TO_PHONE,
    VISIT,
    Pressing,
    Waiting,
    most_pressing,
    waiting,
)
from osteopro.followup.queries.scope import Filter, arms, scope_of, today
from osteopro.followup.terms import CallOutcome, DueStatus, ItemKind, Lane, NextStep, Privacy
from osteopro.instruments.terms import Mode
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, ContactPlan, Person, Sex
from osteopro.records import drafts
from osteopro.sites.queries import Clinic, clinic_of
from osteopro.triage.terms import Level

SHOWN = 100
# No cycle of attempts is longer: 14 days and the two before that the window opens early.
LOOK_BACK = timedelta(days=16)
PHONE_END, MOBILE = 4, 11
# More patients than share four last digits anywhere.
SHARING = 200
# The source of a reply that waits to be read out.
REPLY = "tell:"
_PRESSES_NOT = (0, datetime.min.replace(tzinfo=UTC))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# However many there are, what is urgent is never cut off.
_RANK = Case(When(lane=Lane.NOW.rank, then=Value(0) - F("level")), default=Value(0))
IS_DUE = (DueStatus.DUE, DueStatus.LATE)
_NEVER_NOW = (NextStep.ASK_CONTACT, NextStep.CHECK_NUMBER)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to phone somebody."""

    at: datetime
    by: int
    outcome: CallOutcome
    note: str


@dataclass(frozen=True, slots=True)
class Live:
    """A call that goes on."""

    patient_id: int
    key: UUID
    by: int
    started_at: datetime
    inbound: bool
    language: str
    draft: UUID | None
    occasion: UUID | None
    privacy: Privacy
    by_whom: str


@dataclass(frozen=True)
class ToPhone:
    """Somebody to be phoned today: why, what was tried, what is the best next time.

    `due` says how late the record is, None when the call is about something else; `visit`: they
    are to be reminded of one; `talk` is the report to talk about; `pressing` is what is urgent
    about them, the most pressing if several.
    """

    patient_id: int
    person: Person
    sex: Sex
    clinic: Clinic
    channel: Channel
    plan: ContactPlan
    due: rules.Due | None
    kinds: tuple[ItemKind, ...]
    visit: bool
    talk: UUID | None
    pressing: Pressing | None
    next: Next
    last: Attempt | None
    unfinished: bool
    live: Live | None
    stands_for: StaffName | None

    @property
    def key(self) -> tuple[Any, ...]:
        """Sorts who is to be phoned now first, what is urgent by level and deadline, then the
        latest records before others; then who is to be phoned later, by time; last who needs
        something else than a call."""
        now = clock.now()
        late = self.due.days_late if self.due else 0
        presses = self.pressing.key if self.pressing else _PRESSES_NOT
        if self.next.now(now):
            return (0, presses, self.next.step != NextStep.GO_ON, -late, self.patient_id)
        if self.next.at is not None:
            return (1, self.next.at, -late, self.patient_id)
        return (2, presses, self.next.step not in _NEVER_NOW, -late, self.patient_id)


def to_phone(viewer: Viewer, chosen: Filter) -> list[ToPhone]:
    """Today's calls in the order in which they are to be made, at most 100; as many queries
    for one as for all."""
    ids = _ids(viewer, chosen)
    if not ids:
        return []
    rows = _rows().filter(pk__in=ids)
    people = patients_queries.people(ids)
    plans = patients_queries.contact_plans(ids)
    reasons = waiting(ids)
    tried = _tried(ids)
    unfinished = drafts.with_open_draft(ids, Mode.PHONE)
    lives = {row.patient_id: _live(row) for row in LiveCall.objects.filter(patient_id__in=ids)}
    found = [
        _row(
            row,
            people[row.pk],
            plans[row.pk],
            reasons.get(row.pk, ()),
            tried.get(row.pk, ()),
            row.pk in unfinished,
            lives.get(row.pk),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.key)


def calling(viewer: Viewer, typed: str) -> list[int]:
    """Patients of this viewer whose number ends in what the telephone shows (four digits or
    more). Somebody who phones may share the number with another patient."""
    digits = "".join(each for each in typed if each.isdecimal())
    if len(digits) < PHONE_END:
        return []
    found = patients_queries.find(viewer, digits[-PHONE_END:], limit=SHARING)
    # The country or the trunk code may stand before a whole number.
    ends = digits[-MOBILE:]
    people = patients_queries.people(found)
    return [pk for pk in found if people[pk].phone.endswith(ends)]


def live(patient_id: int) -> Live | None:
    """The call that goes on with this patient, whoever talks."""
    row = LiveCall.objects.filter(patient_id=patient_id).first()
    return _live(row) if row else None


def one(patient_id: int) -> ToPhone:
    """One patient as the list of calls shows them, whoever is to be phoned. Raises
    CareState.DoesNotExist."""
    row = _rows().get(pk=patient_id)
    present = LiveCall.objects.filter(patient_id=patient_id).first()
    return _row(
        row,
        patients_queries.person(patient_id),
        patients_queries.contact_plan(patient_id),
        waiting([patient_id]).get(patient_id, ()),
        _tried([patient_id]).get(patient_id, ()),
        patient_id in drafts.with_open_draft([patient_id], Mode.PHONE),
        _live(present) if present else None,
    )


def replies_to_read(patient_id: int) -> frozenset[int]:
    """The messages that wait to be read out to a patient who reports by phone."""
    items = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.TELL,
        source__startswith=REPLY,
        closed_at__isnull=True,
    )
    sources = items.values_list("source", flat=True)
    return frozenset(int(source.removeprefix(REPLY)) for source in sources)


def visits_to_tell(patient_id: int) -> list[int]:
    """The offers of which somebody without a screen is to be reminded in the next call."""
    items = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.TELL,
        source__startswith=VISIT,
        closed_at__isnull=True,
    )
    return [int(each.removeprefix(VISIT)) for each in items.values_list("source", flat=True)]


def new_managers(patient_id: int) -> list[tuple[StaffName, date]]:
    """Who looks after somebody who is phoned, and from which day, that they have not heard of."""
    decided = [(each.manager or 0, each.on) for each in team_notice.spoken(patient_id)]
    names = staff_names([account for account, _ in decided]) if decided else {}
    return [(names[account], on) for account, on in decided if account in names]


def to_close(patient_id: int) -> list[tuple[int, str, bool]]:
    """Items that end when somebody was phoned: id, kind, whether the patient asked for it."""
    items = OpenItem.objects.filter(
        patient_id=patient_id, kind__in=TO_PHONE, closed_at__isnull=True
    )
    found = items.order_by("pk")
    return [(item.pk, item.kind, reminders.was_asked_for(item)) for item in found]


def reached_since(patient_id: int, at: datetime) -> bool:
    """Whether any call reached this patient since then."""
    reached = standing.calls().filter(patient_id=patient_id, outcome=CallOutcome.REACHED)
    return reached.filter(at__gte=at).exists()


def in_danger(patient_id: int, occasion: UUID) -> bool:
    """Whether this sitting is an emergency that has no outcome yet."""
    return OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.RECORD,
        source=str(occasion),
        level=Level.EMERGENCY.rank,
        closed_at__isnull=True,
    ).exists()


def last_talk(patient_id: int) -> Attempt | None:
    """The last call in which something was noted: what to know before speaking."""
    calls = standing.calls().filter(patient_id=patient_id).exclude(note="")
    row = calls.order_by("-at", "-pk").first()
    return _attempt(row) if row else None


def whose_attempt(viewer: Viewer, call_id: int) -> int | None:
    """The patient of an attempt this viewer noted, taken back or not; None for others'."""
    rows = Call.objects.filter(pk=call_id, by=viewer.account_id)
    return rows.values_list("patient_id", flat=True).first()


def undoable(viewer: Viewer, call_id: int) -> tuple[int, Attempt] | None:
    """This viewer's own attempt with its patient, while it may still be taken back."""
    since = clock.now() - rules.UNDO
    row = standing.calls().filter(pk=call_id, by=viewer.account_id, at__gte=since).first()
    return (row.patient_id, _attempt(row)) if row else None


def _rows() -> QuerySet[CareState]:
    return CareState.objects.select_related("site", "patient").annotate(**named_manager())


def _ids(viewer: Viewer, chosen: Filter) -> list[int]:
    parts = [
        _due(arm).annotate(rank=_RANK).order_by("rank", "next_due_on", "pk")[:SHOWN]
        for arm in arms(scope_of(viewer, chosen))
    ]
    found = [each for part in parts for each in part.values_list("rank", "pk")]
    first = sorted(found, key=lambda each: int(each[0]))
    return list(dict.fromkeys(pk for _rank, pk in first))[:SHOWN]


def _due(arm: QuerySet[CareState]) -> QuerySet[CareState]:
    """Who reports by phone and is due, who has something to be phoned about, and whoever is in
    urgent need of a call, also while they take no part."""
    items = OpenItem.objects.filter(patient_id=OuterRef("pk"), closed_at__isnull=True)
    by_phone = Q(channel=Channel.PHONE, next_due_on__lte=today())
    listed = Q(Exists(items.filter(IS_LISTED)))
    pressing = Q(Exists(items.filter(IS_PRESSING)))
    # Whatever is urgent stands in the first lane: nobody else's items are asked for.
    urgent = Q(lane=Lane.NOW.rank) & pressing
    return arm.filter((Q(active=True) & (by_phone | listed)) | urgent)


def _tried(ids: Iterable[int]) -> Mapping[int, Sequence[Call]]:
    since = clock.now() - LOOK_BACK
    calls = standing.calls().filter(patient_id__in=list(ids), at__gte=since)
    found: dict[int, list[Call]] = {}
    for call in calls.order_by("at", "pk"):
        found.setdefault(call.patient_id, []).append(call)
    return found


def _row(
    row: CareState,
    person: Person,
    plan: ContactPlan,
    items: Sequence[Waiting],
    tried: Sequence[Call],
    unfinished: bool,
    present: Live | None,
) -> ToPhone:
    clinic = clinic_of(row.site)
    due = _record_due(row, items)
    pressing = most_pressing(items)
    since = pressing.opened_at if pressing else _since(row, due, items, clinic)
    mine = [call for call in tried if call.at >= since]
    return ToPhone(
        patient_id=row.pk,
        person=person,
        sex=Sex(row.patient.sex),
        clinic=clinic,
        channel=Channel(row.channel),
        plan=plan,
        due=due,
        kinds=tuple(item.kind for item in items),
        visit=any(item.source.startswith(VISIT) for item in items),
        talk=_talk(items),
        pressing=pressing,
        next=_next(clinic, plan, pressing, [_try(call, clinic) for call in mine]),
        last=_attempt(mine[-1]) if mine else None,
        unfinished=unfinished,
        live=present,
        stands_for=stands_for(row),
    )


def _next(
    clinic: Clinic, plan: ContactPlan, pressing: Pressing | None, tries: Sequence[Try]
) -> Next:
    """At the pace of what is urgent, else at the usual one; on the clinic's wall."""
    wishes = Wishes(plan.call_times, plan.call_days)
    service = clinic.service
    hours = Hours(service.calendar.is_working_day, service.hours.opens, service.hours.closes)
    now = clock.now().astimezone(clinic.zone)
    if pressing is None:
        return attempts.next_step(tries, wishes, hours, now)
    due = pressing.due.astimezone(clinic.zone)
    return pace.next_step(pressing.level, tries, wishes, hours, due, now)


def _talk(items: Sequence[Waiting]) -> UUID | None:
    talks = (item for item in items if item.kind == ItemKind.VERIFY)
    return next((checking.talked_about(item.source) for item in talks), None)


def _record_due(row: CareState, items: Sequence[Waiting]) -> rules.Due | None:
    """How late the record is that is to be asked for on the phone; None when there is none."""
    by_phone = row.channel == Channel.PHONE or ItemKind.CALL in {item.kind for item in items}
    if not by_phone:
        return None
    found = state.due_now(row)
    return found if found.status in IS_DUE else None


def _since(
    row: CareState, due: rules.Due | None, items: Sequence[Waiting], clinic: Clinic
) -> datetime:
    """When this cycle of attempts began: with the window of the record that is due, or with
    what there is to phone about; never before the last record."""
    begins = [item.opened_at for item in items]
    if due is not None:
        begins.append(datetime.combine(due.opens_on, time.min, clinic.zone))
    return max(min(begins, default=clock.now()), row.last_record_at or _LONG_AGO)


def _try(call: Call, clinic: Clinic) -> Try:
    back = call.call_back_at.astimezone(clinic.zone) if call.call_back_at else None
    return Try(call.at.astimezone(clinic.zone), CallOutcome(call.outcome), back)


def _attempt(call: Call) -> Attempt:
    return Attempt(call.at, call.by, CallOutcome(call.outcome), call.note)


def _live(row: LiveCall) -> Live:
    return Live(
        patient_id=row.patient_id,
        key=row.key,
        by=row.by,
        started_at=row.started_at,
        inbound=row.inbound,
        language=row.language,
        draft=row.draft,
        occasion=row.occasion,
        privacy=Privacy(row.privacy),
        by_whom=row.by_whom,
    )
