"""Going through the welcome with a patient on the phone; another channel at any time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.models import Event
from osteopro.followup.models import CareState
from osteopro.followup.queries.frame import frame
from osteopro.followup.terms import Company, Lesson
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from osteopro.patients.terms import Channel, ReminderWay
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
CHOICES = {"channel": "online", "reach": "sms", "text_size": "standard"}


@pytest.fixture
def someone(clinic: Clinic) -> Someone:
    return builders.patient(clinic, welcomed=False)


def page_of(someone: Someone) -> str:
    return f"/care/patients/{someone.patient_id}/learning/"


def patient_page(client: Client, someone: Someone) -> str:
    return client.get(f"/care/patients/{someone.patient_id}/").content.decode()


def test_everything_is_read_out_in_the_patients_language(li: Client, someone: Someone) -> None:
    page = li.get(page_of(someone)).content.decode()
    for words in ("怎么填最好？照实填。", "李护士看您的记录，给您回复。", "三题，都是编的"):
        assert words in page


def test_what_was_done_on_the_phone_is_kept_and_shown(li: Client, someone: Someone) -> None:
    page = patient_page(li, someone)
    assert "学会用了吗？" in page
    assert page.count("还没有") >= 2
    ticks = {f"learnt-{each}": "1" for each in (*Lesson, "tried")}
    posted = {**CHOICES, **ticks, "channel": "online-with-helper", "reach": "none"}
    kept = li.post(page_of(someone), {**posted, "text_size": "largest", "sound": "1"})
    assert kept.url == f"/care/patients/{someone.patient_id}/?did=taught"
    learnt = frame(someone.patient_id).learnt
    assert (learnt.left, learnt.tried_with) == ((), Company.STAFF)
    chosen = accounts_queries.preferences(someone.account_id)
    assert (chosen.text_size, chosen.sound) == ("largest", True)
    assert patients_queries.contact_plan(someone.patient_id).reminders == ReminderWay.NONE
    page = patient_page(li, someone)
    assert "看完了，" in page
    assert "和我们在电话上" in page
    assert "家人帮" in page


def test_one_page_at_a_time(li: Client, someone: Someone, monday: datetime) -> None:
    li.post(page_of(someone), {**CHOICES, "learnt-look": "1"})
    assert "看了 1 页，共 4 页" in patient_page(li, someone)
    with clock.frozen(monday + timedelta(minutes=5)):
        li.post(page_of(someone), {**CHOICES, "learnt-look": "1", "learnt-people": "1"})
    lessons = frame(someone.patient_id).learnt.lessons
    assert lessons[Lesson.LOOK] == monday
    assert lessons[Lesson.PEOPLE] == monday + timedelta(minutes=5)


def test_the_channel_changes_at_any_time_and_brings_a_link(li: Client, clinic: Clinic) -> None:
    chen = builders.patient(clinic, name="陈国民", channel=Channel.PHONE)
    before = OutboundMessage.objects.filter(kind="personal-link").count()
    li.post(page_of(chen), CHOICES)
    assert CareState.objects.get(patient_id=chen.patient_id).channel == Channel.ONLINE
    assert Patient.objects.get(pk=chen.patient_id).channel == Channel.ONLINE
    assert OutboundMessage.objects.filter(kind="personal-link").count() == before + 1
    li.post(page_of(chen), {**CHOICES, "channel": "phone"})
    assert CareState.objects.get(patient_id=chen.patient_id).channel == Channel.PHONE
    assert OutboundMessage.objects.filter(kind="personal-link").count() == before + 1
    changes = Event.objects.filter(kind="patient.channel-set").order_by("pk")
    assert [event.detail["channel"] for event in changes] == ["online", "phone"]
    # The same again is no change.
    li.post(page_of(chen), {**CHOICES, "channel": "phone"})
    assert changes.count() == 2


@pytest.mark.parametrize("field", ["channel", "reach", "text_size"])
def test_a_choice_that_is_not_offered_is_refused_and_the_ticks_stay(
    li: Client, someone: Someone, field: str
) -> None:
    refused = li.post(page_of(someone), {**CHOICES, field: "pigeon", "learnt-look": "1"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "请选一个。" in page
    assert 'id="f-learnt-look" checked' in page
    assert frame(someone.patient_id).learnt.lessons == {}
