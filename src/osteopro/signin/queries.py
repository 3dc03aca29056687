"""Looking at a personal link without using it up: previews and scanners open links too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from osteopro import clock
from osteopro.accounts.models import Device
from osteopro.patients import queries as patients_queries
from osteopro.signin import rules
from osteopro.signin.models import PatientLink


@dataclass(frozen=True, slots=True)
class LinkView:
    """What may be shown before the birth date: a masked name, nothing else."""

    masked_name: str
    locked: bool


def link(token: str) -> LinkView | None:
    """The link behind a token; None when it is unknown, too old or replaced: one page for all."""
    row = PatientLink.objects.filter(
        token_hash=rules.hashed(token),
        replaced_at__isnull=True,
        expires_at__gt=clock.now(),
    ).first()
    if row is None:
        return None
    person = patients_queries.person(row.patient_id)
    return LinkView(person.masked_name, row.locked_at is not None)


def link_url(patient_id: int, *, lasting: timedelta = timedelta(0)) -> str | None:
    """The address of this patient's current link, for the message that carries it.

    None when there is none that works for at least `lasting` more.
    """
    row = (
        PatientLink.objects.filter(
            patient_id=patient_id,
            replaced_at__isnull=True,
            locked_at__isnull=True,
            expires_at__gt=clock.now() + lasting,
        )
        .order_by("-pk")
        .first()
    )
    if row is None:
        return None
    return f"{settings.BASE_URL}/go/{rules.link_token(settings.SECRET_KEY, row.nonce)}/"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A phone or computer this person signed in on."""

    device_id: int
    label: str
    first_seen: datetime
    last_seen: datetime


def devices(account_id: int) -> list[DeviceView]:
    """Devices that are let in by link alone, newest first."""
    rows = Device.objects.filter(account_id=account_id, forgotten_at__isnull=True)
    return [
        DeviceView(row.pk, row.label, row.first_seen, row.last_seen)
        for row in rows.order_by("-last_seen")
    ]
