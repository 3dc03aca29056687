"""A statement translated by keyboard, noted against a theme, and laid beside the records."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests import beside, builders
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied


@pytest.fixture
def said(study: Studied) -> UUID:
    someone = builders.patient(builders.clinic("west"))
    builders.consent(someone)
    beside.reported(someone, (-70, "2"), (-42, "3"), (-14, "6"), (8, "8"))
    return beside.spoken(study, someone)


def test_translated_by_keyboard(study: Studied, said: UUID, open_page: Open) -> None:
    page = open_page(study.qin, f"/study/{study.study_id}/statements/{said}/")
    page.keyboard.press("t")
    expect(page.get_by_label("译文")).to_be_focused()
    page.keyboard.type("It hurts more at night")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("译文已保存。")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="It hurts more at night")).to_be_visible()
    assert problems_of(page) == []


def test_a_theme_beside_the_records(study: Studied, said: UUID, open_page: Open) -> None:
    theme = beside.theme(study, said)
    page = open_page(study.qin, f"/study/{study.study_id}/themes/theme/{theme}/", width=360)
    assert problems_of(page) == []
    page.get_by_role("link", name="对照其记录").click()
    page.get_by_label("疼痛（症状）").check()
    page.get_by_label("要查看什么").fill("夜里是否更疼")
    assert problems_of(page) == []
    page.get_by_role("button", name="显示记录").click()
    expect(page.get_by_role("img", name="疼痛（症状）")).to_be_visible()
    page.get_by_role("radio", name="记录支持这些话").check()
    assert problems_of(page) == []
    page.get_by_role("button", name="存好").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    expect(page.get_by_role("link", name="参与者 1 · 疼痛")).to_be_visible()
    assert problems_of(page) == []
