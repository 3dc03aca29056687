"""Paper cards: one works at a time, nothing of it can be guessed or read from the tables."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import serializers

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import Actor
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.signin import card_entrance, cards, jobs, queries, rules
from osteopro.signin.cards import NoCard, PrintedCard
from osteopro.signin.codes import Answer, Refusal
from osteopro.signin.models import Card, WrongTry
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

VISITOR = Actor(None, "visitor")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WRONG = date(1950, 1, 1)
HERE = "10.0.0.7"


def secret_of(card: PrintedCard) -> str:
    return card.address.rstrip("/").rsplit("/", 1)[-1]


def printed(clinic: Clinic, *people: Someone) -> list[PrintedCard]:
    ids = [someone.patient_id for someone in people]
    return cards.print_cards(by=clinic.li.actor, patient_ids=ids)


def scan(card: PrintedCard, birth: date) -> Answer:
    return card_entrance.try_card(by=VISITOR, secret=secret_of(card), birth=birth, zone=SHANGHAI)


def type_in(number: str, birth: date, address: str = HERE) -> Answer:
    return card_entrance.try_card_number(
        by=VISITOR, number=number, birth=birth, zone=SHANGHAI, address=address
    )


def test_both_ways_of_a_card_let_in(clinic: Clinic, wang_xiuying: Someone) -> None:
    [card] = printed(clinic, wang_xiuying)
    born = wang_xiuying.person.birth
    assert scan(card, born).patient_id == wang_xiuying.patient_id
    assert type_in(card.number, born).patient_id == wang_xiuying.patient_id
    view = queries.card(secret_of(card))
    assert view is not None
    assert view.masked_name == "王*英"


def test_neither_secret_nor_number_is_in_the_database(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    [card] = printed(clinic, wang_xiuying)
    stored = serializers.serialize("json", Card.objects.all())
    trail = serializers.serialize("json", Event.objects.all())
    for text in (secret_of(card), card.number, rules.grouped(card.number)):
        assert text not in stored + trail


def test_printing_again_prints_the_same_card_and_each_print_is_in_the_trail(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    assert printed(clinic, wang_xiuying) == printed(clinic, wang_xiuying)
    kinds = list(Event.objects.filter(kind__startswith="card.").values_list("kind", flat=True))
    assert kinds == ["card.issued", "card.printed", "card.printed"]


def test_a_card_near_its_end_is_made_anew(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    [old] = printed(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(days=334)):
        assert printed(clinic, wang_xiuying) == [old]
    with clock.frozen(monday + timedelta(days=335)):
        [new] = printed(clinic, wang_xiuying)
        assert new.number != old.number
        assert scan(old, wang_xiuying.person.birth).refusal is Refusal.UNKNOWN


def test_a_card_ends_after_a_year(clinic: Clinic, wang_xiuying: Someone, monday: datetime) -> None:
    [card] = printed(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(days=365)):
        assert queries.card(secret_of(card)) is None
        assert scan(card, wang_xiuying.person.birth).refusal is Refusal.UNKNOWN
        assert type_in(card.number, wang_xiuying.person.birth).refusal is Refusal.WRONG
        assert queries.cards([wang_xiuying.patient_id]) == {}


def test_a_new_card_ends_the_old_one(clinic: Clinic, wang_xiuying: Someone) -> None:
    [old] = printed(clinic, wang_xiuying)
    cards.replace_card(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    [new] = printed(clinic, wang_xiuying)
    born = wang_xiuying.person.birth
    assert scan(old, born).refusal is Refusal.UNKNOWN
    assert type_in(old.number, born).refusal is Refusal.WRONG
    assert scan(new, born).patient_id == wang_xiuying.patient_id


def test_a_cancelled_card_opens_nothing_and_is_cancelled_once(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    [card] = printed(clinic, wang_xiuying)
    cards.cancel_card(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    assert queries.card(secret_of(card)) is None
    with pytest.raises(NoCard):
        cards.cancel_card(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    with pytest.raises(NoCard):
        cards.replace_card(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)


def test_the_fifth_wrong_birth_date_of_a_day_locks_the_card(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    [card] = printed(clinic, wang_xiuying)
    assert [scan(card, WRONG).tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    answer = scan(card, wang_xiuying.person.birth)
    assert (answer.refusal, answer.locked) == (Refusal.LOCKED, wang_xiuying.patient_id)
    with clock.frozen(monday + timedelta(days=2)):
        assert scan(card, wang_xiuying.person.birth).refusal is Refusal.LOCKED
    assert printed(clinic, wang_xiuying) != [card]


def test_staff_are_told_of_a_lock_once(clinic: Clinic, wang_xiuying: Someone) -> None:
    [card] = printed(clinic, wang_xiuying)
    for _ in range(7):
        answer = scan(card, WRONG)
        if answer.locked is not None:
            followup_actions.note_locked_out(by=VISITOR, patient_id=answer.locked, lock=answer.lock)
    item = OpenItem.objects.get(patient_id=wang_xiuying.patient_id, kind=ItemKind.LOCKED)
    assert item.source.startswith("card:")


def test_a_typed_number_never_says_whether_there_is_such_a_card(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    [card] = printed(clinic, wang_xiuying)
    unknown = "123456789" + rules.check_digit("123456789")
    known = [type_in(card.number, WRONG) for _ in range(6)]
    nobody = type_in(unknown, WRONG)
    assert {(a.refusal, a.tries_left) for a in (*known, nobody)} == {(Refusal.WRONG, 0)}
    assert known[4].locked == wang_xiuying.patient_id
    assert type_in(card.number, wang_xiuying.person.birth).refusal is Refusal.WRONG


def test_an_address_that_guesses_numbers_has_to_wait(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    [card] = printed(clinic, wang_xiuying)
    born = wang_xiuying.person.birth
    for guess in range(rules.WRONG_NUMBERS):
        digits = f"{guess:09d}"
        assert type_in(digits + rules.check_digit(digits), born).refusal is Refusal.WRONG
    assert type_in(card.number, born).refusal is Refusal.TOO_MANY
    assert type_in(card.number, born, "10.0.0.8").patient_id == wang_xiuying.patient_id
    with clock.frozen(monday + rules.NUMBERS_DURING):
        assert type_in(card.number, born).patient_id == wang_xiuying.patient_id


def test_counted_tries_are_removed_after_a_day(clinic: Clinic, monday: datetime) -> None:
    type_in("1234567897", WRONG)
    assert WrongTry.objects.count() == 1
    with clock.frozen(monday + timedelta(days=1, seconds=1)):
        jobs.remove_old_gates()
    assert WrongTry.objects.count() == 0


def test_a_sheet_asks_as_little_for_ten_as_the_list_does(
    clinic: Clinic, wang_xiuying: Someone, django_assert_num_queries: object
) -> None:
    others = [
        builders.patient(clinic, name=f"陈国{n}", phone=f"+86138000066{n:02d}") for n in range(9)
    ]
    printed(clinic, wang_xiuying, *others)
    ids = [someone.patient_id for someone in (wang_xiuying, *others)]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(queries.cards(ids)) == 10


def test_the_address_is_of_the_only_true_domain(clinic: Clinic, wang_xiuying: Someone) -> None:
    [card] = printed(clinic, wang_xiuying)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/card/[0-9a-f]{32}/", card.address)
