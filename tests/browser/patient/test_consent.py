"""Consent on a phone and a computer: give, withdraw, answer again, the copy on paper."""

import re

import pytest
from playwright.sync_api import expect

from osteopro.accounts import actions as accounts_actions
from osteopro.enrolment import queries
from osteopro.enrolment.terms import REQUIRED, Purpose
from tests import builders
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


def held(someone: Someone) -> set[Purpose]:
    return {each.purpose for each in queries.consents(someone.patient_id) if each.holds}


def prefer(someone: Someone, language: str) -> None:
    accounts_actions.set_preference(
        by=someone.actor, account_id=someone.account_id, language=language
    )


@PATIENT_SIZES
def test_give_and_withdraw(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    prefer(wang_xiuying, language)
    builders.consent(wang_xiuying, *REQUIRED)
    page = open_page(viewport)
    come_in(page, wang_xiuying)
    page.goto("/me/consent/")
    found = {"list": violations(page)}
    page.locator(".rows a[href$='/media/']").click()
    page.wait_for_url("**/me/consent/media/")
    found["purpose"] = violations(page)
    main_button(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    assert held(wang_xiuying) == {*REQUIRED, Purpose.MEDIA}
    page.goto("/me/consent/media/")
    main_button(page)
    assert held(wang_xiuying) == REQUIRED
    page.goto("/me/consent/programme/")
    found["needed purpose"] = violations(page)
    main_button(page)
    expect(page.locator(".notice.warn")).to_be_visible()
    found["stopped"] = violations(page)
    page.goto("/me/")
    found["home after stopping"] = violations(page)
    assert {name: what for name, what in found.items() if what} == {}


@PATIENT_SIZES
def test_answer_again(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    prefer(wang_xiuying, language)
    builders.consent(wang_xiuying)
    builders.new_consent_words("learning")
    page = open_page(viewport)
    come_in(page, wang_xiuying)
    page.goto("/me/")
    expect(page).to_have_url(f"{page.url.split('/me/')[0]}/me/consent/again/")
    found = {"again": violations(page)}
    main_button(page)
    expect(page.locator(".error-summary")).to_be_visible()
    found["open"] = violations(page)
    page.locator("input[name=consent-quality][value=yes]").check(force=True)
    page.locator("input[name=consent-research][value=no]").check(force=True)
    main_button(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    assert held(wang_xiuying) == set(Purpose) - {Purpose.RESEARCH}
    assert {name: what for name, what in found.items() if what} == {}


def test_put_off_leads_home(open_page: Open, wang_xiuying: Someone) -> None:
    # In the language in which she agreed: only there are the words hers.
    builders.consent(wang_xiuying)
    builders.new_consent_words("media")
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/")
    leave(page, "button[name=later]")
    expect(page).to_have_url(re.compile("/me/$"))


@LANGUAGES
def test_the_copy_on_paper(open_page: Open, wang_xiuying: Someone, language: str) -> None:
    prefer(wang_xiuying, language)
    builders.consent(wang_xiuying)
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/consent/copy/")
    assert violations(page) == []
    page.emulate_media(media="print")
    for hidden in (".back", ".band", ".foot form"):
        expect(page.locator(hidden).first).to_be_hidden()
    size = page.locator(".copy .card p").first.evaluate("e => getComputedStyle(e).fontSize")
    # 16 pt: large type on A4.
    assert float(size.removesuffix("px")) >= 16 * 96 / 72 - 0.01
    expect(page.locator(".copy")).to_contain_text("王秀英")
