"""The rota decided on a screen, and an emergency at night on the telephone of who is on call."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from osteopro import clock
from osteopro.followup.models import Call, Duty
from osteopro.followup.terms import CallOutcome
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.integration.conftest import MONDAY

NIGHT = MONDAY + timedelta(hours=13, minutes=10)
PHONE = 360


@pytest.fixture
def night() -> Iterator[datetime]:
    """Monday, ten past eleven in the evening."""
    with clock.frozen(NIGHT):
        yield NIGHT


@pytest.fixture
def shut(product: None, night: datetime) -> builders.Clinic:
    """A clinic at night. In the day somebody reported what is urgent."""
    with clock.frozen(MONDAY):
        made = builders.clinic()
        liu = builders.patient(made, name="刘素芳", phone="+8613800006622", address_as="刘姐")
        builders.send(liu, rf_check=["fever"])
    return made


def test_a_night_on_call(shut: builders.Clinic, open_page: Open) -> None:
    found = {}
    desk = open_page(shut.lead, "/manage/on-call/")
    expect(desk.locator(".notice.warn")).to_contain_text("没人值班")
    found["nobody"] = problems_of(desk)
    with desk.expect_navigation():
        desk.locator("main button[type=submit]").click()
    expect(desk.locator("[role=alert]")).to_be_visible()
    found["mistakes"] = problems_of(desk)
    desk.select_option("#f-who", str(shut.wang.account_id))
    with desk.expect_navigation():
        desk.locator("main button[type=submit]").click()
    expect(desk.locator(".notice.ok").last).to_contain_text("王护士值班")
    assert Duty.objects.get().account == shut.wang.account_id
    found["decided"] = problems_of(desk)
    wang = builders.patient(
        shut, emergency_name="王芳", emergency_phone="+8613900001111", emergency_relation="女儿"
    )
    builders.send(wang, rf_check=["chest"], fu_note="胸口闷得慌，出冷汗")
    # The address of the message, on a telephone.
    phone = open_page(shut.wang, "/care/?who=clinics", width=PHONE)
    expect(phone.locator(".notice.warn")).to_contain_text("您在值班")
    row = phone.locator("[data-row]").first
    expect(row).to_contain_text("王秀英")
    found["list"] = problems_of(phone)
    with phone.expect_navigation():
        row.locator("[data-row-link]").click()
    number = phone.locator(".call-now .phone-number")
    expect(number).to_be_in_viewport()
    expect(number).to_have_attribute("href", "tel:+8613800006620")
    found["record"] = problems_of(phone)
    phone.locator(".call-now [data-picks]").click()
    phone.select_option("#f-call", "no-answer")
    with phone.expect_navigation():
        phone.locator("button[value=call]").click()
    expect(phone.locator(".call-now")).to_contain_text("打了 1 次")
    assert Call.objects.get().outcome == CallOutcome.NO_ANSWER
    phone.goto("/care/calls/")
    expect(phone.locator("[data-row]").first).to_contain_text("王秀英")
    found["calls"] = problems_of(phone)
    assert {name: what for name, what in found.items() if what} == {}
