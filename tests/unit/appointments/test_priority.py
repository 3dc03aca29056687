"""Who comes first: the vectors of clinical content 5.4, and what holds always."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from osteopro.appointments.priority import NeverQueuesError, Request, ordered, rank
from osteopro.appointments.terms import Event, Place, Term
from osteopro.triage.terms import Level
from tests.unit.appointments.asking import ANY, LOUD, QUEUES, asked, ranked


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"verified": "attention", "days_waiting": 10, "days_since_visit": 91}, "48.9"),  # (a)
        ({"reported": "urgent", "days_waiting": 2}, "29.3"),  # (b)
        ({"reported": "urgent", "verified": "routine", "days_waiting": 2}, "1.8"),  # (c)
        ({"days_waiting": 21, "days_since_visit": 120}, "23.8"),  # (d)
        ({"verified": "attention", "event": "recorded", "days_waiting": 3}, "57.7"),  # (e)
        ({"verified": "routine", "days_waiting": 28}, "100.0"),  # (f)
    ],
)
def test_vectors(changes: dict[str, Any], shown: str) -> None:
    assert ranked(**changes).shown == Decimal(shown)


def test_a_loud_report_gets_no_slot_before_the_call() -> None:
    assert ranked(reported="urgent", days_waiting=2).place is Place.CALL_FIRST
    assert ranked(reported="urgent", verified="routine").place is Place.QUEUED


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"days_since_visit": 90}, Fraction(0)),
        ({"days_since_visit": 91}, Fraction(1, 2)),
        ({"days_since_visit": None}, Fraction(1, 2)),
        ({"age": 74}, Fraction(0)),
        ({"age": 75}, Fraction(1, 2)),
        ({"lives_alone": True, "phone_only": True, "age": 80}, Fraction(1, 2)),
        ({"lives_alone": True, "days_since_visit": None}, Fraction(1)),
        ({"phone_only": True}, Fraction(1, 2)),
    ],
)
def test_need(changes: dict[str, Any], value: Fraction) -> None:
    assert ranked(**changes).terms[Term.NEED] == value


@given(ANY, st.sampled_from(LOUD), st.sampled_from(LOUD))
def test_ten_of_ten_gains_nothing_over_six_of_ten(
    request: Request, one: Level, other: Level
) -> None:
    unverified = replace(request, verified=None, deadline_missed=False)
    first, second = (rank(replace(unverified, reported=level)) for level in (one, other))
    assert (first.exact, first.terms, first.place) == (second.exact, second.terms, second.place)


@given(ANY, st.sampled_from(LOUD))
def test_a_loud_report_adds_a_fixed_27_5_until_the_call_and_no_slot(
    request: Request, level: Level
) -> None:
    assume(request.days_waiting < 28)
    quiet = replace(request, verified=None, deadline_missed=False, reported=Level.ROUTINE)
    loud = replace(quiet, reported=level)
    assert rank(loud).exact - rank(quiet).exact == Fraction(55, 2)
    assert rank(loud).place is Place.CALL_FIRST
    assert rank(quiet).place is Place.QUEUED


@given(ANY, st.sampled_from(QUEUES), st.sampled_from(Level), st.booleans())
def test_after_the_call_nothing_comes_from_the_questionnaire(
    request: Request, verified: Level, reported: Level, missed: bool
) -> None:
    heard = replace(request, verified=verified)
    other = replace(heard, reported=reported, deadline_missed=missed)
    one, two = rank(heard), rank(other)
    assert (one.exact, one.terms, one.place) == (two.exact, two.terms, two.place)
    assert one.terms[Term.SELF_REPORT] == 0


@given(ANY, st.none() | st.sampled_from(Level))
def test_no_answer_changes_event_waiting_or_need(request: Request, reported: Level | None) -> None:
    one, other = rank(request), rank(replace(request, reported=reported))
    for term in (Term.EVENT, Term.WAITING, Term.NEED):
        assert one.terms[term] == other.terms[term]


@given(ANY, st.sampled_from(QUEUES))
def test_a_missed_deadline_takes_the_report_at_its_word(request: Request, level: Level) -> None:
    missed = rank(replace(request, verified=None, reported=level, deadline_missed=True))
    heard = rank(replace(request, verified=level, reported=level, deadline_missed=False))
    assert (missed.exact, missed.terms, missed.place) == (heard.exact, heard.terms, heard.place)


def test_an_emergency_nobody_called_about_in_time_stands_first() -> None:
    missed = ranked(reported="emergency", deadline_missed=True)
    assert missed.place is Place.RESERVED
    assert missed.terms[Term.VERIFIED] == 1


def test_a_missed_deadline_without_a_report_gives_nothing() -> None:
    assert ranked(deadline_missed=True).exact == ranked().exact


def test_a_verified_emergency_never_queues() -> None:
    with pytest.raises(NeverQueuesError):
        rank(replace(asked(), verified=Level.EMERGENCY))


@given(ANY)
def test_after_28_days_nobody_is_before_but_the_urgent(request: Request) -> None:
    waited = rank(replace(request, days_waiting=max(request.days_waiting, 28)))
    assert waited.exact == 100
    assert 0 <= rank(request).exact <= 100


@given(st.lists(ANY, max_size=12))
def test_the_order_is_urgent_then_p_then_wait_then_earlier_request(requests: list[Request]) -> None:
    found = ordered(requests)
    came = {request.id: number for number, request in enumerate(requests)}
    keys = [
        (r.place is not Place.RESERVED, -r.exact, -r.request.days_waiting, came[r.request.id])
        for r in found
    ]
    assert keys == sorted(keys)
    assert sorted(came) == sorted(r.request.id for r in found)


@given(ANY, ANY)
def test_the_place_of_two_does_not_depend_on_the_others(one: Request, other: Request) -> None:
    assume(rank(one).exact != rank(other).exact and rank(one).place is rank(other).place)
    first = ordered([one, other])[0]
    assert first.exact == max(rank(one).exact, rank(other).exact)


def test_equal_p_goes_to_who_waits_longer() -> None:
    late, early = asked(id="late", days_waiting=28), asked(id="early", days_waiting=40)
    assert [r.request.id for r in ordered([late, early])] == ["early", "late"]


def test_the_order_follows_exact_p_and_not_the_shown_one() -> None:
    """48.93 and 48.9 look alike; the higher one is first."""
    a = asked(id="a", verified="attention", days_waiting=10, days_since_visit=None)
    b = replace(a, id="b", days_waiting=9, event=Event.NONE)
    assert [r.request.id for r in ordered([b, a])] == ["a", "b"]


def test_verified_urgent_stands_before_a_higher_p() -> None:
    urgent = asked(id="u", verified="urgent")
    waited = asked(id="w", days_waiting=90)
    first, second = ordered([waited, urgent])
    assert (first.request.id, first.exact < second.exact) == ("u", True)
