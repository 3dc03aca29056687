"""A question about joining reaches the physicians, the lead when it is late, and comes back."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail

from osteopro import clock
from osteopro.enrolment import screenings
from osteopro.enrolment.admitting import Candidate, NotWaiting
from osteopro.enrolment.terms import ScreeningState
from osteopro.followup import actions, jobs
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.patients.terms import Sex
from tests.builders import Clinic, admission

pytestmark = pytest.mark.django_db
KEY = UUID(int=7)


def ask(clinic: Clinic, **answers: str) -> None:
    form = admission(date(1955, 3, 2), **answers).form
    actions.ask_clinician(
        by=clinic.li.actor, candidate=Candidate(KEY, clinic.site_id, Sex.MALE, form)
    )


def letters() -> list[tuple[str, str]]:
    """What left by mail since the last look: to whom, and the subject."""
    jobs.send_messages()
    found = [(letter.to[0].split("-")[0].split("@")[0], letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return found


def test_physicians_are_told_and_the_lead_only_when_it_is_late(
    clinic: Clinic, monday: datetime
) -> None:
    ask(clinic, enr_depr="unknown")
    ask(clinic, enr_depr="unknown")
    assert letters() == [("zhang", "有一位能不能入组，请您决定")]
    with clock.frozen(monday + timedelta(days=3)):
        assert letters() == [("chen", "入组的决定过了时限，还没人做")]
        assert letters() == []


def test_the_decision_comes_back_to_whoever_asked(clinic: Clinic, monday: datetime) -> None:
    ask(clinic, enr_depr="unknown")
    letters()
    actions.decide_joining(by=clinic.zhang.actor, screening=KEY, include=True, reason="平稳。")
    assert letters() == [("li", "您问的入组，医生决定了")]
    with clock.frozen(monday + timedelta(days=3)):
        assert letters() == []
    late = OutboundMessage.objects.filter(params__stage="late")
    assert set(late.values_list("state", flat=True)) == {DeliveryState.DROPPED}
    with pytest.raises(NotWaiting):
        actions.decide_joining(by=clinic.zhang.actor, screening=KEY, include=True, reason="再来。")


def test_asked_again_with_another_reason_it_is_told_again(clinic: Clinic, monday: datetime) -> None:
    ask(clinic, enr_depr="unknown")
    letters()
    with clock.frozen(monday + timedelta(hours=1)):
        ask(clinic, enr_depr="unknown", enr_cancer="unknown")
        assert letters() == [("zhang", "有一位能不能入组，请您决定")]
    with clock.frozen(monday + timedelta(days=3)):
        assert letters() == [("chen", "入组的决定过了时限，还没人做")]


def test_an_exclusion_is_not_asked_away(clinic: Clinic, monday: datetime) -> None:
    ask(clinic, enr_depr="unknown")
    actions.decide_joining(by=clinic.zhang.actor, screening=KEY, include=False, reason="不适合。")
    ask(clinic, enr_depr="unknown")
    assert screenings.about([KEY])[KEY].decision_reason == "不适合。"
    with clock.frozen(monday + timedelta(hours=1)):
        ask(clinic, enr_depr="unknown", enr_cancer="unknown")
    assert screenings.about([KEY])[KEY].state is ScreeningState.WAITING


def test_no_name_and_no_reason_leaves_the_house(clinic: Clinic, monday: datetime) -> None:
    ask(clinic, enr_depr="unknown")
    jobs.send_messages()
    text = mail.outbox[0].subject + str(mail.outbox[0].body)
    assert "/care/enrolments/" in text
    for word in ("抑郁", "depr", str(KEY)):
        assert word not in text
