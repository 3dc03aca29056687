"""From the first screening to the last interview: how many, and why not more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from osteopro.research.models import (
    Approach,
    Criterion,
    Participant,
    Screening,
    StudyConsent,
    TranscriptVersion,
)
from osteopro.research.terms import Approached, ApproachWay, Screened, Stage


@dataclass(frozen=True, slots=True)
class People:
    """Counts of people. `reasons` are those of refusals, in the words that were noted."""

    criteria: int
    results: Mapping[Screened, int]
    approached: int
    ways: Mapping[ApproachWay, int]
    outcomes: Mapping[Approached, int]
    reasons: Mapping[str, int]
    withdrawn: int
    interviewed: int
    # With a transcript that was frozen.
    transcribed: int


def people(study_id: int) -> People:
    """Everybody who was looked at for the study. The last approach of each counts."""
    screenings = dict(Screening.objects.filter(study_id=study_id).values_list("pk", "result"))
    rows = Approach.objects.filter(screening__study_id=study_id).order_by("pk")
    approaches = list(rows.values_list("screening_id", "way", "outcome", "reason"))
    last = {screening: (outcome, reason) for screening, _, outcome, reason in approaches}
    ways = {(screening, way) for screening, way, _, _ in approaches}
    consents = StudyConsent.objects.filter(screening__study_id=study_id)
    holding = set(consents.filter(withdrawn_at__isnull=True).values_list("screening_id", flat=True))
    taking_part = Participant.objects.filter(study_id=study_id)
    all_of_them = set(taking_part.values_list("screening_id", flat=True))
    held = taking_part.filter(
        interviews__started_at__isnull=False, interviews__cancelled_at__isnull=True
    )
    refused = Counter(reason for what, reason in last.values() if what == Approached.REFUSED)
    return People(
        criteria=Criterion.objects.filter(study_id=study_id, retired_at__isnull=True).count(),
        results={each: list(screenings.values()).count(each) for each in Screened},
        approached=len(last),
        ways={each: sum(way == each for _, way in ways) for each in ApproachWay},
        outcomes={each: sum(what == each for what, _ in last.values()) for each in Approached},
        reasons=dict(refused),
        withdrawn=len(all_of_them - holding),
        interviewed=held.distinct().count(),
        transcribed=TranscriptVersion.objects.filter(
            transcript__interview__participant__study_id=study_id, stage=Stage.FROZEN
        )
        .values("transcript__interview__participant")
        .distinct()
        .count(),
    )
