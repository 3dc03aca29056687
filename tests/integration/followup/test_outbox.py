"""One message that goes wrong stops no other; an alert that reaches nobody comes to a person."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from osteopro import clock
from osteopro.followup import alerts, jobs
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind, Lane
from osteopro.messaging import channels, kinds
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import Channel, DeliveryState
from osteopro.schedule import queries as schedule_queries
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


class Nonsense:
    """A gateway whose operator changed its answers."""

    def send(self, to: str, text: str, key: str) -> str:
        raise ValueError(f"unexpected answer for {to}")


@pytest.fixture
def broken_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "gateway", Nonsense)


def _rounds(monday: datetime) -> None:
    for hours in range(7):
        with clock.frozen(monday + timedelta(hours=hours)):
            jobs.send_messages()


@pytest.mark.usefixtures("broken_gateway")
def test_an_unforeseen_error_is_an_attempt_and_the_round_goes_on(
    wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    jobs.send_messages()
    assert len(mail.outbox) == 2  # manager and backup, behind a link that did not leave
    link = OutboundMessage.objects.get(kind="personal-link")
    assert (link.attempts, link.problem) == (1, "ValueError")
    _rounds(monday + timedelta(hours=1))
    link.refresh_from_db()
    assert link.state == DeliveryState.FAILED
    assert wang_xiuying.person.phone not in link.problem


def test_a_wording_that_fails_stops_no_other_message(
    wang_xiuying: Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_pending: Pending) -> Wording | None:
        raise KeyError("no such word")

    monkeypatch.setitem(kinds._kinds, "personal-link", Kind(broken))
    builders.send(wang_xiuying, sym_pain_rest="8")
    jobs.send_messages()
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("broken_gateway")
def test_an_alert_that_left_by_mail_needs_nobody(wang_xiuying: Someone, monday: datetime) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    _rounds(monday)
    failed = OutboundMessage.objects.filter(kind="staff-alert", state=DeliveryState.FAILED)
    assert {row.channel for row in failed} == {Channel.SMS}
    about = OpenItem.objects.filter(kind=ItemKind.DELIVERY).values_list("reasons", flat=True)
    assert "alert-undelivered" not in {each["id"] for reasons in about for each in reasons}
    assert schedule_queries.health().failed_messages >= failed.count() > 0


@pytest.mark.usefixtures("broken_gateway")
def test_an_alert_that_reached_somebody_on_no_way_comes_to_the_manager(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "_send_mail", Nonsense().send)
    OutboundMessage.objects.all().delete()  # her link: it would fail as well
    builders.send(wang_xiuying, sym_pain_rest="8")
    _rounds(monday)
    items = OpenItem.objects.filter(kind=ItemKind.DELIVERY)
    # One about the manager's alert and one about the backup's, whatever the ways.
    assert [each.reasons[0]["id"] for each in items] == ["alert-undelivered"] * 2
    assert CareState.objects.get().lane == Lane.NOW.rank  # the record itself still waits
    assert CareState.objects.get().open_items == 3


def test_the_ways_of_an_alert_are_named_from_any_of_them(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    sent = OutboundMessage.objects.filter(kind="staff-alert", account=clinic.li.account_id)
    for row in sent:
        assert set(alerts.ways(row.params, row.key)) == {each.key for each in sent}
