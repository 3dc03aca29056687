"""What participants agreed to, for who interviews them and keeps their words."""

from typing import Any

from django.db.models import QuerySet

from osteopro.research import interviewing
from osteopro.research.doing import Refused
from osteopro.research.interviewing import CONSENT_WITHDRAWN, Agreed
from osteopro.research.models import Participant, StudyConsent
from osteopro.research.terms import ConsentScope


def agreed(participant: Participant) -> Agreed | None:
    """Their consent that stands, else the last one that was withdrawn; None when there is none.
    One query."""
    rows = StudyConsent.objects.filter(screening_id=participant.screening_id).order_by("-pk")
    return newest(list(rows))


def may_hear(participant: Participant) -> str:
    """Why their recordings may not be heard now; empty when they may."""
    return interviewing.may_keep_sound(agreed(participant), said_yes=True)


def may_ask_again(participant: Participant) -> bool:
    """Whether results may be brought back to them now. One query."""
    rows = StudyConsent.objects.filter(
        screening_id=participant.screening_id, withdrawn_at__isnull=True
    )
    return any(ConsentScope.RECONTACT in scopes for scopes in rows.values_list("scopes", flat=True))


def holding() -> "QuerySet[StudyConsent, Any]":
    """The screenings behind which a consent stands: whose words may be seen and used. For
    `participant__screening__in`."""
    return StudyConsent.objects.filter(withdrawn_at__isnull=True).values("screening")


def must_take_part(participant: Participant) -> None:
    """Raises Refused for who withdrew: nothing more is made of their words."""
    if not holding().filter(screening=participant.screening_id).exists():
        raise Refused(CONSENT_WITHDRAWN)


def newest(rows: list[StudyConsent]) -> Agreed | None:
    """The one that stands among the consents of one participant, the newest first."""
    row = next((each for each in rows if each.withdrawn_at is None), next(iter(rows), None))
    if row is None:
        return None
    return Agreed(
        signed_at=row.signed_at,
        withdrawn_at=row.withdrawn_at,
        audio=ConsentScope.AUDIO in row.scopes,
    )
