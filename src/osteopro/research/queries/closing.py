"""What is open in a study that somebody wants to close, and what still has to be wiped."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from osteopro.research.marks import name_of_interview
from osteopro.research.models import (
    Discrepancy,
    Interview,
    LogEntry,
    MemberCheck,
    Recording,
    RoundCoder,
    Statement,
    TranscriptVersion,
)
from osteopro.research.queries.differences import silent
from osteopro.research.queries.participants import scopes_in_force
from osteopro.research.terms import (
    ConsentScope,
    DiscrepancyState,
    LogKind,
    RecordingState,
    Stage,
)

# What the decision to close says of recordings: the day until which they are kept.
KEPT_UNTIL = "recordings-until"


@dataclass(frozen=True, slots=True)
class Talk:
    """An interview, by its id, as it is called: 7, or 7.2."""

    interview_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that is there, whole or in part."""

    guid: UUID
    of: Talk
    at: datetime


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is open: rounds that somebody has not handed in and the number of differences in each
    round, by its number; interviews that are planned or run; held ones whose transcript is not
    frozen; participants who have not answered a check."""

    rounds: tuple[int, ...]
    differences: dict[int, int]
    planned: tuple[Talk, ...]
    unfrozen: tuple[Talk, ...]
    unanswered: tuple[int, ...]

    def __bool__(self) -> bool:
        every = (self.rounds, self.differences, self.planned, self.unfrozen, self.unanswered)
        return any(every)


def unfinished(study_id: int) -> Unfinished:
    """What is open now, and can still be done: nothing over the words of who has withdrawn, no
    answer of who agrees no longer to be asked. Seven queries."""
    scopes = scopes_in_force(study_id)
    waiting = RoundCoder.objects.filter(round__study_id=study_id, submitted_at__isnull=True)
    rounds = waiting.order_by("round__no").values_list("round__no", flat=True)
    open_still = Discrepancy.objects.filter(
        round__study_id=study_id, state__in=[DiscrepancyState.OPEN, DiscrepancyState.CLARIFY]
    )
    gone = silent(Statement.objects.filter(round__study_id=study_id))
    differences: dict[int, int] = {}
    for no, items in open_still.order_by("round__no").values_list("round__no", "items"):
        if gone.isdisjoint(items):
            differences[no] = differences.get(no, 0) + 1
    frozen = set(
        TranscriptVersion.objects.filter(
            transcript__interview__participant__study_id=study_id, stage=Stage.FROZEN
        ).values_list("transcript__interview_id", flat=True)
    )
    talks = list(
        Interview.objects.filter(participant__study_id=study_id, cancelled_at__isnull=True)
        .order_by("participant__number", "seq")
        .values_list("pk", "participant__number", "seq", "ended_at", "participant")
    )
    checks = MemberCheck.objects.filter(narrative__study_id=study_id, outcome="")
    asked = checks.values_list("participant", "participant__number")
    numbers = {no for who, no in asked if ConsentScope.RECONTACT in scopes.get(who, ())}
    return Unfinished(
        rounds=tuple(dict.fromkeys(rounds)),
        differences=differences,
        planned=tuple(_talk(pk, no, seq) for pk, no, seq, ended, _ in talks if ended is None),
        unfrozen=tuple(
            _talk(pk, no, seq)
            for pk, no, seq, ended, who in talks
            if ended is not None and pk not in frozen and who in scopes
        ),
        unanswered=tuple(sorted(numbers)),
    )


def sounds(study_id: int) -> list[Sound]:
    """Recordings that are not wiped, by participant. One query."""
    rows = Recording.objects.filter(interview__participant__study_id=study_id).exclude(
        state=RecordingState.WIPED
    )
    order = ("interview__participant__number", "interview__seq", "pk")
    columns = ("guid", "interview_id", *order[:2], "at")
    return [
        Sound(guid, _talk(pk, no, seq), at)
        for guid, pk, no, seq, at in rows.order_by(*order).values_list(*columns)
    ]


def kept_until(study_id: int) -> date | None:
    """Until when recordings are kept, as the newest decision to close says; None without one. One
    query."""
    rows = LogEntry.objects.filter(
        study_id=study_id, kind=LogKind.DECISION, about_kind=KEPT_UNTIL
    ).exclude(about="")
    last = rows.order_by("-pk").values_list("about", flat=True).first()
    return date.fromisoformat(last) if last else None


def _talk(pk: int, number: int, seq: int) -> Talk:
    return Talk(pk, name_of_interview(number, seq))
