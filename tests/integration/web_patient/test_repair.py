"""Promises that were missed are repaired openly, and name who answers now."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import strip_tags

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.covering import Away
from osteopro.followup.models import OpenItem
from osteopro.followup.terms import AwayReason
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def home(client: Client) -> str:
    """The words of the home page, without its markup."""
    return " ".join(strip_tags(client.get("/me/").content.decode()).split())


def test_a_missed_promise_is_repaired_openly(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, wang: Client
) -> None:
    builders.send(wang_xiuying)
    assert "李护士回复了 （还没有） 11月26日 星期四 下午5:30 前" in home(wang)
    item = OpenItem.objects.get()
    with clock.frozen(item.due_at + timedelta(minutes=1)):
        jobs.tell_of_missed_deadlines()
        page = home(wang)
    assert "李护士今天没能回复，王护士12月1日 星期二 下午5:30 前回复您" in page
    with clock.frozen(item.lead_at + DAY):
        jobs.tell_of_missed_deadlines()
        page = home(wang)
    assert "没能按时回复，很抱歉。陈主任正在处理" in page


def test_during_an_absence_the_substitute_is_named(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, wang: Client
) -> None:
    builders.send(wang_xiuying)
    away = Away(clinic.li.account_id, monday.date(), monday.date() + DAY)
    actions.plan_absence(
        by=clinic.li.actor, key=uuid4(), away=away, reason=AwayReason.LEAVE, today=monday.date()
    )
    page = home(wang)
    assert "王护士回复了 （还没有）" in page
    assert "李护士回复了" not in page
