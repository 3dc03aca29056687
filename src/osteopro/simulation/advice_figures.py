"""Recommendations in figures: proposed, held back, sent, and what people said of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from osteopro.followup import state, suggesting
from osteopro.followup.models import AdviceSaid, CareState, OpenItem
from osteopro.followup.terms import AdviceWord
from osteopro.instruments.terms import Kind
from osteopro.messaging.models import Message
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Profile
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment
from osteopro.records.queries import StoredResponse
from osteopro.triage import queries as triage_queries
from osteopro.triage.advice import Verdict
from osteopro.triage.advice_library import Advice
from osteopro.triage.terms import Barrier, Level

FROM_THE_FIRST = datetime.min.replace(tzinfo=UTC)
# These hold as long as what was said does; something urgent may be over when the reply is written.
LASTING = (Barrier.FLAG, Barrier.ANSWERS)
# What people said of advice, in the order of the table.
WORDS = {
    AdviceWord.HELPED: "tried, helped",
    AdviceWord.NO_HELP: "tried, no help",
    AdviceWord.NOT_TRIED: "not tried",
    AdviceWord.CANNOT: "hard to do",
}


@dataclass
class Advised:
    """By the code of an advice. `held` counts records in which there was a reason for it, by what
    barred it and code; `barred` what was sent although facts of the patient or their answers speak
    against it, which must never be; `said` what people said of what was sent."""

    proposed: Counter[str] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    barred: Counter[str] = field(default_factory=Counter)
    said: Counter[AdviceWord] = field(default_factory=Counter)


def advised() -> Advised:
    """Read from what is stored; each record is weighed once more with the facts of its time."""
    found = Advised()
    for assessment in Assessment.objects.filter(response__isnull=False).order_by("pk"):
        found.proposed.update(assessment.advice)
    for row in CareState.objects.order_by("pk"):
        _look_back(row, found)
    said = AdviceSaid.objects.filter(given__message__void__isnull=True)
    found.said.update(AdviceWord(word) for word in said.values_list("word", flat=True))
    return found


def lines(found: Advised) -> Iterator[str]:
    """The part of the table about recommendations."""
    head = ("proposed", "held back", "sent", "sent though barred")
    yield _row("recommendations", head, 44)
    held = Counter[str]()
    for (_, code), number in found.held.items():
        held[code] += number
    counted = (found.proposed, held, found.sent, found.barred)
    for code in sorted(found.proposed | held | found.sent):
        yield "  " + _row(code, [each[code] for each in counted])
    yield "  " + _row("all", [each.total() for each in counted])
    yield ""
    yield "recommendations held back, by what barred them"
    for why in sorted({why for why, _ in found.held}):
        codes = {code: n for (each, code), n in found.held.items() if each == why}
        told = ", ".join(f"{code} {n}" for code, n in sorted(codes.items()))
        yield f"  {why:<42}{sum(codes.values()):>10}  {told}"
    yield ""
    yield f"{'what people said of recommendations':<44}{found.said.total():>10}"
    for word, name in WORDS.items():
        yield f"  {name:<42}{found.said[word]:>10}"


def _row(name: str, cells: Sequence[object], width: int = 42) -> str:
    return "{:<{}}{:>10}{:>11}{:>8}{:>20}".format(name, width, *cells)


def _look_back(row: CareState, found: Advised) -> None:
    """Every record of one patient, and everything they were sent."""
    library = triage_queries.current().ruleset.advice
    verdicts: dict[UUID | None, Mapping[str, Verdict]] = {}
    for stored in records_queries.series(row.patient_id, [Kind.RECORD], FROM_THE_FIRST):
        row.profile_id = _profile(row.patient_id, stored.received)
        verdicts[stored.occasion], held = _weighed_then(row, stored)
        for each in held:
            found.held.update((why, each.code) for why in _why(each, library.of(each.code)))
    for message in Message.objects.filter(patient=row.patient_id).exclude(advice=[]):
        facts = patients_queries.profile_at(_profile(row.patient_id, message.at))
        told = verdicts.get(message.occasion, {})
        for code in message.advice:
            barrier = told[code].barrier if code in told else None
            speaks_against = facts.flags & set(library.of(code).flags)
            found.sent[code] += 1
            found.barred[code] += bool(speaks_against) or barrier in LASTING


def _weighed_then(
    row: CareState, stored: StoredResponse
) -> tuple[Mapping[str, Verdict], tuple[Verdict, ...]]:
    around = records_queries.surroundings(
        row.patient_id,
        before=stored.effective,
        occasion_id=stored.occasion,
        joined=state.joined(row),
    )
    sitting = records_queries.occasion(stored.occasion)
    fired, levels, _ = suggesting.assessed(sitting, around.history)
    waited = OpenItem.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=stored.received),
        patient=row.patient_id,
        opened_at__lt=stored.received,
        level__gte=Level.URGENT.rank,
    )
    return suggesting.looked_back(
        row, stored, around.history, fired, levels, list(waited.values_list("source", flat=True))
    )


def _profile(patient_id: int, at: datetime) -> int:
    """The facts that staff had recorded of this patient at that moment."""
    dated = Profile.objects.filter(patient=patient_id, at__lte=at).order_by("-at", "-pk")
    return dated.values_list("pk", flat=True)[0]


def _why(held: Verdict, advice: Advice) -> Sequence[str]:
    """What barred it: the patient's facts, the condition as it is written, or the barrier."""
    if held.barrier is Barrier.ANSWERS and advice.block is not None:
        return (advice.block.source,)
    return held.flags or (str(held.barrier),)
