"""Everything that happened with one patient, newest first (ux 2.2, Patient).

One limited read per strand, by index, however long the history; what belongs to the entries of a
page (who saw a record, how it ended) is read for that page alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from osteopro.enrolment.models import Consent, StateChange
from osteopro.enrolment.terms import Decision, How, Purpose, State
from osteopro.followup import standing, state
from osteopro.followup.models import (
    EscalationAnswer,
    LevelChange,
    Move,
    OpenItem,
    Pause,
    PauseEnd,
    Plan,
    Seen,
)
from osteopro.followup.queries.review import (
    ReviewView,
    call_view,
    question_view,
    review_view,
)
from osteopro.followup.queries.told import (
    Agreed,
    Answered,
    Changed,
    Entry,
    Fate,
    HandedOver,
    Happened,
    Measured,
    Part,
    Paused,
    Reported,
    Resumed,
    Spaced,
    Story,
)
from osteopro.followup.strands import Place, newest
from osteopro.followup.terms import IntervalReason, ItemKind, MoveReason, PauseReason
from osteopro.instruments.terms import Kind
from osteopro.messaging import queries as messaging_queries
from osteopro.patients import helpers
from osteopro.records import queries as records_queries
from osteopro.records.models import Measurement
from osteopro.triage.terms import Level

SIZE = 20
# What came before the manager by itself: the rest of what waits is told by what caused it.
_HAPPENED = (ItemKind.SILENCE, ItemKind.DELIVERY, ItemKind.CALL, ItemKind.LOCKED)
# What belongs to one act is stored one after the other.
_ONE_TALK = timedelta(minutes=1)
# Said elsewhere in the story: a pause has its own entry with its days and its reason.
_TOLD_OTHERWISE = (State.PAUSED,)
Read = Callable[[int, Q, int], Iterable[Entry]]
# A kind of history: the column it stands by, its parts, how it is read, what numbers it.
Row = tuple[str, tuple[Part, ...], Read] | tuple[str, tuple[Part, ...], Read, str]


def story(
    patient_id: int,
    part: Part = Part.ALL,
    cut: Place | None = None,
    more: Sequence[Row] = (),
) -> Story:
    """One page of what happened with this patient before `cut`, newest first.

    The caller has checked that the viewer may know of the patient. `more` are histories that
    higher packages keep, such as visits; they follow what happened at the same moment here.
    """
    strands = [
        list(strand.read(patient_id, strand.before(cut)))
        for strand in (*STRANDS, *_strands(more, len(STRANDS)))
        if part in strand.parts
    ]
    entries, older = newest(strands, SIZE)
    return Story(tuple(_together(_fated(patient_id, entries))), part, cut, older)


@dataclass(frozen=True, slots=True)
class Strand:
    """One kind of history: how it is read, at which column it stands, in which part, and what
    tells entries of the same moment apart."""

    rank: int
    column: str
    parts: tuple[Part, ...]
    reads: Read
    number: str = "pk"

    def before(self, cut: Place | None) -> Q:
        """What of this strand is older than the place at which the last page ended."""
        if cut is None:
            return Q()
        earlier = Q(**{f"{self.column}__lt": cut.at})
        if self.rank > cut.rank:
            return earlier
        at_once = Q(**{self.column: cut.at})
        return earlier | (
            at_once & Q(**{f"{self.number}__lt": cut.pk}) if self.rank == cut.rank else at_once
        )

    def read(self, patient_id: int, older: Q) -> Iterable[Entry]:
        return self.reads(patient_id, older, self.rank)


def _newest(rows: QuerySet[Any], older: Q, column: str, more: int = 1) -> QuerySet[Any]:
    return rows.filter(older).order_by(f"-{column}", "-pk")[: SIZE + more]


def _records(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = records_queries.latest_versions().filter(patient_id=patient_id, kind=Kind.RECORD)
    # One more, so that the last of a page has something to be compared with.
    found = [
        records_queries.stored(row)
        for row in _newest(rows.defer(*records_queries.UNREAD), older, "effective", 2)
    ]
    for n, each in enumerate(found):
        before = next((other for other in found[n + 1 :] if other.complete), None)
        yield Entry(Place(each.effective, rank, each.pk), Reported(each, before))


def _forms(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    """Diary entries and forms by themselves; what rides on a record is told with it."""
    record = records_queries.latest_versions().filter(
        patient_id=patient_id, kind=Kind.RECORD, occasion=OuterRef("occasion")
    )
    rows = records_queries.latest_versions().filter(patient_id=patient_id)
    alone = rows.exclude(kind=Kind.RECORD).exclude(Exists(record))
    for row in _newest(alone.defer(*records_queries.UNREAD), older, "effective"):
        yield Entry(Place(row.effective, rank, row.pk), Reported(records_queries.stored(row)))


def _calls(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = standing.calls().filter(patient_id=patient_id)
    for row in _newest(rows, older, "at"):
        yield Entry(Place(row.at, rank, row.pk), call_view(row), row.by)


def _messages(
    patient_id: int, older: Q, rank: int, *, advice_only: bool = False
) -> Iterable[Entry]:
    rows = messaging_queries.standing().filter(patient_id=patient_id)
    if advice_only:
        rows = rows.exclude(advice=[])
    for row in _newest(rows, older, "at"):
        yield Entry(Place(row.at, rank, row.pk), messaging_queries.turn_of(row), row.author)


def _questions(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = standing.escalations().filter(patient_id=patient_id).select_related("answer")
    for row in _newest(rows, older, "at"):
        yield Entry(Place(row.at, rank, row.pk), question_view(row), row.by)


def _answers(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = EscalationAnswer.objects.filter(
        escalation__patient_id=patient_id, escalation__review__void__isnull=True
    ).select_related("escalation__answer")
    for row in _newest(rows, older, "at"):
        yield Entry(Place(row.at, rank, row.pk), Answered(question_view(row.escalation)), row.by)


def _states(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = StateChange.objects.filter(patient_id=patient_id).exclude(state__in=_TOLD_OTHERWISE)
    for row in _newest(rows, older, "at"):
        yield Entry(Place(row.at, rank, row.pk), State(row.state), row.by)


def _pauses(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = Pause.objects.filter(patient_id=patient_id).select_related("end")
    for row in _newest(rows, older, "at"):
        end = getattr(row, "end", None)
        resumes = end.resumes_on if end else row.resumes_on
        paused = Paused(row.starts_on, resumes, PauseReason(row.reason))
        yield Entry(Place(row.at, rank, row.pk), paused, row.by)


def _resumed(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    """Breaks that were ended; one that another took the place of is told with that one."""
    another = Pause.objects.filter(
        patient_id=patient_id,
        pk__gt=OuterRef("pause"),
        at__gte=OuterRef("at"),
        at__lte=OuterRef("at") + _ONE_TALK,
    )
    rows = PauseEnd.objects.filter(pause__patient_id=patient_id).exclude(Exists(another))
    for row in _newest(rows, older, "at"):
        yield Entry(Place(row.at, rank, row.pk), Resumed(row.resumes_on), row.by)


def _spaced(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    """When records were wanted more or less often than before; another reason alone is none."""
    earlier = Plan.objects.filter(patient_id=patient_id, pk__lt=OuterRef("pk")).order_by("-pk")
    rows = Plan.objects.filter(patient_id=patient_id).annotate(
        before=Subquery(earlier.values("interval_days")[:1])
    )
    changed = rows.filter(before__isnull=False).exclude(before=F("interval_days"))
    for row in _newest(changed, older, "at"):
        spaced = Spaced(row.interval_days, row.before, IntervalReason(row.cause))
        yield Entry(Place(row.at, rank, row.pk), spaced, row.by)


def _moves(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = Move.objects.filter(patient_id=patient_id, done_at__isnull=False)
    for row in _newest(rows.select_related("hand_over"), older, "done_at"):
        decided = row.hand_over
        moved = HandedOver(
            _other(decided.manager, row.manager_before),
            row.manager_before,
            _other(decided.backup, row.backup_before),
            row.backup_before,
            MoveReason(decided.reason),
        )
        yield Entry(Place(row.done_at, rank, row.pk), moved, decided.by)


def _other(wanted: int | None, before: int | None) -> int | None:
    return None if wanted == before else wanted


def _helpers(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    for step in helpers.steps(patient_id, older, SIZE + 1):
        yield Entry(Place(step.at, rank, step.number), step, step.by)


def _consents(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = Consent.objects.filter(patient_id=patient_id)
    for row in _newest(rows, older, "at"):
        said = Agreed(Decision(row.decision), How(row.how), (Purpose(row.purpose),))
        yield Entry(Place(row.at, rank, row.pk), said, row.by)


def _happened(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = OpenItem.objects.filter(patient_id=patient_id, kind__in=_HAPPENED)
    for row in _newest(rows, older, "opened_at"):
        came = Happened(ItemKind(row.kind), row.reasons, row.closed_at)
        yield Entry(Place(row.opened_at, rank, row.pk), came)


def _measurements(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    rows = Measurement.objects.filter(patient_id=patient_id)
    for row in _newest(rows, older, "at"):
        height, weight = (
            float(each) if each is not None else None for each in (row.height_cm, row.weight_kg)
        )
        yield Entry(Place(row.at, rank, row.pk), Measured(height, weight), row.by)


def _strands(rows: Sequence[Row], first: int = 0) -> tuple[Strand, ...]:
    return tuple(Strand(rank, *row) for rank, row in enumerate(rows, first))


# In the order in which things of the same moment follow each other, the cause before what it
# causes. A new strand takes its place here; what higher packages keep comes as `more`.
_ORDER: tuple[Row, ...] = (
    ("at", (Part.ALL, Part.PLAN), _states),
    ("at", (Part.ALL,), _consents),
    ("at", (Part.ALL, Part.TEAM), _helpers, "number"),
    ("done_at", (Part.ALL, Part.TEAM), _moves),
    ("at", (Part.ALL, Part.PLAN), _pauses),
    ("at", (Part.ALL, Part.PLAN), _resumed),
    ("at", (Part.ALL, Part.PLAN), _spaced),
    ("at", (Part.ALL, Part.RECORDS), _measurements),
    ("effective", (Part.ALL, Part.RECORDS), _records),
    ("effective", (Part.ALL, Part.RECORDS), _forms),
    ("opened_at", (Part.ALL, Part.CALLS), _happened),
    ("at", (Part.ALL, Part.CALLS), _calls),
    ("at", (Part.ALL, Part.MESSAGES), _messages),
    ("at", (Part.ADVICE,), partial(_messages, advice_only=True)),
    ("at", (Part.ALL, Part.DOCTORS), _questions),
    ("at", (Part.ALL, Part.DOCTORS), _answers),
)
STRANDS = _strands(_ORDER)


def _fated(patient_id: int, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a page, their records with what became of them; four queries."""
    reports = [entry.about for entry in entries if isinstance(entry.about, Reported)]
    fates = _fates(patient_id, {report.response.occasion for report in reports})
    return [
        replace(entry, about=replace(report, fate=fates[report.response.occasion]))
        if isinstance(report := entry.about, Reported)
        else entry
        for entry in entries
    ]


def _fates(patient_id: int, occasions: set[UUID]) -> Mapping[UUID, Fate]:
    seen: dict[UUID, list[tuple[int, datetime]]] = {each: [] for each in occasions}
    for row in Seen.objects.filter(occasion__in=occasions, patient_id=patient_id).order_by("at"):
        seen[row.occasion].append((row.by, row.at))
    ended: dict[UUID, list[ReviewView]] = {each: [] for each in occasions}
    reviews = standing.reviews().filter(occasion__in=occasions, patient_id=patient_id)
    for review in reviews.order_by("at", "pk"):
        if review.occasion is not None:
            ended[review.occasion].append(review_view(review))
    items = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.RECORD,
        source__in=[str(each) for each in occasions],
    )
    waiting = {UUID(item.source): item for item in items}
    changed: dict[UUID, list[Changed]] = {each: [] for each in occasions}
    levels = LevelChange.objects.filter(item__in=[item.pk for item in waiting.values()])
    for change in levels.annotate(source=F("item__source")).order_by("at", "pk"):
        at = UUID(change.source)
        changed[at].append(Changed(change.by, change.at, state.level_of(change.after)))
    return {
        each: Fate(
            level=state.level_of(item.level) if (item := waiting.get(each)) else Level.ROUTINE,
            due_at=item.due_at if item and item.closed_at is None else None,
            seen=tuple(seen[each]),
            reviews=tuple(ended[each]),
            changes=tuple(changed[each]),
        )
        for each in occasions
    }


def _together(entries: Iterable[Entry]) -> Iterable[Entry]:
    """What was said about consent in one go is one entry: six ticks are one act."""
    held: list[Entry] = []
    for entry in entries:
        if held and not _same_talk(held[-1], entry):
            yield _as_one(held)
            held = []
        held.append(entry)
    if held:
        yield _as_one(held)


def _as_one(entries: Sequence[Entry]) -> Entry:
    first = entries[0]
    if len(entries) == 1 or not isinstance(first.about, Agreed):
        return first
    every = [each.about for each in reversed(entries) if isinstance(each.about, Agreed)]
    purposes = tuple(purpose for each in every for purpose in each.purposes)
    return replace(first, about=replace(first.about, purposes=purposes))


def _same_talk(one: Entry, other: Entry) -> bool:
    if not isinstance(one.about, Agreed) or not isinstance(other.about, Agreed):
        return False
    alike = (one.by, one.about.decision, one.about.how)
    soon = one.at - other.at <= _ONE_TALK
    return soon and alike == (other.by, other.about.decision, other.about.how)
