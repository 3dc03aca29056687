"""One gentle question before a report is sent, with and without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.accounts import actions as accounts_actions
from osteopro.followup.models import GentleAnswer
from osteopro.records.models import Response
from tests import builders
from tests.browser.patient.conftest import (
    PHONE,
    Open,
    come_in,
    fill_birth,
    main_button,
    press,
    violations,
)

pytestmark = pytest.mark.usefixtures("asks_gently")


@pytest.mark.parametrize(
    ("language", "scripts"), [("zh-hans", True), ("en", True), ("zh-hans", False)]
)
def test_a_question_before_sending(open_page: Open, language: str, scripts: bool) -> None:
    clinic = builders.clinic()
    someone = builders.patient(clinic)
    builders.send(someone, at=clock.now() - timedelta(days=8))
    builders.followup_actions.send_link(by=clinic.li.actor, patient_id=someone.patient_id)
    accounts_actions.set_preference(
        by=someone.actor, account_id=someone.account_id, language=language
    )
    record = builders.begin(someone)
    builders.save(someone, record, {**builders.STEADY, "sym-pain-rest": "8"})
    page = open_page(PHONE, java_script_enabled=scripts)
    if scripts:
        come_in(page, someone)
    else:
        fill_birth(page, someone)
        press(page)
    page.goto(f"/me/record/{record}/check/")
    _next(page, scripts)
    expect(page).to_have_url(re.compile("/one-more/$"))
    found = violations(page) if scripts else []
    assert not Response.objects.filter(uuid=record).exists()
    page.locator("label.answer", has=page.locator("input[value=same]")).click()
    _next(page, scripts)
    expect(page).to_have_url(re.compile("/done/$"))
    assert GentleAnswer.objects.get().answer == "same"
    assert Response.objects.get(uuid=record).values["sym-pain-rest"] == "8"
    assert found == []


def _next(page: Page, scripts: bool) -> None:
    if scripts:
        main_button(page)
    else:
        press(page)
