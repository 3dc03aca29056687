"""A running product, a browser in front of it, and a clock one can turn."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from osteopro import clock
from osteopro.followup import jobs
from osteopro.instruments import queries as instruments_queries
from osteopro.messaging.channels import demo_messages_path
from osteopro.patients import queries as patients_queries
from osteopro.sites import queries as sites_queries
from osteopro.triage import queries as triage_queries
from tests import builders
from tests.browser.filling import PATIENCE, WATCH_TAPS
from tests.integration.conftest import MONDAY

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
Opens = Callable[..., Page]


class Turning:
    """A clock that goes on only when it is turned."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def time(settings: Settings, transactional_db: None, tmp_path: Path) -> Iterator[Turning]:
    settings.DEMO, settings.SECOND_FACTOR_REQUIRED, settings.DATA = True, False, tmp_path
    instruments_queries.forget()
    triage_queries.forget()
    sites_queries.forget()
    patients_queries.profile_at.cache_clear()
    cache.clear()
    turning = Turning(MONDAY)
    with clock.use(turning):
        yield turning


@pytest.fixture
def clinic(time: Turning, live_server: LiveServer, settings: Settings) -> builders.Clinic:
    settings.BASE_URL = live_server.url
    return builders.clinic()


@pytest.fixture
def opens(browser: Browser, time: Turning, serving: LiveServer) -> Iterator[Opens]:
    """Open a fresh browser of some width and language; no page of it may break its own policy."""
    made: list[BrowserContext] = []
    problems: list[str] = []

    def open_browser(width: int, language: str) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width < 700 else 900},
            base_url=serving.url,
            locale="zh-CN",
            device_scale_factor=2 if width < 700 else 1,
        )
        context.add_cookies([{"name": "lang", "value": language, "url": serving.url}])
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH_TAPS)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console", lambda said: problems.append(said.text) if "Policy" in said.text else None
        )
        made.append(context)
        return context.new_page()

    yield open_browser
    for context in made:
        context.close()
    assert problems == []


def signs_in(page: Page, who: builders.Staff, to: str = "/care/") -> None:
    """Sign in on the staff's page, in whatever language it is, and go on to `to`."""
    page.goto(f"/staff/signin/?next={to}")
    page.get_by_label(re.compile("^(用户名|User name)$")).fill(who.username)
    page.get_by_label(re.compile("^(密码|Password)$")).fill(builders.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/staff/" not in url)


def unlocks(page: Page, to: str = "/care/") -> None:
    """A week away has locked the screen; the password brings the page back."""
    page.goto(to)
    looked_over(page, patient=False)
    page.locator("input[type=password]").fill(builders.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(to)


def read_text_message() -> str:
    """The last address that was sent by text message."""
    jobs.send_messages()
    found = re.findall(r"http://[^ \"]+", demo_messages_path().read_text(encoding="utf-8"))
    return str(found[-1])


def looked_over(page: Page, *, patient: bool) -> None:
    """axe finds nothing, nothing scrolls sideways, there is one heading and a title."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    rules = {"color-contrast-enhanced": {"enabled": patient}, "target-size": {"enabled": True}}
    options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules}
    found = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "axe looked at nothing"
    assert [
        f"{page.url} {problem['id']}: {node['html'][:160]}"
        for problem in found["violations"]
        for node in problem["nodes"]
    ] == []
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, f"{page.url} scrolls sideways"
