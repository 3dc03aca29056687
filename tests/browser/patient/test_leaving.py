"""Leaving on a phone and a computer: at once, eight questions, and back again."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from osteopro.accounts import actions as accounts_actions
from osteopro.enrolment import queries
from osteopro.enrolment.terms import State
from tests.browser.patient.conftest import (
    Open,
    come_in,
    leave,
    main_button,
    violations,
)
from tests.browser.sizes import PATIENT_SIZES
from tests.builders import Someone

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


@PATIENT_SIZES
def test_leave_answer_and_come_back(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language=language
    )
    page = open_page(viewport)
    come_in(page, wang_xiuying)
    page.goto("/me/data/")
    page.locator("a[href='/me/leave/']").click()
    expect(page.locator("#f-reason")).to_be_attached()
    found = {"leave": violations(page)}
    page.locator("input[name=reason][value=burden]").check(force=True)
    main_button(page)
    assert queries.state(wang_xiuying.patient_id) is State.LEFT
    found["left"] = violations(page)
    main_button(page)
    found["question"] = violations(page)
    taps = answer_everything(page)
    assert taps <= 8
    expect(page.locator("main [role=status]")).to_be_visible()
    found["thanks"] = violations(page)
    leave(page, "main button[value=back]")
    assert queries.state(wang_xiuying.patient_id) is State.ACTIVE
    found["home again"] = violations(page)
    assert {name: what for name, what in found.items() if what} == {}


def answer_everything(page: Page) -> int:
    """Choose the first answer of each question; returns how many there were."""
    taps = 0
    for _ in range(12):
        if page.url.endswith("/me/leave/"):
            break
        if page.url.endswith("/exit-note/"):
            page.locator("#f-exit-note").fill("谢谢")
        elif "/check/" not in page.url:
            page.locator("main input[type=radio]").first.check(force=True)
            taps += 1
        main_button(page)
    return taps


@LANGUAGES
def test_a_strange_phone_is_asked_for_a_code(
    open_page: Open, wang_xiuying: Someone, language: str
) -> None:
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language=language
    )
    page = open_page()
    come_in(page, wang_xiuying)
    forget_the_phone()
    page.goto("/me/leave/")
    main_button(page)
    expect(page.locator("#f-code")).to_be_visible()
    assert violations(page) == []
    page.locator("#f-code").fill("12")
    main_button(page)
    expect(page.locator(".error-summary")).to_be_visible()
    assert violations(page) == []
    assert queries.state(wang_xiuying.patient_id) is State.ACTIVE


def forget_the_phone() -> None:
    """As if 这是我自己的手机 had not been ticked."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session.pop("device", None)
        session.save()
