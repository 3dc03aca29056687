"""Looking at a personal link without using it up: previews and scanners open links too."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import Purpose
from osteopro.patients import helpers
from osteopro.patients import queries as patients_queries
from osteopro.patients.helpers import HelperView
from osteopro.signin import rules
from osteopro.signin.models import Card, PatientLink, Tablet


@dataclass(frozen=True, slots=True)
class LinkView:
    """What may be shown before the birth date: a masked name, nothing else."""

    masked_name: str
    locked: bool
    helping: bool = False


def link(token: str) -> LinkView | None:
    """The link behind a token; None when it is unknown, too old or replaced: one page for all."""
    row = PatientLink.objects.filter(
        token_hash=rules.hashed(token),
        replaced_at__isnull=True,
        expires_at__gt=clock.now(),
    ).first()
    return _before_birth_date(row)


def card(secret: str) -> LinkView | None:
    """The card behind the secret of its QR code; None as for links."""
    row = Card.objects.filter(
        secret_hash=rules.hashed(secret),
        cancelled_at__isnull=True,
        expires_at__gt=clock.now(),
    ).first()
    return _before_birth_date(row)


def _before_birth_date(row: PatientLink | Card | None) -> LinkView | None:
    if row is None:
        return None
    person = patients_queries.person(row.patient_id)
    helping = isinstance(row, PatientLink) and row.helper_id is not None
    return LinkView(person.masked_name, row.locked_at is not None, helping)


def link_url(
    patient_id: int, *, helper_id: int | None = None, lasting: timedelta = timedelta(0)
) -> str | None:
    """The address of this patient's current link, or of that of somebody who helps them, for
    the message that carries it.

    None when there is none that works for at least `lasting` more.
    """
    row = (
        links_of(patient_id, helper_id)
        .filter(
            locked_at__isnull=True,
            expires_at__gt=clock.now() + lasting,
        )
        .order_by("-pk")
        .first()
    )
    if row is None:
        return None
    return f"{settings.BASE_URL}/go/{rules.link_token(settings.SECRET_KEY, row.nonce)}/"


def helping(viewer: Viewer, patient_id: int | None) -> tuple[Viewer, HelperView | None]:
    """A helper as the viewer of one patient's pages, with what allows it.

    Asked at every request: what was stopped, is over, or rests on a consent that was taken
    back holds no more, whatever the session says. Three queries.
    """
    if patient_id is None:
        return viewer, None
    found = helpers.helping(viewer.account_id, patient_id)
    if found is None or not enrolment_queries.may(patient_id, Purpose.HELPER):
        return viewer, None
    return replace(viewer, patient_id=patient_id, scopes=found.scopes), found


def helped(account_id: int) -> list[HelperView]:
    """Whom somebody helps or was asked to help, where the patient's consent holds now."""
    return [
        each
        for each in helpers.helped_by(account_id)
        if enrolment_queries.may(each.patient_id, Purpose.HELPER)
    ]


def links_of(patient_id: int, helper_id: int | None) -> QuerySet[PatientLink]:
    """The links that were not replaced, of the patient or of somebody who helps them."""
    links = PatientLink.objects.filter(patient_id=patient_id, replaced_at__isnull=True)
    if helper_id is None:
        return links.filter(helper__isnull=True)
    return links.filter(helper_id=helper_id)


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as staff see it: neither its secret nor its number."""

    made_at: datetime
    expires_at: datetime
    locked: bool


def cards(patient_ids: Collection[int]) -> Mapping[int, CardView]:
    """The card that works now of each of these patients who has one, in one query."""
    rows = Card.objects.filter(
        patient_id__in=set(patient_ids), cancelled_at__isnull=True, expires_at__gt=clock.now()
    )
    return {
        row.patient_id: CardView(row.created_at, row.expires_at, row.locked_at is not None)
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class TabletView:
    """A tablet of a clinic."""

    tablet_id: int
    site_id: int
    label: str
    added_at: datetime
    added_by: int
    last_used: datetime | None


def tablet(secret: str) -> TabletView | None:
    """The tablet with this cookie; None when it is none of ours or was removed."""
    if not secret:
        return None
    row = Tablet.objects.filter(token_hash=rules.hashed(secret), removed_at__isnull=True).first()
    return _tablet(row) if row else None


def tablets(site_ids: Collection[int]) -> list[TabletView]:
    """The tablets in use at these clinics, oldest first."""
    rows = Tablet.objects.filter(site_id__in=set(site_ids), removed_at__isnull=True)
    return [_tablet(row) for row in rows.order_by("pk")]


def _tablet(row: Tablet) -> TabletView:
    return TabletView(row.pk, row.site_id, row.label, row.added_at, row.added_by, row.last_used)
