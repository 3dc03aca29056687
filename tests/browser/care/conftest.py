"""A running product with a small clinic, and staff in front of it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from osteopro import clock
from osteopro.accounts.models import Account
from osteopro.instruments import queries as instruments_queries
from osteopro.triage import queries as triage_queries
from tests import builders
from tests.browser.filling import PATIENCE

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def product(settings: Settings, transactional_db: None) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    instruments_queries.forget()
    triage_queries.forget()
    cache.clear()


@pytest.fixture
def clinic(product: None) -> builders.Clinic:
    """Four patients: pain went up with a note, nothing changed, a fall, and nothing heard."""
    made = builders.clinic()
    now = clock.now()
    chen = builders.patient(made, name="陈国民", phone="+8613800006621", address_as="陈叔")
    wang = builders.patient(made)
    liu = builders.patient(made, name="刘素芳", phone="+8613800006622", address_as="刘姐")
    builders.patient(
        made,
        name="曹玉兰",
        phone="+8613800006623",
        starts_on=(now - timedelta(days=4)).date(),
    )
    for someone in (chen, wang):
        earlier(made, someone, now - timedelta(days=8))
    builders.send(
        chen, sym_pain_move="7", sym_sleep="quite", fu_wish="advice", fu_note="搬了米以后更痛"
    )
    builders.send(wang)
    builders.send(
        liu,
        rf_check=["fall"],
        fall_count="1",
        fall_date=(now - timedelta(days=1)).date().isoformat(),
        fall_hurt="pain",
        fall_head="no",
        rf_seen="no",
    )
    return made


def earlier(clinic: builders.Clinic, someone: builders.Someone, at: datetime) -> None:
    """A record that was answered."""
    receipt = builders.send(someone, at=at)
    with clock.frozen(at + timedelta(hours=1)):
        builders.reply(clinic, someone, receipt)


def session_of(who: builders.Staff) -> str:
    """A session as after signing in; the pages for that have tests of their own."""
    client = Client()
    account = Account.objects.get(pk=who.account_id)
    client.force_login(account, backend="osteopro.accounts.backends.StaffBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def open_page(browser: Browser, serving: LiveServer) -> Iterator[Open]:
    """Signs somebody in at a width and in a language; script errors fail the test."""
    contexts, problems = [], []

    def opened(
        who: builders.Staff,
        path: str,
        *,
        width: int = 1366,
        language: str = "zh-hans",
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 768},
            base_url=serving.url,
            locale="zh-CN",
            **options,
        )
        contexts.append(context)
        cookies = {"lang": language, settings.SESSION_COOKIE_NAME: session_of(who)}
        context.add_cookies(
            [{"name": n, "value": v, "url": serving.url} for n, v in cookies.items()]
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def problems_of(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: [
            'wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'
        ]})).violations.map(
            v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ').slice(0, 300)
        )"""
    )
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1")
    return [*found, *(["scrolls sideways"] if wide else [])]
