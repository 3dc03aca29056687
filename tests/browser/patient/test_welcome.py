"""The first visit, the try-out with and without scripts, and the ways of reminders."""

import re

import pytest
from playwright.sync_api import Page, expect

from osteopro.followup.models import Learning
from osteopro.followup.queries.frame import frame
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay
from tests import builders
from tests.browser.patient.conftest import (
    PHONE,
    Open,
    come_in,
    fill_birth,
    in_english,
    main_button,
    press,
    tap,
    violations,
)
from tests.builders import Someone

LANGUAGES = ["zh-hans", "en"]


@pytest.fixture
def newcomer(product: None) -> Someone:
    return builders.patient(builders.clinic(), welcomed=False)


def speak(page: Page, language: str) -> None:
    """Change the language by the button at the foot of the page."""
    if language == "en":
        in_english(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_link_through_welcome_and_try_out_home(
    open_page: Open, newcomer: Someone, language: str
) -> None:
    page = open_page(PHONE)
    come_in(page, newcomer)
    speak(page, language)
    found = {}
    for lesson in ("look", "people", "reach", "honest"):
        expect(page).to_have_url(re.compile(f"/welcome/{lesson}/"))
        found[lesson] = violations(page)
        main_button(page)
    found["practise"] = violations(page)
    main_button(page)
    for place, answer in ((1, 1), (2, 7), (3, 0)):
        found[f"question {place}"] = violations(page)
        page.locator("label.answer").nth(answer).click()
        main_button(page)
    found["check"] = violations(page)
    expect(page.locator("dl.summary > div")).to_have_count(3)
    main_button(page)
    found["done"] = violations(page)
    main_button(page)
    expect(page).to_have_url(re.compile("/me/$"))
    found["home"] = violations(page)
    assert {name: what for name, what in found.items() if what} == {}
    learnt = frame(newcomer.patient_id).learnt
    assert (learnt.left, learnt.tried_with) == ((), "alone")


@pytest.mark.parametrize("language", LANGUAGES)
def test_mistakes_and_the_first_home_page(
    open_page: Open, newcomer: Someone, language: str
) -> None:
    page = open_page(PHONE)
    come_in(page, newcomer)
    speak(page, language)
    tap(page, "button[name=later]")
    expect(page.locator(".card.due")).to_be_visible()
    found = {"home": violations(page)}
    page.goto("/me/practice/1/")
    main_button(page)
    expect(page.locator(".error-summary")).to_be_focused()
    found["no answer"] = violations(page)
    page.goto("/me/practice/done/")
    page.locator("form button.second").click()
    expect(page.locator(".notice.ok").first).to_be_visible()
    found["rather by phone"] = violations(page)
    assert {name: what for name, what in found.items() if what} == {}


def test_the_try_out_needs_no_scripts(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    fill_birth(page, wang_xiuying)
    press(page)
    page.goto("/me/practice/")
    press(page)
    for answer in (1, 7, 0):
        page.locator("label.answer").nth(answer).click()
        press(page)
    page.go_back()
    expect(page.locator("label.answer input").first).to_be_checked()
    page.go_forward()
    press(page)
    expect(page).to_have_url(re.compile("/me/practice/done/$"))
    assert Learning.objects.get(patient_id=wang_xiuying.patient_id).tried_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_of_reminders_is_chosen_in_the_settings(
    open_page: Open, wang_xiuying: Someone, language: str
) -> None:
    page = open_page(PHONE)
    come_in(page, wang_xiuying)
    page.goto("/me/settings/")
    if language == "en":
        page.locator("input[name=language][value=en]").check(force=True)
    group = page.locator("fieldset", has=page.locator("input[name=reach]"))
    expect(group.get_by_role("radio", checked=True)).to_have_value(ReminderWay.SMS)
    # Every way says what it means, as large to press as any answer (R5).
    for way in group.locator("label.answer").all():
        assert (way.bounding_box() or {"height": 0})["height"] >= 60
    found = {"before": violations(page)}
    group.locator("label.answer", has=page.locator("input[value=none]")).click()
    main_button(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-CN")
    expect(page.locator("input[name=reach][value=none]")).to_be_checked()
    found["after"] = violations(page)
    assert {name: what for name, what in found.items() if what} == {}
    plan = patients_queries.contact_plan(wang_xiuying.patient_id)
    assert plan.reminders == ReminderWay.NONE
