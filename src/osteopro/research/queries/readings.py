"""Who read which transcript, and what stayed with them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from osteopro.research.models import Reading, Round, RoundCoder


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Somebody read a transcript. Impressions of others are empty while they are kept apart."""

    transcript_id: int
    coder: int
    pass_no: int
    minutes: int | None
    impression: str
    at: datetime


def readings(study_id: int, account_id: int) -> list[ReadingView]:
    """Who read what, the newest first. What others felt is kept from this person until a round
    over the transcript is open to all, as everything blind is. One query."""
    waiting = RoundCoder.objects.filter(round=OuterRef("pk"), submitted_at__isnull=True)
    told = Round.objects.filter(
        ~Exists(waiting), versions__transcript=OuterRef("version__transcript")
    )
    rows = (
        Reading.objects.filter(version__transcript__interview__participant__study_id=study_id)
        .annotate(told=Exists(told))
        .select_related("version")
        .order_by("-pk")
    )
    return [
        ReadingView(
            transcript_id=row.version.transcript_id,
            coder=row.coder,
            pass_no=row.pass_no,
            minutes=row.minutes,
            impression=row.impression if row.coder == account_id or row.told else "",
            at=row.at,
        )
        for row in rows
    ]
