"""A running product and a Chromium in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from osteopro.instruments import queries as instruments_queries
from osteopro.triage import queries as triage_queries
from tests import builders
from tests.browser.filling import PATIENCE

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"


@pytest.fixture(autouse=True)
def product(settings: Settings, transactional_db: None) -> None:
    settings.ROOT_URLCONF = "tests.browser.staff_signin.probe_urls"
    instruments_queries.forget()
    triage_queries.forget()
    cache.clear()


@pytest.fixture
def clinic(product: None) -> builders.Clinic:
    return builders.clinic()


@pytest.fixture
def context(browser: Browser, serving: LiveServer) -> Iterator[BrowserContext]:
    """A fresh browser at 1366 px; an error in a script or of the security policy fails the test."""
    problems: list[str] = []
    # Passkeys belong to names: a browser refuses them for 127.0.0.1.
    address = serving.url.replace("127.0.0.1", "localhost")
    viewport = {"width": 1366, "height": 768}
    made = browser.new_context(viewport=viewport, base_url=address, locale="zh-CN")
    made.on("weberror", lambda error: problems.append(str(error.error)))
    made.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()
    assert problems == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def sign_in(page: Page, username: str, password: str = builders.PASSWORD) -> None:
    page.goto("/staff/signin/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
