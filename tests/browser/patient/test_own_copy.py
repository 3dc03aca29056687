"""Taking home a copy of my data: a code, the pages to print, the file."""

import json

import pytest
from playwright.sync_api import Page, expect

from osteopro.accounts import actions as accounts_actions
from osteopro.followup import jobs
from osteopro.messaging import channels
from tests import builders
from tests.browser.patient.conftest import (
    COMPUTER,
    PHONE,
    Open,
    come_in,
    leave,
    main_button,
    violations,
)
from tests.builders import Someone


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Text messages as the operator gets them."""
    sent: list[str] = []

    class Operator:
        def send(self, to: str, text: str, key: str) -> str:
            sent.append(text)
            return key

    monkeypatch.setattr(channels, "gateway", Operator)
    return sent


@pytest.mark.parametrize(
    ("language", "viewport"), [("zh-hans", PHONE), ("en", COMPUTER)], ids=["phone", "computer"]
)
def test_a_code_then_pages_and_file(
    open_page: Open,
    wang_xiuying: Someone,
    texts: list[str],
    language: str,
    viewport: dict[str, int],
) -> None:
    builders.send(wang_xiuying, fu_note="夜里翻身痛")
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language=language
    )
    page = open_page(viewport)
    come_in(page, wang_xiuying)
    page.goto("/me/data/")
    page.locator("a[href='/me/data/copy/']").click()
    expect(page.locator("#f-send")).to_be_visible()
    found = {"before": violations(page)}
    main_button(page)
    expect(page.locator("#f-code")).to_be_visible()
    found["code"] = violations(page)
    page.locator("#f-code").fill(code(texts))
    main_button(page)
    expect(page.locator("a[href='/me/data/file/']")).to_be_visible()
    found["ways"] = violations(page)
    assert "夜里翻身痛" in downloaded(page)
    leave(page, "a[href='/me/data/page/']")
    expect(page.get_by_text("夜里翻身痛")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_visible()
    found["page"] = violations(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    assert {name: what for name, what in found.items() if what} == {}


def code(texts: list[str]) -> str:
    """The six digits that came last."""
    jobs.send_messages()
    digits = [part for part in texts[-1].replace("，", " ").replace(".", " ").split() if part]
    return next(part for part in digits if part.isdecimal() and len(part) == 6)


def downloaded(page: Page) -> str:
    """The words of the file, which must be whole JSON."""
    with page.expect_download() as waiting:
        page.locator("a[href='/me/data/file/']").click()
    with open(waiting.value.path(), encoding="utf-8") as file:
        return json.dumps(json.load(file), ensure_ascii=False)
