"""What becomes of follow-up when consent is taken back and given again."""

from datetime import timedelta

import pytest

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.terms import REQUIRED, How, Purpose, State
from osteopro.followup import actions
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.queries import people
from osteopro.followup.terms import ItemKind, Lane
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def answer(
    someone: Someone,
    given: set[Purpose] | frozenset[Purpose] = frozenset(),
    declined: set[Purpose] | frozenset[Purpose] = frozenset(),
) -> None:
    actions.answer_consent(
        by=someone.actor,
        patient_id=someone.patient_id,
        version=enrolment_queries.current_text().text.version,
        given=given,
        declined=declined,
        how=How.OWN_PAGE,
        language="zh-CN",
    )


def withdraw(someone: Someone, purpose: Purpose) -> None:
    actions.withdraw_consent(
        by=someone.actor,
        patient_id=someone.patient_id,
        purpose=purpose,
        how=How.OWN_PAGE,
        language="zh-CN",
    )


def row(someone: Someone) -> CareState:
    return CareState.objects.get(patient_id=someone.patient_id)


@pytest.mark.parametrize("purpose", sorted(REQUIRED))
def test_taking_back_what_is_needed_pauses_and_tells_the_manager(
    clinic: Clinic, wang_xiuying: Someone, purpose: Purpose
) -> None:
    someone = wang_xiuying
    answer(someone, set(Purpose))
    withdraw(someone, purpose)
    now = row(someone)
    assert not now.active
    assert enrolment_queries.state(someone.patient_id) is State.PAUSED
    assert now.lane == Lane.TODAY.rank
    (waiting,) = people.standing(clinic.li.viewer, someone.patient_id).waiting
    assert waiting.kind is ItemKind.CONSENT
    assert waiting.due_at - clock.now() < timedelta(days=2)
    kinds = Event.objects.filter(stream=f"patient:{someone.patient_id}").values_list("kind")
    assert {("consent.withdrawn",), ("enrolment.state-changed",)} <= set(kinds)


def test_taking_back_anything_else_changes_nothing_in_care(wang_xiuying: Someone) -> None:
    answer(wang_xiuying, set(Purpose))
    withdraw(wang_xiuying, Purpose.RESEARCH)
    assert row(wang_xiuying).active
    assert OpenItem.objects.count() == 0


def test_a_no_to_new_words_takes_back_too(wang_xiuying: Someone) -> None:
    answer(wang_xiuying, set(Purpose))
    answer(wang_xiuying, declined={Purpose.PROGRAMME})
    assert enrolment_queries.withdrew(wang_xiuying.patient_id)
    assert not row(wang_xiuying).active


def test_giving_it_again_goes_on_from_today(wang_xiuying: Someone) -> None:
    someone = wang_xiuying
    answer(someone, set(Purpose))
    withdraw(someone, Purpose.HEALTH_DATA)
    withdraw(someone, Purpose.PROGRAMME)
    later = clock.now() + timedelta(days=40)
    with clock.frozen(later):
        answer(someone, {Purpose.PROGRAMME})
        assert not row(someone).active
        answer(someone, {Purpose.HEALTH_DATA})
        now = row(someone)
    assert now.active
    assert enrolment_queries.state(someone.patient_id) is State.ACTIVE
    assert (now.open_items, now.lane) == (0, Lane.NONE.rank)
    assert now.next_due_on == later.date()


def test_taken_back_twice_waits_again(wang_xiuying: Someone) -> None:
    someone = wang_xiuying
    answer(someone, set(Purpose))
    withdraw(someone, Purpose.PROGRAMME)
    answer(someone, {Purpose.PROGRAMME})
    withdraw(someone, Purpose.PROGRAMME)
    item = OpenItem.objects.get(kind=ItemKind.CONSENT)
    assert item.closed_at is None
    assert row(someone).open_items == 1


def test_a_yes_does_not_end_another_pause(wang_xiuying: Someone) -> None:
    answer(wang_xiuying, set(REQUIRED))
    CareState.objects.update(active=False)
    answer(wang_xiuying, {Purpose.MEDIA})
    assert not row(wang_xiuying).active


def test_what_cannot_be_stored_changes_nothing(wang_xiuying: Someone) -> None:
    withdraw(wang_xiuying, Purpose.HEALTH_DATA)
    before = Event.objects.count()
    with pytest.raises(ConsentRefused):
        answer(wang_xiuying, {Purpose.MEDIA})
    assert Event.objects.count() == before
