"""Links by which the page is shared, as they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from osteopro import clock
from osteopro.signin import rules as signin_rules
from osteopro.summaries.models import Share


@dataclass(frozen=True, slots=True)
class Live:
    """A link that works, for those who may stop it."""

    share_id: int
    url: str
    created_at: datetime
    created_by: int
    expires_at: datetime
    opened: int
    opened_at: datetime | None


def works(token: str) -> bool:
    """Whether a token opens anything: looking at the link uses nothing up."""
    return open_with(token).exists()


def live(patient_id: int) -> list[Live]:
    """The links that work now, newest first; one query."""
    return [
        Live(
            share_id=row.pk,
            url=settings.BASE_URL + reverse("shared", args=[token_of(row.nonce)]),
            created_at=row.created_at,
            created_by=row.created_by,
            expires_at=row.expires_at,
            opened=row.opened,
            opened_at=row.opened_at,
        )
        for row in working(patient_id).order_by("-pk")
    ]


def token_of(nonce: str) -> str:
    """The secret of a link: derived, so the database never holds it."""
    return signin_rules.link_token(settings.SECRET_KEY, f"share {nonce}")


def standing() -> QuerySet[Share]:
    """Links that work."""
    works_now = Q(stopped_at__isnull=True, locked_at__isnull=True, expires_at__gt=clock.now())
    return Share.objects.filter(works_now)


def working(patient_id: int) -> QuerySet[Share]:
    """This patient's links that work."""
    return standing().filter(patient_id=patient_id)


def open_with(token: str) -> QuerySet[Share]:
    """The link that a secret opens."""
    return standing().filter(token_hash=signin_rules.hashed(token))
