"""What a patient sees first: what is due, what was answered, what became of the last record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from osteopro.accounts.queries import StaffName, staff_names
from osteopro.followup import deadlines, standing
from osteopro.followup.deadlines import Owed
from osteopro.followup.learning import reminds
from osteopro.followup.models import Seen
from osteopro.followup.queries.forms import Planned, SittingForms, open_sitting, planned
from osteopro.followup.queries.frame import Frame
from osteopro.followup.terms import CallKind, CallOutcome, DueStatus
from osteopro.instruments.terms import Kind, Mode
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import Turn
from osteopro.messaging.terms import Direction
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView, StoredResponse

# Weekly records of the four weeks that the sentence speaks of, and some to spare.
RECENT = 8
THREAD = 20
# More than anybody writes in five weeks.
LONG_THREAD = 400
# The answer to the question of what somebody wishes: to see a doctor.
VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Act:
    """Something a member of staff did for a record; `words` is what they told the patient."""

    by: int
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class Fate:
    """What became of a record. Every entry is an act of a person, never a page view."""

    received: datetime
    seen: tuple[Act, ...]
    replied: Turn | None
    called: Act | None
    physician: Act | None
    owed: Owed | None

    @property
    def answered(self) -> bool:
        return self.replied is not None or self.called is not None


@dataclass(frozen=True)
class Home:
    """The home page. `recent` are the newest records, newest first; `sitting` is their occasion
    if forms of it are left; `diary` an entry that was not finished."""

    draft: DraftView | None
    diary: DraftView | None
    planned: Planned | None
    sitting: SittingForms | None
    recent: tuple[StoredResponse, ...]
    fate: Fate | None
    reply: Turn | None
    names: Mapping[int, StaffName]
    # When records were answered, by a message or a call, since `since` at least.
    replied: tuple[datetime, ...] = ()


def home(of: Frame, since: datetime | None = None, people: Collection[int] = ()) -> Home:
    """Everything on the home page, in a number of queries that no history changes.

    With `since` also how often records were answered since then; `people` are named besides."""
    draft, diary = _begun(of.patient_id)
    recent = records_queries.latest_records(of.patient_id, RECENT)
    asked = _asked(of)
    sitting = None if draft or asked or of.plan.paused else open_sitting(of, recent)
    replies = _replies(of.patient_id, since)
    calls = _calls(of.patient_id, recent[0].occasion, since) if recent else []
    fate = _fate(of.patient_id, recent[0], replies, calls) if recent else None
    reply = replies[0] if replies else None
    return Home(
        draft=draft,
        diary=diary,
        planned=planned(of) if asked and not draft else None,
        sitting=sitting,
        recent=tuple(recent),
        fate=fate,
        reply=reply,
        names=staff_names({*_people(fate, reply), *people}),
        replied=_answers(replies, calls),
    )


def replied_since(patient_id: int, since: datetime) -> tuple[datetime, ...]:
    """When records were answered since then, by a message or a call; three queries."""
    return _answers(_replies(patient_id, since), _calls(patient_id, None, since))


def fate_of(
    record: StoredResponse, people: Collection[int] = ()
) -> tuple[Fate, Mapping[int, StaffName]]:
    """What became of one record, whenever it came, and who is named in it, `people` besides; six
    queries. The newest one's stands in `home` already."""
    replies = messaging_queries.answers(record.patient_id, record.occasion)
    calls = _calls(record.patient_id, record.occasion, None)
    fate = _fate(record.patient_id, record, replies, calls)
    return fate, staff_names({*_people(fate, None), *people})


def _answers(
    replies: Sequence[Turn], calls: Sequence[tuple[int, datetime, UUID | None]]
) -> tuple[datetime, ...]:
    written = [turn.visible_at for turn in replies if turn.occasion is not None]
    return (*written, *(at for _by, at, _occasion in calls))


def _replies(patient_id: int, since: datetime | None) -> list[Turn]:
    """The newest messages to the patient; those since then even if they wrote very much."""
    turns = messaging_queries.thread(patient_id, limit=THREAD, to_patient=True)
    if since is not None and len(turns) == THREAD and turns[-1].at >= since:
        turns = messaging_queries.thread(patient_id, limit=LONG_THREAD, to_patient=True)
    return [turn for turn in turns if turn.direction == Direction.TO_PATIENT]


def _begun(patient_id: int) -> tuple[DraftView | None, DraftView | None]:
    """The form and the diary entry that were begun last on their own pages."""
    begun = [d for d in records_queries.open_drafts(patient_id) if d.mode == Mode.ONLINE]
    forms = [each for each in begun if each.instrument.kind is not Kind.DIARY]
    entries = [e for e in begun if e.instrument.kind is Kind.DIARY and e.corrects is None]
    return forms[-1] if forms else None, entries[-1] if entries else None


def _asked(of: Frame) -> bool:
    """Whether a record is asked for now: the window is open, or it is the first one."""
    open_now = of.due.status is not DueStatus.NOT_YET or of.last_record_at is None
    return of.active and open_now


def entrance(of: Frame) -> bool:
    """Whether somebody who came by link may go straight to their record: no reply waits."""
    turns = messaging_queries.thread(of.patient_id, limit=1, to_patient=True)
    unread = any(t.direction == Direction.TO_PATIENT and not t.read for t in turns)
    return of.active and not unread


def wants_visit(patient_id: int) -> bool:
    """Whether the newest record asked to see a doctor."""
    return any(map(_asks_visit, records_queries.latest_records(patient_id, 1)))


def tells_order(of: Frame) -> bool:
    """Whether a call in which a record was taken ends with what the order of visits depends on:
    it asked for a visit, or it is the first record of another twelve weeks (5.5, E2)."""
    newest = records_queries.latest_records(of.patient_id, 2)
    before = [of.local(each.effective).date() for each in newest[1:]]
    again = reminds(of.starts_on, before[0] if before else None, of.today)
    return bool(newest) and (again or _asks_visit(newest[0]))


def _asks_visit(stored: StoredResponse) -> bool:
    return deadlines.wishes(stored.instrument, stored.answers) == VISIT


def _calls(
    patient_id: int, occasion: UUID | None, since: datetime | None
) -> list[tuple[int, datetime, UUID | None]]:
    """Calls that answered this record, and all that answered one since then; newest first."""
    # The call in which a record was taken is how it came, not an answer to it.
    answers = Q(kind=CallKind.TALK) | Q(reviews__isnull=False)
    wanted = Q(occasion=occasion, occasion__isnull=False)
    if since is not None:
        wanted |= Q(occasion__isnull=False, at__gte=since)
    rows = standing.calls().filter(answers, wanted, patient_id=patient_id)
    found = rows.filter(outcome=CallOutcome.REACHED).order_by("-at").distinct()
    return list(found.values_list("by", "at", "occasion"))


def _fate(
    patient_id: int,
    last: StoredResponse,
    replies: Sequence[Turn],
    calls: Sequence[tuple[int, datetime, UUID | None]],
) -> Fate:
    occasion = last.occasion
    seen = Seen.objects.filter(occasion=occasion, patient_id=patient_id).order_by("at")
    reached = next((Act(by, at) for by, at, about in calls if about == occasion), None)
    asked = standing.escalations().filter(occasion=occasion, patient_id=patient_id)
    escalation = asked.order_by("-at").first()
    return Fate(
        received=last.received,
        seen=tuple(Act(by, at) for by, at in seen.values_list("by", "at")),
        replied=next((turn for turn in replies if turn.occasion == occasion), None),
        called=reached,
        physician=Act(escalation.physician, escalation.at, escalation.told_patient)
        if escalation
        else None,
        owed=deadlines.owed(patient_id, str(occasion)),
    )


def _people(fate: Fate | None, reply: Turn | None) -> set[int]:
    acts = [*fate.seen, fate.called, fate.physician] if fate else []
    turns = [fate.replied if fate else None, reply]
    found = {act.by for act in acts if act} | {turn.author for turn in turns if turn}
    found.add(fate.owed.passed_to if fate and fate.owed else None)
    return {account for account in found if account is not None}
