"""How she wants to be reached, chosen on her own page."""

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro.audit.models import Event
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay
from tests.builders import Someone

pytestmark = pytest.mark.django_db
LOOK = {"text_size": "standard", "language": "zh-hans"}


def way(someone: Someone) -> ReminderWay:
    return patients_queries.contact_plan(someone.patient_id).reminders


def test_she_may_have_a_call_instead(wang_xiuying: Someone, wang: Client) -> None:
    page = wang.get("/me/settings/").content.decode()
    assert "怎么提醒您？" in page
    assert "…6620" in page
    assert wang_xiuying.person.phone[-11:] not in page
    wang.post("/me/settings/", {**LOOK, "reach": "none"})
    assert way(wang_xiuying) == ReminderWay.NONE
    assert Event.objects.filter(kind="patient.contact-plan-set").count() == 1
    wang.post("/me/settings/", {**LOOK, "reach": "sms"})
    assert way(wang_xiuying) == ReminderWay.SMS


@pytest.mark.parametrize("reach", ["email", "wecom", "pigeon", ""])
def test_only_what_was_offered_can_be_chosen(
    wang_xiuying: Someone, wang: Client, settings: Settings, reach: str
) -> None:
    settings.WECOM_GATEWAY = ""
    page = wang.get("/me/settings/").content.decode()
    assert "企业微信" not in page
    assert "电子邮件" not in page  # she has given no address
    wang.post("/me/settings/", {**LOOK, "reach": reach})
    assert way(wang_xiuying) == ReminderWay.SMS
