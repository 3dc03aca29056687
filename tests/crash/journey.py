"""The way of a patient through the pages, from the personal link to the done page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tests.builders import STEADY
from tests.crash.client import Browser, Page
from tests.crash.place import Place

QUESTIONS_AT_MOST = 60
Answers = Mapping[str, Any]

# Pain so bad that the manager must be told at once.
URGENT: Answers = {**STEADY, "sym-pain-rest": "9", "sym-pain-move": "10"}


def enter(place: Place, patient: Mapping[str, Any]) -> Browser:
    """Come in by personal link and birth date."""
    browser = Browser(place)
    page = browser.get(f"/go/{patient['token']}/")
    year, month, day = patient["birth"].split("-")
    birth = {"birth-year": year, "birth-month": month, "birth-day": day}
    page = browser.submit(page, **birth)
    assert page.status == 200, f"{page.status} {page.path}"
    assert page.path.startswith("/me/"), page.path
    return browser


def fill(browser: Browser, answers: Answers) -> Page:
    """Answer question by question until everything can be read over; returns that page."""
    page = browser.get("/me/record/start/")
    page = browser.submit(page, **{"by-whom": "self"} if _offers(page, "by-whom") else {})
    for _ in range(QUESTIONS_AT_MOST):
        if page.path.endswith("/check/"):
            return page
        page = _answer(browser, page, answers)
        assert page.status == 200, f"{page.status} {page.path}: {page.body[:2000]}"
    raise AssertionError(f"the form did not end: {page.path}")


def send(browser: Browser, check: Page) -> Page:
    """Send what is on the check page; returns the page after it. Who answers as fast as a
    script is asked once to look again, and says that it is right."""
    page = browser.submit(check)
    return browser.submit(page, gently="same") if page.path.endswith("/one-more/") else page


def record_of(page: Page) -> str:
    """The uuid of the record that a page of the form is about."""
    return str(UUID(page.path.split("/")[3]))


def is_whole(record: Mapping[str, Any]) -> bool:
    """Everything that belongs to a sent urgent record, once."""
    ways = ("email", "sms")
    told = sorted({account for _channel, account in record["alerts"]})
    return (
        record["status"] == "completed"
        and record["scores"] > 0
        and record["assessed"]
        and record["level"] == "urgent"
        and record["items"] == 1
        and record["draft"] == "sent"
        and len(told) == 2  # the manager and her backup, each by both ways
        and record["alerts"] == sorted([way, account] for way in ways for account in told)
    )


def _offers(page: Page, name: str) -> bool:
    return name in page.form.choices


def _answer(browser: Browser, page: Page, answers: Answers) -> Page:
    link_id = page.path.rstrip("/").rsplit("/", 1)[-1]
    given: str | Sequence[str] | None = answers.get(link_id)
    if given is not None:
        return browser.submit(page, **{link_id: given})
    return browser.submit(page, **({} if link_id == "more" else {"skip": "1"}))
