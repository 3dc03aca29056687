"""An emergency at ten past eleven at night, through the pages of both sides until it is closed."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.followup import actions, jobs
from osteopro.followup.models import CareState, OpenItem
from osteopro.messaging.models import OutboundMessage
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn, page
from tests.integration.web_patient.conftest import give_birth_date

pytestmark = pytest.mark.django_db

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def night(clinic: Clinic, monday: datetime) -> Iterator[datetime]:
    """Monday, ten past eleven."""
    at = monday + 13 * HOUR + 10 * MINUTE
    with clock.frozen(at):
        yield at


@pytest.fixture
def wang(clinic: Clinic) -> Someone:
    """Mrs Wang, whose daughter may be phoned. Others wait as well, for longer."""
    late = builders.patient(clinic, name="周德明", phone="+8613800006699")
    builders.send(late, rf_check=["fever"])
    return builders.patient(
        clinic, emergency_name="王芳", emergency_phone="+8613900001111", emergency_relation="女儿"
    )


def falls_at_night(someone: Someone) -> str:
    """She answers on her phone that she fell and cannot stand; what she reads then."""
    phone = Client()
    give_birth_date(phone, someone)
    first = phone.post("/me/record/start/", {"by-whom": "self"}).url
    phone.post(first, {"rf-check": ["fall"]})
    hurt = first.replace("rf-check", "fall-hurt")
    urgent = phone.post(hurt, {"fall-hurt": "nostand"}).url
    return page(phone.get(urgent))


def plain(text: str) -> str:
    """What of a page is read."""
    return re.sub("<[^>]+>", "", text)


def first_row(text: str) -> str:
    """The first patient in a list of staff."""
    return text.split("data-row-link")[1].split("</tr>")[0]


def calls(client: Client, address: str, outcome: str) -> str:
    """Phone from the page of the record; the page as it is then."""
    versions = page(client.get(address)).split('name="version" value="')[1:]
    given = {"version": [each.split('"')[0] for each in versions], "do": "call", "call": outcome}
    client.post(address, {**given, "key": str(uuid4())})
    return page(client.get(address))


def test_with_nobody_on_call_it_is_the_first_task_of_the_morning_until_it_is_closed(
    clinic: Clinic, wang: Someone, sign_in: SignIn, night: datetime
) -> None:
    text = falls_at_night(wang)
    assert "没有人看到这条消息，请不要等我们的电话。上班后李护士会打给您。" in text
    assert "我们11月24日 星期二 上午8:30上班。" in plain(text)
    assert "晚上和节假日没有人看" in text
    assert "我们已经通知" not in text
    morning = night + 8 * HOUR + 50 * MINUTE
    with clock.frozen(morning):
        item = OpenItem.objects.get(level=Level.EMERGENCY.rank)
        assert item.due_at == morning
        li = sign_in(clinic.li)
        row = first_row(page(li.get("/care/")))
        assert "王秀英" in row
        listed = first_row(page(li.get("/care/calls/")))
        assert "王秀英" in listed
        assert "马上就医" in listed
        assert "紧急：随时打" in listed
        record = f"/care/records/{item.source}/"
    for tries in range(3):
        with clock.frozen(morning + 5 * tries * MINUTE):
            text = calls(li, record, "no-answer")
            assert ('id="contact"' in text) == (tries == 2)
    with clock.frozen(morning + 15 * MINUTE):
        assert "139 0000 1111" in text
        listed = first_row(page(li.get("/care/calls/")))
        assert "问紧急联系人 王芳" in listed
        assert ">3</td>" in listed
        versions = [each.split('"')[0] for each in text.split('name="version" value="')[1:]]
        ending = {
            "version": versions,
            "do": "send",
            "outcome": "escalated",
            "emergency": "unreachable-escalated",
            "physician": str(clinic.zhang.account_id),
            "question": "三次没人接，女儿去看了",
            "text": "我们联系不上您，已经告诉张医生。",
        }
        answer = li.post(record, {**ending, "key": str(uuid4())})
        assert answer.status_code == 302, page(answer)
        item.refresh_from_db()
        assert item.closed_by == clinic.li.account_id
        assert "王秀英" not in page(li.get("/care/calls/"))


def test_with_somebody_on_call_she_is_phoned_in_the_night(
    clinic: Clinic, wang: Someone, sign_in: SignIn, night: datetime
) -> None:
    zhao = builders.staff(clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)
    today = night.date()
    actions.set_on_call(
        by=clinic.lead.actor,
        key=uuid4(),
        site_id=clinic.site_id,
        first=today,
        last=today,
        account=zhao.account_id,
    )
    text = falls_at_night(wang)
    assert "我们已经通知值班的人，会打电话给您，但请不要等我们的电话。" in text
    assert "没有人看" not in text
    assert "我们不能代替急救。" in text
    jobs.send_messages()
    assert OutboundMessage.objects.filter(
        params__stage="on-call", account=zhao.account_id, channel="email", state="sent"
    ).exists()
    client = sign_in(zhao)
    address = "/care/?who=clinics"  # as in the message
    row = first_row(page(client.get(address)))
    assert "王秀英" in row
    assert "剩 30 分" in row
    source = OpenItem.objects.get(level=Level.EMERGENCY.rank).source
    text = calls(client, f"/care/records/{source}/", "reached")
    versions = [each.split('"')[0] for each in text.split('name="version" value="')[1:]]
    ending = {
        "version": versions,
        "do": "send",
        "outcome": "called",
        "call": "reached",
        "call_note": "摔倒起不来，家人叫了 120",
        "emergency": "ambulance",
    }
    answer = client.post(f"/care/records/{source}/", {**ending, "key": str(uuid4())})
    assert answer.status_code == 302, page(answer)
    assert CareState.objects.get(patient_id=wang.patient_id).open_items == 0
    with clock.frozen(night + 40 * MINUTE):
        jobs.tell_of_missed_deadlines()
    patient = {"params__patient": wang.patient_id}
    assert not OutboundMessage.objects.filter(params__stage="lead", **patient).exists()
