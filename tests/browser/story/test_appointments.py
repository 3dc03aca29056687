"""A place for a visit that does not suit, in English: other days, and another place."""

from playwright.sync_api import expect

from osteopro.accounts import actions as accounts_actions
from tests import builders
from tests.browser.filling import enter_day, link
from tests.browser.story import steps
from tests.browser.story.conftest import Opens, Turning, looked_over, signs_in
from tests.builders import Clinic


def test_a_place_that_does_not_suit_becomes_another(
    clinic: Clinic, time: Turning, opens: Opens
) -> None:
    her = builders.patient(clinic)
    accounts_actions.set_preference(by=her.actor, account_id=her.account_id, language="en")
    report = builders.send(her, sym_pain_rest="9")
    hers, nurse = opens(1366, "en"), opens(360, "en")
    shot = steps.Shots("en")
    hers.goto(link(her))
    enter_day(hers, "birth", her.person.birth)
    steps.press(hers, "button.btn.main")
    steps.asks(hers, shot)
    signs_in(nurse, clinic.li, "/care/appointments/")
    steps.enters_slots(nurse, shot)
    steps.is_told_to_phone_first(nurse, shot)
    steps.talks(nurse, report, shot)
    steps.offers(nurse, shot)
    steps.answers_with_other_days(hers, shot)
    steps.offers_again(nurse, shot)
    steps.accepts_and_keeps(hers, shot)
    nurse.goto("/care/appointments/")
    nurse.locator("table.data a[data-row-link]").last.click()
    expect(nurse.locator("button[value='cancel-clinic']")).to_be_visible()
    looked_over(nurse, patient=False)
    shot(nurse, "place")
