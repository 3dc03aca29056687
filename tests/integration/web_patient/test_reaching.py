"""How she wants to be reached, chosen on her own page."""

import re
from datetime import datetime, time

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import jobs, reminders
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.followup.reminding import CallReason
from osteopro.followup.terms import ItemKind
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, ReminderWay
from tests import builders
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


def test_who_would_rather_be_phoned_is_phoned_on_the_day(
    wang_xiuying: Someone, wang: Client
) -> None:
    builders.send(wang_xiuying, full=True)
    wang.post("/me/settings/", {**LOOK, "reach": "none"})
    due = CareState.objects.get(pk=wang_xiuying.patient_id).next_due_on
    with clock.frozen(datetime.combine(due, time(9, 30), HOSPITAL)):
        jobs.see_to_due_records()
        asked = OpenItem.objects.get(patient_id=wang_xiuying.patient_id, kind=ItemKind.CALL)
    assert CallReason.BY_PHONE in asked.reasons[0].values()
    assert not OutboundMessage.objects.filter(kind=reminders.KIND).exists()


def test_the_page_says_that_she_is_phoned_until_she_chooses_messages_again(
    wang_xiuying: Someone, wang: Client
) -> None:
    chosen = re.compile(r'value="(\w+)" id="f-reach[-\d]*" checked')
    wang.post("/me/settings/", {**LOOK, "reach": "none"})
    assert chosen.findall(wang.get("/me/settings/").content.decode()) == ["none"]
    wang.post("/me/settings/", {**LOOK, "reach": "sms"})
    assert chosen.findall(wang.get("/me/settings/").content.decode()) == ["sms"]
    assert CareState.objects.get(pk=wang_xiuying.patient_id).channel == Channel.ONLINE
