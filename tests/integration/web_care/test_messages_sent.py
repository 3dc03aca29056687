"""The patient's page says what was sent, by which way, and whether it arrived."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.followup import jobs
from osteopro.followup.actions import note_delivery
from osteopro.messaging import channels
from osteopro.messaging.models import OutboundMessage
from tests import builders
from tests.builders import SETUP, Clinic, Someone
from tests.integration.web_care.conftest import SignIn

pytestmark = pytest.mark.django_db


class Operator:
    def send(self, to: str, text: str, key: str) -> str:
        return f"ref-{key}"


def test_each_reminder_with_its_fate(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(channels, "gateway", Operator)
    builders.send(wang_xiuying)
    for days in (7, 8):
        with clock.frozen(monday + timedelta(days=days)):
            jobs.see_to_due_records()
            jobs.send_messages()
    first = OutboundMessage.objects.filter(kind="reminder").order_by("pk")[0]
    note_delivery(by=SETUP, reference=first.provider_ref, arrived=False)
    with clock.frozen(monday + timedelta(days=8)):
        client: Client = sign_in(clinic.li)
        page = client.get(f"/care/patients/{wang_xiuying.patient_id}/").content.decode()
    assert "第 1 次提醒，短信：没送达" in page
    assert "第 2 次提醒，短信：已发出" in page
    assert "网址，短信" in page
