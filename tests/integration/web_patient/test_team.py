"""My team: the people by name, who is away until when, and what changes."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from osteopro.access.terms import Role
from osteopro.followup import actions
from osteopro.followup.actions import Wanted
from osteopro.followup.covering import Away
from osteopro.followup.terms import AwayReason, MoveReason
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(client: Client) -> str:
    return " ".join(strip_tags(client.get("/me/team/").content.decode()).split())


def test_the_team_is_shown_by_name_with_phone_and_hours(
    clinic: Clinic, wang_xiuying: Someone, wang: Client
) -> None:
    page = words(wang)
    for said in ("李护士看您的记录、回复您", "王护士有人不在时来帮忙", "张医生您的医生"):
        assert said in page
    assert "028-0000 1234" in page
    assert "上午8:30" in page
    assert 'href="/me/team/"' in wang.get("/me/").content.decode()


def test_an_absence_is_said_with_its_last_day_and_who_answers(
    clinic: Clinic, wang_xiuying: Someone, wang: Client, monday: datetime
) -> None:
    today = monday.date()
    with CaptureQueriesContext(connection) as before:
        words(wang)
    actions.plan_absence(
        by=clinic.li.actor,
        key=uuid4(),
        away=Away(clinic.li.account_id, today, today + 4 * DAY),
        reason=AwayReason.LEAVE,
        today=today,
    )
    with CaptureQueriesContext(connection) as after:
        page = words(wang)
    assert "李护士不在，到 11月27日 星期五 为止。这几天由王护士回复您。" in page
    assert page.index("王护士现在看您的记录") < page.index("李护士负责您的随访，这几天不在")
    assert "有人不在时来帮忙" not in page
    assert len(after) == len(before)


def test_a_coming_change_is_said(
    clinic: Clinic, wang_xiuying: Someone, wang: Client, monday: datetime
) -> None:
    zhao = builders.staff(clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)
    wanted = Wanted(monday.date() + 8 * DAY, MoveReason.STAFF, zhao.account_id)
    actions.hand_over(
        by=clinic.lead.actor,
        key=uuid4(),
        patient_ids=[wang_xiuying.patient_id],
        wanted=wanted,
        today=monday.date(),
    )
    assert "从 12月1日 星期二 起，赵护士负责您的随访。" in words(wang)
