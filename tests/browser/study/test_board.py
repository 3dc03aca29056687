"""The board of themes: by keyboard alone, and by dragging."""

import pytest
from playwright.sync_api import Page, expect

from tests import studies
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied

TEXT = "访谈者：怎么样？\nP1：填起来麻烦。\nP1：回得快，心里踏实。"


@pytest.fixture
def board(study: Studied) -> str:
    version = studies.frozen(study, TEXT)
    studies.agreed(study, version, {"填起来麻烦": "嫌麻烦", "回得快，心里踏实": "安心"})
    return f"/study/{study.study_id}/themes/"


def add(page: Page, label: str, name: str) -> None:
    """Type a name and press Enter."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def put(page: Page, what: str, where: str) -> None:
    """Open it and choose its place, all by keys."""
    page.get_by_role("link", name=what, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(what)
    page.get_by_role("radio", name=where).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("主题")


def test_by_keyboard_alone_and_undone(study: Studied, board: str, open_page: Open) -> None:
    page = open_page(study.qin, board)
    add(page, "新主题", "对项目看法不一")
    add(page, "新意义群", "填报负担")
    put(page, "填报负担", "对项目看法不一")
    put(page, "嫌麻烦", "填报负担")
    theme = page.locator("li.theme", has_text="对项目看法不一")
    expect(theme).to_contain_text("1 条 · 1 人")
    assert problems_of(page) == []
    page.keyboard.press("z")
    expect(theme).not_to_contain_text("嫌麻烦")
    page.get_by_role("link", name="嫌麻烦", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="先不归类")).to_be_checked()
    assert problems_of(page) == []


def test_by_dragging(study: Studied, board: str, open_page: Open) -> None:
    page = open_page(study.qin, board)
    add(page, "新意义群", "填报负担")
    cluster = page.locator("li.cluster", has_text="填报负担")
    page.locator("li.meaning", has_text="安心").drag_to(cluster)
    expect(cluster).to_contain_text("安心")
    expect(cluster).to_contain_text("1 条 · 1 人")


def test_on_a_phone(study: Studied, board: str, open_page: Open) -> None:
    page = open_page(study.qin, board, width=360)
    add(page, "新主题", "对项目看法不一")
    assert problems_of(page) == []
