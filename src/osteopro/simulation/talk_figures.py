"""How reports were asked and talked about in figures, and what came of alerts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from osteopro.followup.checking import talked_about
from osteopro.followup.models import AlertOutcome, GentleQuestion, OpenItem, Verification
from osteopro.followup.precision import alerts
from osteopro.followup.terms import Agrees, CameOf, GentleAnswerCode, ItemKind
from osteopro.records import sittings
from osteopro.records.models import Assessment
from osteopro.triage import queries as triage_queries

UNSAID = "nothing said"
FLAGGED, DRAWN = "flagged", "drawn"


@dataclass(frozen=True)
class Talks:
    """`flags` counts reports by check that held, `asked` gentle questions by check, `answers`
    what was said to them, `too_soon` those about a check that was asked about within the days
    in which it must not be. `wanted`, `made` and `agrees` are calls about reports that were
    flagged or drawn. `ended` counts alerts that a person ended, `unsaid` those of which nobody
    knows what came, `came_of` what came of their rules."""

    flags: Counter[str]
    asked: Counter[str]
    answers: Counter[str]
    too_soon: int
    wanted: Counter[str]
    made: Counter[str]
    agrees: Counter[tuple[str, str]]
    ended: int
    unsaid: int
    came_of: Counter[str]


def talks(zone: ZoneInfo) -> Talks:
    """Read from what is stored. `zone`: whose calendar days count."""
    questions = list(GentleQuestion.objects.select_related("answer").order_by("at", "pk"))
    heard = [
        (DRAWN if sampled else FLAGGED, agrees)
        for sampled, agrees in Verification.objects.values_list("sampled", "agrees")
    ]
    ended = [
        item.pk
        for item in OpenItem.objects.filter(
            kind__in=(ItemKind.RECORD, ItemKind.SILENCE), closed_by__gt=0
        )
        if alerts(item.reasons)
    ]
    standing = AlertOutcome.objects.filter(review__void__isnull=True)
    said = set(standing.values_list("item", flat=True))
    flagged = Assessment.objects.exclude(flags=[]).values_list("flags", flat=True)
    return Talks(
        flags=Counter(flag["id"] for flags in flagged for flag in flags),
        asked=Counter(each.code for each in questions),
        answers=Counter(_said(each) for each in questions),
        too_soon=_too_soon(questions, zone),
        wanted=_wanted(),
        made=Counter(why for why, _ in heard),
        agrees=Counter(heard),
        ended=len(ended),
        unsaid=sum(each not in said for each in ended),
        came_of=Counter(standing.values_list("came_of", flat=True)),
    )


def lines(found: Talks) -> Iterator[str]:
    """The part of the table about how reports were answered, and about alerts."""
    yield _row("reports by check that held", found.flags.total(), 44) + _each(found.flags)
    yield _row("questions before sending", found.asked.total(), 44) + _each(found.asked)
    for answer in (*GentleAnswerCode, UNSAID):
        yield "  " + _row(str(answer), found.answers[answer])
    days = triage_queries.checks().ask_again_days
    yield "  " + _row(f"about the same within {days} days", found.too_soon)
    yield ""
    yield "{:<44}{:>8}{:>8}{:>8}{:>8}{:>8}".format("calls about reports", "wanted", "made", *Agrees)
    for why in (FLAGGED, DRAWN):
        agrees = [found.agrees[why, each] for each in Agrees]
        cells = (found.wanted[why], found.made[why], *agrees)
        yield "  {:<42}{:>8}{:>8}{:>8}{:>8}{:>8}".format(why, *cells)
    yield ""
    yield _row("alerts that a person ended", found.ended, 44)
    yield "  " + _row(UNSAID, found.unsaid)
    for came in CameOf:
        yield "  " + _row(f"rules: {came}", found.came_of[came])


def _row(name: str, number: int, width: int = 42) -> str:
    return f"{name:<{width}}{number:>8}"


def _each(counted: Counter[str]) -> str:
    return "  " + ", ".join(f"{name} {n}" for name, n in sorted(counted.items()))


def _said(question: GentleQuestion) -> str:
    answer = getattr(question, "answer", None)
    return answer.answer if answer else UNSAID


def _too_soon(questions: list[GentleQuestion], zone: ZoneInfo) -> int:
    days, last, found = triage_queries.checks().ask_again_days, dict[tuple[int, str], date](), 0
    for each in questions:
        today, about = each.at.astimezone(zone).date(), (each.patient_id, each.code)
        found += about in last and (today - last[about]).days < days
        last[about] = today
    return found


def _wanted() -> Counter[str]:
    """Calls that were asked for, because of a check or because the report was drawn."""
    calls_for = triage_queries.checks().calls_for
    sources = OpenItem.objects.filter(kind=ItemKind.VERIFY).values_list("source", flat=True)
    flagged = (sittings.wants_talk(talked_about(source), calls_for) for source in sources)
    return Counter(FLAGGED if each else DRAWN for each in flagged)
