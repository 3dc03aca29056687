"""What stands below the pages of the steps."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from osteopro.research.marks import name_of_interview
from osteopro.research.models import (
    LogEntry,
    SaturationEntry,
)
from osteopro.research.terms import LogKind


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands below the work: the newest judgements on saturation by interview (its name, and
    whether it brought something new), and when this person last wrote of their own part."""

    saturation: tuple[tuple[str, bool], ...]
    reflected_at: datetime | None


def lines(study_id: int, account_id: int) -> Lines:
    """Two queries."""
    newest: dict[int, SaturationEntry] = {}
    rows = SaturationEntry.objects.filter(interview__participant__study_id=study_id)
    for row in rows.select_related("interview__participant").order_by("pk"):
        newest[row.interview_id] = row
    last = sorted(newest.values(), key=lambda row: row.pk)[-2:]
    wrote = LogEntry.objects.filter(study_id=study_id, kind=LogKind.REFLEXIVITY, by=account_id)
    return Lines(
        saturation=tuple(
            (
                name_of_interview(row.interview.participant.number, row.interview.seq),
                row.judged_new,
            )
            for row in last
        ),
        reflected_at=wrote.aggregate(last=Max("at"))["last"],
    )
