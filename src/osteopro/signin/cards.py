"""Paper cards: making, printing and ending them (ux 2.1)."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import SHUT_OUT
from osteopro.patients.models import Patient
from osteopro.signin import rules
from osteopro.signin.models import Card


class NoCard(LookupError):
    """This patient has no card that could be ended."""


class TakesNoPart(RuntimeError):
    """No way in is made for somebody who left: `patient_ids`."""

    def __init__(self, patient_ids: Collection[int]) -> None:
        super().__init__(sorted(patient_ids))
        self.patient_ids = frozenset(patient_ids)


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on a card. The only place where secret and number are ever said."""

    patient_id: int
    address: str
    number: str
    expires_at: datetime


@journal.action
def replace_card(*, by: Actor, patient_id: int) -> None:
    """Make a new card because the old one is lost; the old one stops working at once.

    The new one is seen when it is printed. Raises NoCard when there is none to replace,
    TakesNoPart for somebody who left.
    """
    _alone([patient_id])
    check_taking_part([patient_id])
    if not _cancel(by, patient_id):
        raise NoCard(patient_id)
    _issue(by, patient_id)


@journal.action
def print_cards(*, by: Actor, patient_ids: Sequence[int]) -> list[PrintedCard]:
    """The cards of these patients to be printed, in this order.

    Who has a card gets the same one again, so that a spoiled sheet ends nobody's card; who has
    none, a locked one or one that ends within 30 days gets a new one. Raises TakesNoPart when
    one of them left.
    """
    _alone(patient_ids)
    check_taking_part(patient_ids)
    known = {card.patient_id: card for card in live().filter(patient_id__in=set(patient_ids))}
    now = clock.now()
    printed = []
    for patient_id in patient_ids:
        card = known.get(patient_id)
        if card is None or not rules.prints_again(
            card.expires_at, locked=card.locked_at is not None, now=now
        ):
            _cancel(by, patient_id)
            card = _issue(by, patient_id)
        _note_printed(by, card)
        printed.append(_printed(card))
    if not printed:
        journal.nothing_changed()
    return printed


@journal.action
def cancel_card(*, by: Actor, patient_id: int) -> None:
    """End a patient's card without a new one. Raises NoCard."""
    _alone([patient_id])
    if not _cancel(by, patient_id):
        raise NoCard(patient_id)


def end_any(by: Actor, patient_id: int) -> None:
    """End the card of somebody who leaves, if there is one; part of the action. A card that is
    being printed at this moment is waited for."""
    _alone([patient_id])
    _cancel(by, patient_id)


def check_taking_part(patient_ids: Sequence[int]) -> None:
    """Raises TakesNoPart when one of them left."""
    if gone := shut_out(patient_ids):
        raise TakesNoPart(gone)


def shut_out(patient_ids: Sequence[int]) -> frozenset[int]:
    """Those of these patients for whom no way in is made any more; one query."""
    found = enrolment_queries.states(patient_ids)
    return frozenset(pk for pk, state in found.items() if state in SHUT_OUT)


def live() -> QuerySet[Card]:
    """Cards that were neither replaced nor ended; some may be locked or over."""
    return Card.objects.filter(cancelled_at__isnull=True)


def _alone(patient_ids: Sequence[int]) -> None:
    """One at a time for each patient, always in the same order."""
    rows = Patient.objects.filter(pk__in=set(patient_ids)).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))


def _issue(by: Actor, patient_id: int) -> Card:
    nonce, number_hash = _fresh()
    now = clock.now()
    card = Card.objects.create(
        patient_id=patient_id,
        nonce=nonce,
        secret_hash=rules.hashed(rules.card_secret(settings.SECRET_KEY, nonce)),
        number_hash=number_hash,
        created_at=now,
        expires_at=now + rules.CARD_LIFE,
    )
    journal.record(
        "card.issued", by=by, object_type="card", object_id=card.pk, patient_id=patient_id
    )
    return card


def _fresh() -> tuple[str, str]:
    """A nonce whose number no card has, not even one that was cancelled."""
    while True:
        nonce = secrets.token_urlsafe(24)
        number = rules.card_number(settings.SECRET_KEY, nonce)
        hashed = rules.card_number_hash(settings.SECRET_KEY, number)
        if not Card.objects.filter(number_hash=hashed).exists():
            return nonce, hashed


def _cancel(by: Actor, patient_id: int) -> bool:
    card = live().filter(patient_id=patient_id).first()
    if card is None:
        return False
    Card.objects.filter(pk=card.pk).update(cancelled_at=clock.now())
    journal.record(
        "card.cancelled", by=by, object_type="card", object_id=card.pk, patient_id=patient_id
    )
    return True


def _note_printed(by: Actor, card: Card) -> None:
    journal.record(
        "card.printed", by=by, object_type="card", object_id=card.pk, patient_id=card.patient_id
    )


def _printed(card: Card) -> PrintedCard:
    return PrintedCard(
        card.patient_id,
        f"{settings.BASE_URL}/card/{rules.card_secret(settings.SECRET_KEY, card.nonce)}/",
        rules.card_number(settings.SECRET_KEY, card.nonce),
        card.expires_at,
    )
