"""Interviews, transcripts and the trail: what was done, and how it kept to the plan."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from osteopro.audit import queries as audit_queries
from osteopro.research.models import (
    DeviantCase,
    FieldNote,
    Interview,
    LogEntry,
    Recording,
    Review,
    StatementMeaning,
    TranscriptReturn,
)
from osteopro.research.queries import rounds, standing
from osteopro.research.terms import LogKind, RecordingState

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Work:
    """Counts of what was done; `minutes` are the lengths of the interviews, to whole minutes."""

    interviews: int
    repeats: int
    places: Mapping[str, int]
    with_others: int
    interviewers: frozenset[int]
    minutes: tuple[int, ...]
    recorded: int
    notes: int
    returned: int
    reviewed: int
    coders: int
    deviants: int
    log: Mapping[LogKind, int]
    deviations: Mapping[str, int]
    events: int


def work(study_id: int) -> Work:
    """Everything that was done in the study, of coding what all may see: while a round is blind
    nothing tells how much anybody did in it. A constant number of queries."""
    held = list(
        Interview.objects.filter(
            participant__study_id=study_id, started_at__isnull=False, cancelled_at__isnull=True
        ).values_list("place", "others", "interviewer", "repeats_id", "started_at", "ended_at")
    )
    of_study = "interview__participant__study_id"
    entries = LogEntry.objects.filter(study_id=study_id).values_list("kind", "topic")
    kinds = Counter(kind for kind, _ in entries)
    links = StatementMeaning.objects.filter(
        statement__round__study_id=study_id, removed_at__isnull=True
    )
    told = rounds.seen_by(rounds.NOBODY, links, "statement__")
    return Work(
        interviews=len(held),
        repeats=sum(repeats is not None for *_, repeats, _, _ in held),
        places=dict(Counter(place for place, *_ in held if place)),
        with_others=sum(bool(others) for _, others, *_ in held),
        interviewers=frozenset(who for _, _, who, *_ in held),
        minutes=tuple((end - start) // A_MINUTE for *_, start, end in held if start and end),
        recorded=Recording.objects.filter(**{of_study: study_id})
        .exclude(state=RecordingState.ARRIVING)
        .values("interview")
        .distinct()
        .count(),
        notes=FieldNote.objects.filter(**{of_study: study_id}).count(),
        returned=TranscriptReturn.objects.filter(
            version__transcript__interview__participant__study_id=study_id
        ).count(),
        reviewed=Review.objects.filter(
            version__transcript__interview__participant__study_id=study_id,
            finished_at__isnull=False,
        ).count(),
        coders=told.values("coder").distinct().count(),
        deviants=DeviantCase.objects.filter(
            removed_at__isnull=True, statement__in=standing.statements(study_id)
        ).count(),
        log={each: kinds[each] for each in LogKind},
        deviations=dict(Counter(topic for kind, topic in entries if kind == LogKind.DEVIATION)),
        events=audit_queries.length(study_id, before=rounds.blind_since(study_id)),
    )
