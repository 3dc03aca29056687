"""Coming in with a paper card: by its QR code or its number, and the birth date (ux 2.1)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import queries as patients_queries
from osteopro.signin import rules
from osteopro.signin.cards import live
from osteopro.signin.checking import (
    locked,
    note_wrong_try,
    origin,
    signed_in,
    wrong_birth_date,
    wrong_tries,
)
from osteopro.signin.codes import Answer, Refusal, wait_at_gates
from osteopro.signin.models import Card


@journal.action
def try_card(*, by: Actor, secret: str, birth: date, zone: ZoneInfo) -> Answer:
    """Come in with the QR code and the birth date; the fifth wrong one of a day locks the card."""
    card = live().select_for_update().filter(secret_hash=rules.hashed(secret)).first()
    if card is None or card.expires_at <= clock.now():
        journal.nothing_changed()
        return Answer(refusal=Refusal.UNKNOWN)
    return _try(by, card, birth, clock.today(zone))


@journal.action
def try_card_number(*, by: Actor, number: str, birth: date, zone: ZoneInfo, address: str) -> Answer:
    """Come in with the printed number and the birth date.

    A number can be tried out, so every wrong try counts for the address it came from, and the
    answer never says whether there is such a card: `WRONG` for an unknown number, a wrong
    birth date and a locked card alike. `number` is what `rules.read_card_number` gave.
    """
    place = origin(f"card from {address}")
    wait_at_gates(place)
    if wrong_tries(place, rules.NUMBERS_DURING) >= rules.WRONG_NUMBERS:
        journal.nothing_changed()
        return Answer(refusal=Refusal.TOO_MANY)
    hashed = rules.card_number_hash(settings.SECRET_KEY, number)
    card = live().select_for_update().filter(number_hash=hashed).first()
    if card is None or card.expires_at <= clock.now():
        journal.record("card.unknown", by=by, object_type="try", object_id=note_wrong_try(place))
        return Answer(refusal=Refusal.WRONG)
    answer = _try(by, card, birth, clock.today(zone))
    if answer.patient_id is not None:
        return answer
    note_wrong_try(place)
    return Answer(refusal=Refusal.WRONG, locked=answer.locked, lock=answer.lock)


def _try(by: Actor, card: Card, birth: date, today: date) -> Answer:
    if card.locked_at is not None:
        journal.nothing_changed()
        return locked(card)
    if patients_queries.birth_matches(card.patient_id, birth):
        signed_in(by, card.patient_id, "card")
        return Answer(patient_id=card.patient_id)
    return wrong_birth_date(by, card, today)
