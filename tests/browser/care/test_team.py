"""Workload, absences and hand-overs in both languages, wide and narrow, also refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.followup import actions
from osteopro.followup.covering import Away
from osteopro.followup.queries.scope import today
from osteopro.followup.terms import AwayReason
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES


@pytest.fixture
def absence(clinic: builders.Clinic) -> int:
    """Nurse Li is away from today; Nurse Zhao stands in."""
    zhao = builders.staff(clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)
    away = Away(clinic.li.account_id, today(), today() + timedelta(days=6), zhao.account_id)
    return actions.plan_absence(
        by=clinic.li.actor,
        key=uuid4(),
        away=away,
        reason=AwayReason.LEAVE,
        today=clock.now().date(),
    )


@STAFF_SIZES
def test_pages_of_the_team(
    clinic: builders.Clinic, absence: int, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.lead, "/care/", width=width, language=language)
    found = {"worklist with a substitute": problems_of(page)}
    pages = {
        "load": f"/care/load/?who={clinic.li.account_id}",
        "new absence": f"/care/load/absence/?who={clinic.wang.account_id}",
        "absence": f"/care/load/absence/{absence}/",
        "hand over": f"/care/load/hand-over/?who={clinic.li.account_id}",
        "one": f"/care/load/hand-over/?patient={clinic.people[0].patient_id}",
    }
    for name, address in pages.items():
        page.goto(address)
        found[name] = problems_of(page)
        if name in ("new absence", "hand over", "one"):
            with page.expect_navigation():
                page.locator("main button.main").click()
            found[f"{name}, refused"] = problems_of(page)
            expect(page.locator(".error-summary")).to_be_visible()
    assert {name: what for name, what in found.items() if what} == {}
