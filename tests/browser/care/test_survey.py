"""The staff questionnaire in both languages, wide and narrow, also refused, sent and shown."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from osteopro.access.terms import Role
from osteopro.followup.queries.scope import today
from osteopro.quality import actions
from osteopro.quality.rounds import Round, round_on
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


@pytest.fixture
def last_round(clinic: builders.Clinic) -> Round:
    """Five nurses answered in the round before this one."""
    ended = round_on(today() - timedelta(weeks=12))
    for n in range(5):
        nurse = builders.staff(
            clinic.site_id, f"s{n}", f"护士{n}", f"Nurse {n}", Role.FOLLOW_UP_MANAGER
        )
        values = {"prov-time": f"a{n}", "prov-overrep": "6-15", "prov-best": "一眼看到变化"}
        actions.answer_survey(by=nurse.actor, current=ended, values=values)
    return ended


@STAFF_SIZES
def test_answering_without_a_name(
    clinic: builders.Clinic, last_round: Round, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.li, "/care/survey/", width=width, language=language)
    found = {"form": problems_of(page)}
    page.locator("#f-prov-months").fill("many")
    with page.expect_navigation():
        page.locator("main button.main").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found["refused"] = problems_of(page)
    page.locator("#f-prov-months").fill("14")
    page.locator("[name=prov-time][value=a3]").check()
    with page.expect_navigation():
        page.locator("main button.main").click()
    expect(page.locator(".notice")).to_be_visible()
    found["thanks"] = problems_of(page)
    page.goto("/care/survey/results/")
    found["results"] = problems_of(page)
    expect(page.locator("blockquote")).to_have_count(5)
    assert {name: what for name, what in found.items() if what} == {}
