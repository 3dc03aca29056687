"""The running product, a phone and a computer in front of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from osteopro import clock
from osteopro.followup import actions as followup_actions
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from osteopro.instruments import queries as instruments_queries
from osteopro.triage import queries as triage_queries
from tests import builders
from tests.browser.filling import TAP_PAUSE as TAP_PAUSE
from tests.browser.filling import enter_day
from tests.browser.filling import link as link
from tests.browser.sizes import COMPUTER as COMPUTER
from tests.browser.sizes import PHONE as PHONE
from tests.builders import Someone

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# Level AAA contrast too: what patients read has 7:1 (R9, T6).
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice", "wcag2aaa"]
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def product(settings: Settings, transactional_db: None) -> Iterator[None]:
    """The clinic on a Monday morning, static files taken as they are."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    instruments_queries.forget()
    triage_queries.forget()
    cache.clear()
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def wang_xiuying(product: None) -> Someone:
    return builders.patient(builders.clinic())


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Open a browser; an error in a script or of the security policy fails the test."""
    opened: list[BrowserContext] = []
    problems: list[str] = []
    expect.set_options(timeout=10_000)

    def start(viewport: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            viewport=viewport, base_url=live_server.url, locale="zh-CN", **options
        )
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console",
            lambda said: problems.append(said.text) if "Policy" in said.text else None,
        )
        opened.append(context)
        return context.new_page()

    yield start
    for context in opened:
        context.close()
    assert problems == []


def come_in(page: Page, someone: Someone) -> None:
    """By link and birth date."""
    fill_birth(page, someone)
    main_button(page)


def press(page: Page) -> None:
    """Press the main button of a page without scripts."""
    page.locator("main .btn.main").first.click()


def fill_birth(page: Page, someone: Someone) -> None:
    """At the personal link, with the birth date filled in."""
    page.goto(link(someone))
    enter_day(page, "birth", someone.person.birth)


def main_button(page: Page, *, at_once: bool = False) -> None:
    """Press the one main button and wait for the next page.

    Presses within 700 ms of the last one are taken for trembling, unless an answer was
    chosen between them: then press `at_once`.
    """
    page.evaluate("() => { document.querySelector('main').dataset.left = '' }")
    if not at_once:
        page.wait_for_timeout(TAP_PAUSE)
    page.locator("main .btn.main").first.click()
    # Put in place by script or loaded anew: either way the old content is gone.
    page.wait_for_function(
        "() => document.readyState === 'complete'"
        " && document.querySelector('main:not([data-left])')"
    )


def violations(page: Page) -> list[str]:
    """What axe-core finds, and whether the page scrolls sideways."""
    page.evaluate(f"() => {{ {AXE} }}") if not page.evaluate("() => 'axe' in window") else None
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))",
        AXE_RULES,
    )
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["scrolls sideways"] if wide else [])]


def answered(someone: Someone, clinic: builders.Clinic) -> None:
    """Nurse Li answers a record sent just now, long enough ago to be read."""
    receipt = builders.send(someone)
    followup_actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(
            Outcome.REPLIED, body="先试两件事：\n1 侧睡时夹个枕头。\n2 起床先坐一会儿再站。"
        ),
        versions=[receipt.uuid],
        quote="夜里翻身痛",
    )
