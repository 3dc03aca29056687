"""An occasion with more than one form: in turn, on another day, without a network (R18)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.followup.models import CareState
from osteopro.followup.queries.forms import forms_of_sitting
from osteopro.records.models import Draft, Response
from osteopro.signin import actions as signin_actions
from tests import builders
from tests.browser.patient.conftest import (
    MONDAY,
    Open,
    come_in,
    fill_birth,
    in_english,
    link,
    main_button,
    pack_is_here,
    press,
    tap,
    violations,
)
from tests.builders import Clinic, Someone

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
ARRIVED = {"zh-hans": "送到了", "en": "It has arrived"}
PRESSES = (
    "addEventListener('pointerup', () => sessionStorage.setItem('presses', "
    "1 + Number(sessionStorage.getItem('presses') || 0)), true)"
)


@pytest.fixture
def clinic(product: None) -> Clinic:
    with clock.frozen(MONDAY - timedelta(days=90)):
        return builders.clinic()


@pytest.fixture
def with_three_forms(clinic: Clinic) -> Someone:
    """Three months in the programme: a follow-up, quality of life and the mood screen are due."""
    with clock.frozen(MONDAY - timedelta(days=90)):
        someone = builders.patient(clinic)
        builders.finish(someone, builders.send(someone, full=True), {"qol-pf1": "d1"})
    builders.send(someone, full=True, at=MONDAY - timedelta(days=20))
    signin_actions.issue_link(by=clinic.li.actor, patient_id=someone.patient_id)
    return someone


def of_today() -> list[str]:
    """The kinds of the forms that arrived since Monday, in their order."""
    newest = Response.objects.filter(received__gte=MONDAY).order_by("pk")
    return list(newest.values_list("kind", flat=True))


def answer_one(page: Page) -> None:
    """Choose an answer and go on; the safety question says that nothing happened."""
    choices = page.locator("label.answer")
    choices.nth(choices.count() - 1 if "/rf-check/" in page.url else 1).click()
    main_button(page)


def answer_form(page: Page) -> int:
    """Go through a form to the page that is read over; returns how many questions were left."""
    asked = 0
    while "/check/" not in page.url:
        if "/more/" in page.url:
            main_button(page)
            continue
        asked += 1
        answer_one(page)
        assert asked < 40, (page.url, page.locator("main").inner_text())
    return asked


def send_record(page: Page) -> None:
    """The record, from the page on which it begins to the page that it arrived."""
    main_button(page)
    answer_form(page)
    main_button(page)
    expect(page.locator("h1")).to_contain_text(ARRIVED["zh-hans"])


@LANGUAGES
def test_three_forms_come_in_turn_and_their_number_was_said_before(
    open_page: Open, with_three_forms: Someone, language: str
) -> None:
    page = open_page()
    page.context.add_init_script(PRESSES)
    come_in(page, with_three_forms)
    if language == "en":
        in_english(page)
    page.context.clear_cookies(name="sessionid")
    page.evaluate("() => sessionStorage.setItem('presses', 0)")
    page.goto(link(with_three_forms))
    main_button(page)
    found = violations(page)
    promised = int(page.locator("main ol b").first.inner_text().split()[0])
    main_button(page)
    asked = answer_form(page)
    for _ in range(2):
        main_button(page)
        expect(page.locator("h1")).to_contain_text(ARRIVED[language])
        found += violations(page)
        expect(page.locator(".card.due h2")).to_contain_text(str(promised - asked))
        main_button(page)
        asked += answer_form(page)
        found += violations(page)
    main_button(page)
    expect(page.locator("h1")).to_contain_text(ARRIVED[language])
    expect(page.locator(".card.due")).to_have_count(0)
    found += violations(page)
    assert found == []
    assert asked == promised == 26
    # T1 for the record; each form more is begun and sent by one press.
    assert page.evaluate("() => Number(sessionStorage.getItem('presses'))") <= 2 * asked + 4 + 2 * 2
    assert of_today() == ["record", "quality-of-life", "screen"]


def test_the_rest_may_wait_for_another_day(open_page: Open, with_three_forms: Someone) -> None:
    page = open_page()
    come_in(page, with_three_forms)
    send_record(page)
    page.goto("/me/")
    with clock.frozen(MONDAY + timedelta(days=1)):
        page.goto("/me/")
        expect(page.locator(".card.due h2")).to_have_text("还有 16 题")
        assert violations(page) == []
        main_button(page)
        expect(page).to_have_url(re.compile("/next/$"))
        assert violations(page) == []
        main_button(page)
        answer_one(page)
        answer_one(page)
        page.goto("/me/")
        expect(page.locator(".card.due")).to_contain_text("第 3 题")
    with clock.frozen(MONDAY + timedelta(days=2)):
        page.goto("/me/")
        main_button(page)
        main_button(page)
        assert answer_form(page) == 12
        main_button(page)
        expect(page.locator(".card.due h2")).to_have_text("还有 2 题")
        main_button(page)
        answer_form(page)
        main_button(page)
        page.goto("/me/")
        expect(page.locator(".card.due")).to_have_count(0)
    assert of_today() == ["record", "quality-of-life", "screen"]
    assert Response.objects.filter(received__gte=MONDAY).values("occasion").distinct().count() == 1


def test_the_whole_sitting_without_scripts(open_page: Open, with_three_forms: Someone) -> None:
    page = open_page(java_script_enabled=False)

    fill_birth(page, with_three_forms)
    press(page)
    for _ in range(3):
        press(page)
        while "/done/" not in page.url:
            choices = page.locator("label.answer")
            if choices.count():
                choices.nth(choices.count() - 1 if "/rf-check/" in page.url else 1).click()
            press(page)
    expect(page.locator(".card.due")).to_have_count(0)
    assert of_today() == ["record", "quality-of-life", "screen"]


def test_a_form_that_rides_goes_on_without_a_network(
    open_page: Open, with_three_forms: Someone
) -> None:
    page = open_page()
    come_in(page, with_three_forms)
    send_record(page)
    main_button(page)
    pack_is_here(page)
    page.context.set_offline(True)
    # What the record asked is not asked again, nor shown.
    assert answer_form(page) == 14
    rows = page.locator(".summary > div")
    expect(rows).to_have_count(14)
    tap(page)
    expect(page.locator("h1")).to_have_text("还没送到")
    assert of_today() == ["record"]
    page.context.set_offline(False)
    expect(page.locator("h1")).to_contain_text(ARRIVED["zh-hans"])
    expect(page.locator(".card.due h2")).to_have_text("还有 2 题")
    assert of_today() == ["record", "quality-of-life"]


@LANGUAGES
def test_each_form_of_a_sitting_can_be_corrected_and_shared_answers_with_the_record(
    open_page: Open, with_three_forms: Someone, language: str
) -> None:
    receipt = builders.send(with_three_forms, qol_gh1="g3")
    builders.finish(with_three_forms, receipt, {"qol-pf1": "d1", "qol-pf2": "d1"})
    page = open_page()
    come_in(page, with_three_forms)
    page.goto("/me/")
    if language == "en":
        in_english(page)
    found = violations(page)
    page.locator(
        "main a.link-block", has_text={"zh-hans": "更正", "en": "Correct"}[language]
    ).click()
    buttons = page.locator("main form[action$='/correct/'] button")
    expect(buttons).to_have_count(3)
    found += violations(page)
    tap(page, "main form[action$='/correct/'] button >> nth=1")
    page.wait_for_url("**/check/")
    expect(page.locator(".summary > div")).to_have_count(2)
    page.locator(".summary a").nth(1).click()
    page.wait_for_url("**/qol-pf2/**")
    page.locator("label.answer").nth(3).click()
    main_button(page)
    main_button(page)
    expect(page.locator("h1")).to_contain_text(ARRIVED[language])
    corrected = Response.objects.get(kind="quality-of-life", status="amended")
    assert corrected.values["qol-gh1"] == "g3"
    # Now the record: the shared answer changes in both.
    tap(page, "main form[action$='/correct/'] button")
    page.wait_for_url("**/check/")
    page.goto(page.url.replace("/check/", "/qol-gh1/?check=1"))
    page.locator("label.answer").first.click()
    main_button(page)
    main_button(page)
    expect(page.locator("h1")).to_contain_text(ARRIVED[language])
    newest = Response.objects.filter(kind="quality-of-life").order_by("pk").last()
    assert newest is not None
    assert newest.values["qol-gh1"] == "g0"
    assert found == []


def test_two_tabs_fill_one_form_and_it_arrives_once(
    open_page: Open, with_three_forms: Someone
) -> None:
    page = open_page()
    come_in(page, with_three_forms)
    send_record(page)
    other = page.context.new_page()
    other.goto(page.url)
    main_button(page)
    main_button(other)
    assert Draft.objects.filter(state="open").count() == 1
    answer_one(page)
    answer_form(other)
    other_check = other.url
    answer_form(page)
    expect(page).to_have_url(other_check)
    main_button(page)
    expect(page.locator("h1")).to_contain_text(ARRIVED["zh-hans"])
    tap(other)
    other.wait_for_url("**/done/")
    assert of_today() == ["record", "quality-of-life"]


@LANGUAGES
def test_a_patient_takes_a_break_and_comes_back_and_says_how_often(
    open_page: Open, with_three_forms: Someone, language: str
) -> None:
    builders.send(with_three_forms)
    page = open_page()
    come_in(page, with_three_forms)
    page.goto("/me/rhythm/")
    if language == "en":
        in_english(page)
    found = violations(page)
    main_button(page)
    expect(page.locator(".error-summary")).to_be_focused()
    found += violations(page)
    page.locator("input[value=hospital]").check(force=True)
    for part, value in (("-month", "12"), ("-day", "12")):
        page.locator(f"#f-until{part}").fill(value)
    main_button(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    found += violations(page)
    state = CareState.objects.get()
    assert (state.paused, state.next_due_on.isoformat()) == (True, "2026-12-13")
    page.goto("/me/")
    found += violations(page)
    page.goto("/me/rhythm/")
    main_button(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    assert CareState.objects.get().active
    page.locator("input[name=wish][value='14']").check(force=True)
    tap(page, "button[value=wish]")
    expect(page.locator(".notice.ok")).to_be_visible()
    found += violations(page)
    assert found == []
    assert forms_of_sitting(with_three_forms.patient_id, Response.objects.latest("pk").occasion)
