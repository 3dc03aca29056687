"""What came of visits: the rows that stand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from osteopro import clock
from osteopro.appointments import rules
from osteopro.appointments.models import Visit, VisitRewrite
from osteopro.appointments.terms import NotTold, VisitOutcome
from osteopro.followup.queries import timeline
from osteopro.followup.queries.told import Entry, Part, Visited
from osteopro.followup.strands import Place
from osteopro.messaging.models import Message
from osteopro.patients.terms import MedicineClass

SHOWN = 20


@dataclass(frozen=True, slots=True)
class VisitView:
    """What came of one visit. `line` is what the patient reads; without it `not_told` says why.
    `by` is the physician who wrote it down."""

    visit_id: int
    patient_id: int
    offer_id: int | None
    seen_at: datetime
    at: datetime
    by: int
    outcomes: tuple[VisitOutcome, ...]
    medicine: str
    used: bool
    used_record: UUID | None
    reply: str
    line: str
    not_told: NotTold | None
    medicine_set: MedicineClass | None
    # The outcome that this puts right, and when the patient was told of that; None: they were not.
    replaces: int | None
    corrects: datetime | None

    def may_rewrite(self, who: int, now: datetime) -> bool:
        """Whether this person may put it right now."""
        return self.by == who and rules.may_rewrite(self.at, now)

    @property
    def changed_medicine(self) -> bool:
        """A mark on the charts."""
        return VisitOutcome.MEDICINE in self.outcomes


def standing(until: datetime | None = None) -> QuerySet[Visit]:
    """Outcomes that were not taken back or written anew; with `until` as they stood then, but for
    what was taken back since."""
    rows = Visit.objects.filter(void__isnull=True)
    if until is None:
        return rows.filter(~Exists(_anew()))
    return rows.filter(~Exists(_anew().filter(visit__at__lte=until)), at__lte=until)


def _anew() -> QuerySet[VisitRewrite]:
    return VisitRewrite.objects.filter(earlier=OuterRef("pk"), visit__void__isnull=True)


def earlier_of(row: Visit) -> Visit | None:
    """What this outcome puts right."""
    rewrite: VisitRewrite | None = getattr(row, "rewrites", None)
    return rewrite.earlier if rewrite else None


def replaced(patient_id: int, message_id: int) -> bool:
    """Whether what a physician wrote in this message was put right since; one query."""
    return _of_message(patient_id, message_id).filter(Exists(_anew())).exists()


def newer_words(patient_id: int, message_id: int) -> int | None:
    """The message that puts right what a physician wrote in this one, once the patient may read
    it; None for every other message. A query for each time it was put right, and one more."""
    visit, newer = _of_message(patient_id, message_id).first(), None
    settled = clock.now() - rules.UNDO_OUTCOME
    while visit is not None:
        known = visit.rewritten.select_related("visit").filter(visit__void__isnull=True)
        later = known.filter(visit__at__lte=settled).first()
        visit = later.visit if later else None
        newer = visit or newer
    if newer is None:
        return None
    words = Message.objects.filter(patient_id=patient_id, key=newer.key)
    return words.values_list("pk", flat=True).first()


def _of_message(patient_id: int, message_id: int) -> QuerySet[Visit]:
    keys = Message.objects.filter(patient_id=patient_id, pk=message_id).values("key")
    return Visit.objects.filter(patient_id=patient_id, key__in=keys)


def visits(
    patient_id: int, since: datetime | None = None, *, until: datetime | None = None
) -> list[VisitView]:
    """This patient's visits, newest first, those since then or the latest, as they stood at
    `until` (now); one query."""
    rows = _shown(standing(until).filter(patient_id=patient_id)).order_by("-seen_at", "-pk")
    if since is not None:
        return [view(row) for row in rows.filter(seen_at__gte=since)]
    return [view(row) for row in rows[:SHOWN]]


def last_visit(patient_id: int) -> VisitView | None:
    """The latest visit with an outcome, None for somebody whom nobody has seen."""
    rows = _shown(standing().filter(patient_id=patient_id))
    row = rows.order_by("-seen_at", "-pk").first()
    return view(row) if row else None


def visit(patient_id: int, visit_id: int) -> VisitView | None:
    """One visit that stands."""
    row = _shown(standing().filter(patient_id=patient_id, pk=visit_id)).first()
    return view(row) if row else None


def own(patient_id: int, visit_id: int, physician: int) -> VisitView | None:
    """An outcome of this physician's that was not taken back, whether it was put right since or
    stands."""
    rows = Visit.objects.filter(patient_id=patient_id, pk=visit_id, by=physician)
    row = _shown(rows.filter(void__isnull=True)).first()
    return view(row) if row else None


def taken_back(patient_id: int, visit_id: int, physician: int) -> VisitView | None:
    """An outcome that its author took back: its words may be written anew."""
    rows = _shown(Visit.objects.filter(patient_id=patient_id, pk=visit_id, by=physician))
    row = rows.filter(void__by=physician).first()
    return view(row) if row else None


def of_offers(offer_ids: Collection[int]) -> Mapping[int, VisitView]:
    """The outcome of each of these offers that has one; one query."""
    rows = _shown(standing().filter(offer_id__in=list(offer_ids))).order_by("pk")
    return {row.offer_id: view(row) for row in rows if row.offer_id is not None}


def strand(patient_id: int, older: Q, rank: int) -> Iterable[Entry]:
    """Visits as entries of a patient's story, newest first, one page and one more; one query."""
    rows = _shown(standing().filter(older, patient_id=patient_id)).order_by("-seen_at", "-pk")
    for row in rows[: timeline.SIZE + 1]:
        before = earlier_of(row)
        about = Visited(
            tuple(row.outcomes),
            row.medicine,
            row.used,
            row.line,
            row.not_told,
            corrected=row.at if before else None,
            before=(tuple(before.outcomes), before.medicine) if before else ((), ""),
        )
        yield Entry(Place(row.seen_at, rank, row.pk), about, row.by)


# What `timeline.story` takes besides its own.
STRANDS: tuple[timeline.Row, ...] = (("seen_at", (Part.ALL, Part.DOCTORS), strand),)


def view(row: Visit) -> VisitView:
    """A stored row as pages read it."""
    earlier = earlier_of(row)
    return VisitView(
        visit_id=row.pk,
        patient_id=row.patient_id,
        offer_id=row.offer_id,
        seen_at=row.seen_at,
        at=row.at,
        by=row.by,
        outcomes=tuple(VisitOutcome(each) for each in row.outcomes),
        medicine=row.medicine,
        used=row.used,
        used_record=row.used_record,
        reply=row.reply,
        line=row.line,
        not_told=NotTold(row.not_told) if row.not_told else None,
        medicine_set=MedicineClass(row.medicine_set) if row.medicine_set else None,
        replaces=earlier.pk if earlier else None,
        corrects=earlier.at if earlier and earlier.line else None,
    )


def _shown(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """With what each puts right, in the same query."""
    return rows.select_related("rewrites__earlier")
