"""A question goes to a physician, who answers it in the product; a known problem is let rest."""

import re

from playwright.sync_api import Page, expect

from osteopro.followup.models import AlertOutcome, EscalationAnswer, KnownProblem, OpenItem
from osteopro.followup.terms import ItemKind
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


def record_of(name: str, clinic: builders.Clinic) -> str:
    someone = next(each for each in clinic.people if each.person.name == name)
    item = OpenItem.objects.get(patient_id=someone.patient_id, kind=ItemKind.RECORD, closed_at=None)
    return f"/care/records/{item.source}/"


def leaving(page: Page, press: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(press)


@STAFF_SIZES
def test_from_the_manager_to_the_physician_and_back(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    found = {}
    li = open_page(clinic.li, record_of("陈国民", clinic), width=width, language=language)
    li.keyboard.press("e")
    expect(li.locator("#f-physician")).to_be_focused()
    li.locator("#f-physician").select_option(str(clinic.zhang.account_id))
    li.locator("#f-question").fill("要不要提前拍片？")
    li.locator("#f-text").fill("我请张医生看一下。")
    leaving(li, "Control+Enter")
    li.goto("/care/escalations/")
    found["handed over"] = problems_of(li)
    zhang = open_page(clinic.zhang, "/staff/start/", width=width, language=language)
    expect(zhang).to_have_url(re.compile("/visit/$"))
    with zhang.expect_navigation():
        zhang.locator('a[href="/visit/escalations/"].btn').click()
    found["questions"] = problems_of(zhang)
    leaving_row(zhang)
    expect(zhang.locator(".asked-words")).to_have_text("要不要提前拍片？")
    found["question"] = problems_of(zhang)
    leaving(zhang, "m")
    expect(zhang.locator(".notice")).to_be_visible()
    found["taken on"] = problems_of(zhang)
    leaving_empty(zhang)
    found["refused"] = problems_of(zhang)
    zhang.locator("#f-answer").fill("明天来拍片。")
    leaving(zhang, "Control+Enter")
    assert EscalationAnswer.objects.get().answer == "明天来拍片。"
    zhang.goto("/visit/away/")
    found["away"] = problems_of(zhang)
    someone = clinic.people[0]
    zhang.goto(f"/care/patients/{someone.patient_id}/")
    expect(zhang.locator(".timeline")).to_contain_text("明天来拍片。")
    found["the whole story"] = problems_of(zhang)
    li.goto("/care/escalations/")
    leaving_row(li)
    expect(li.locator("#waits")).to_contain_text("明天来拍片。")
    found["to tell"] = problems_of(li)
    assert {name: what for name, what in found.items() if what} == {}


def leaving_empty(page: Page) -> None:
    page.locator("#f-answer").fill(" ")
    leaving(page, "Control+Enter")
    expect(page.locator(".error-summary")).to_be_focused()


def leaving_row(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[data-row-link]").first.click()


@STAFF_SIZES
def test_one_key_says_what_came_of_an_alert_and_a_known_problem_rests(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.li, record_of("陈国民", clinic), width=width, language=language)
    pausing = page.locator("details", has=page.locator("#f-problem"))
    pausing.locator("summary").click()
    page.locator("#f-problem_reason").fill("周四门诊看")
    with page.expect_navigation():
        pausing.locator("button").click()
    assert KnownProblem.objects.get().reason == "周四门诊看"
    page.locator("label.outcome").first.click()
    page.locator("#f-text").fill("看到了。")
    leaving(page, "Control+Enter")
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#f-came_of")
    expect(page.locator("#f-text")).to_have_value("看到了。")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("[name=came_of][value=nothing]")).to_be_checked()
    assert problems_of(page) == []
    leaving(page, "Control+Enter")
    assert {row.came_of for row in AlertOutcome.objects.all()} == {"nothing"}
    page.goto(f"/care/patients/{clinic.people[0].patient_id}/")
    expect(page.locator("#resting")).to_contain_text("周四门诊看")
    assert problems_of(page) == []
    with page.expect_navigation():
        page.locator("#resting button").click()
    expect(page.locator("#resting")).to_have_count(0)
    lead = open_page(clinic.lead, "/care/load/", width=width, language=language)
    assert problems_of(lead) == []
    lead.goto("/care/load/fit/")
    assert problems_of(lead) == []
