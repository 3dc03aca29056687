"""Who read which transcript, and what stayed with them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from osteopro.research.models import Reading
from osteopro.research.queries.rounds import seen_readings

_STUDY = "version__transcript__interview__participant__study_id"


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Somebody read a transcript, and what stayed with them."""

    transcript_id: int
    coder: int
    pass_no: int
    minutes: int | None
    impression: str
    at: datetime


def readings(study_id: int, account_id: int) -> list[ReadingView]:
    """Readings this person may know of, the newest first: their own, and those of others that are
    not kept apart. One query."""
    rows = Reading.objects.filter(**{_STUDY: study_id}).select_related("version")
    return [
        ReadingView(
            transcript_id=row.version.transcript_id,
            coder=row.coder,
            pass_no=row.pass_no,
            minutes=row.minutes,
            impression=row.impression,
            at=row.at,
        )
        for row in seen_readings(account_id, rows).order_by("-pk")
    ]


def readers(study_id: int) -> Mapping[int, tuple[int, ...]]:
    """Who read each transcript, in the order of their first reading: all that anybody is told of
    others while coders are kept apart. One query."""
    rows = Reading.objects.filter(**{_STUDY: study_id}).order_by("pk")
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for transcript, coder in rows.values_list("version__transcript_id", "coder"):
        found[transcript][coder] = None
    return {transcript: tuple(coders) for transcript, coders in found.items()}
