"""The rota as a page, who reads it, and what who is on call sees at night."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.followup.models import Duty
from tests import builders
from tests.builders import Clinic, Someone, Staff
from tests.integration.web_care.conftest import SignIn, page

pytestmark = pytest.mark.django_db

URL = "/manage/on-call/"
TODAY = date(2026, 11, 23)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NIGHT = 13 * HOUR + timedelta(minutes=10)


@pytest.fixture
def zhao(clinic: Clinic) -> Staff:
    return builders.staff(clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)


@pytest.fixture
def lead(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.lead)


def form(at: Clinic, who: Staff | None, **changes: str) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "site": str(at.site_id),
        "first": TODAY.isoformat(),
        "last": "",
        "who": str(who.account_id) if who else "nobody",
        **changes,
    }


def test_with_nobody_the_page_says_what_becomes_of_an_emergency(
    clinic: Clinic, lead: Client
) -> None:
    text = page(lead.get(URL))
    assert "17:30 到 11-24 08:30 没人值班。" in text
    assert "紧急情况要等到 11-24 08:00 处理。患者会看到这样写，并请他们打 120。" in text


@pytest.mark.parametrize("who", ["lead", "admin"])
def test_lead_and_administrator_decide_and_the_page_tells_it(
    clinic: Clinic, zhao: Staff, sign_in: SignIn, who: str
) -> None:
    client = sign_in(getattr(clinic, who))
    answer = client.post(URL, form(clinic, zhao, last=(TODAY + 2 * DAY).isoformat()))
    assert answer.status_code == 302
    text = page(client.get(answer.url))
    assert "已排好，从现在起生效。" in text
    assert "赵护士值班：17:30 到 11-24 08:30。" in text
    assert "11-23 周一 至 11-25 周三" in text
    client.post(URL, form(clinic, None, first=(TODAY + DAY).isoformat()))
    assert Duty.objects.count() == 4
    text = page(client.get(URL))
    assert text.index("11-23 周一") < text.index("11-24 周二") < text.index("11-25 周三")


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(
    clinic: Clinic, zhao: Staff, lead: Client
) -> None:
    for changes, sentence in (
        ({"who": ""}, "请选值班的人，或选“没人”。"),
        ({"first": "soon"}, "请选第一天。"),
        ({"last": "2026-11-20"}, "最后一天在第一天之前。"),
        ({"first": "2026-11-20"}, "请选今天或以后的日子。"),
        ({"who": str(clinic.zhang.account_id)}, "这位同事不能在这个门诊随访患者。"),
        ({"site": "99999"}, "请选择门诊。"),
    ):
        answer = lead.post(URL, form(clinic, zhao) | {"last": "2026-11-29"} | changes)
        assert answer.status_code == 422, changes
        text = page(answer)
        assert sentence in text, changes
        assert (changes.get("last") or "2026-11-29") in text
    assert not Duty.objects.exists()


def test_a_lead_decides_only_for_their_own_clinic(clinic: Clinic, lead: Client) -> None:
    east = builders.clinic("east")
    assert lead.post(URL, form(east, east.li)).status_code == 422
    assert not Duty.objects.exists()


def test_the_page_costs_the_same_for_many(clinic: Clinic, zhao: Staff, lead: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            lead.get(URL)
        return len(asked)

    cost()
    few = cost()
    for n in range(6):
        who = zhao if n % 2 else clinic.wang
        lead.post(URL, form(clinic, who, first=(TODAY + n * DAY).isoformat()))
    assert cost() == few <= 8


def test_managers_read_at_their_workload_who_is_on_call(
    clinic: Clinic, zhao: Staff, li: Client, lead: Client
) -> None:
    text = page(li.get("/care/load/"))
    assert "没人值班" in text
    assert URL not in text
    lead.post(URL, form(clinic, zhao))
    text = page(li.get("/care/load/"))
    assert "<b>赵护士</b> 17:30 至 11-24 08:30" in text
    assert URL in page(lead.get("/care/load/"))


def test_who_is_on_call_sees_the_whole_clinic_at_night(
    clinic: Clinic,
    wang_xiuying: Someone,
    zhao: Staff,
    lead: Client,
    sign_in: SignIn,
    monday: datetime,
) -> None:
    lead.post(URL, form(clinic, zhao))
    with clock.frozen(monday + NIGHT):
        receipt = builders.send(wang_xiuying, rf_check=["chest"])
        client = sign_in(zhao)
        for address in ("/care/", "/care/calls/"):
            text = page(client.get(address))
            assert "您在值班，到 11-24 08:30，负责锦江骨科门诊的所有患者。" in text
            assert "王秀英" in text
            assert "王秀英" not in page(client.get(f"{address}?who=mine"))
        assert client.get(f"/care/records/{receipt.occasion}/").status_code == 200
        # A colleague who is not on call sees her own list.
        assert "您在值班" not in page(sign_in(clinic.li).get("/care/"))
    assert "王秀英" not in page(sign_in(zhao).get("/care/"))


def test_the_list_costs_one_question_more_at_night_only(
    clinic: Clinic, wang_xiuying: Someone, sign_in: SignIn, monday: datetime
) -> None:
    def duties() -> int:
        client = sign_in(clinic.li)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/care/").status_code == 200
        return sum("followup_duty" in each["sql"] for each in asked)

    assert duties() == 0
    with clock.frozen(monday + NIGHT):
        assert duties() == 1
