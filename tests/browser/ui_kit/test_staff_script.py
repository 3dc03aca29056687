"""The staff's keys: they move, open, insert and send, and stay silent while someone types."""

import re
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Page, expect

COMPOSING = """() => document.dispatchEvent(new KeyboardEvent('keydown',
  { key: 'j', isComposing: true, bubbles: true }))"""


def marked(page: Page, name: str) -> None:
    """This row is the marked one."""
    expect(page.locator("[data-row][aria-current] [data-row-link]")).to_have_text(name)


def hears(page: Page, key: str) -> bool:
    """Whether the page has taken this key for its own, once it is through with it."""
    page.evaluate("addEventListener('keydown', event => { window.taken = event.defaultPrevented })")
    page.keyboard.press(key)
    page.wait_for_function("() => 'taken' in window")
    return bool(page.evaluate("taken"))


def worklist(open_page: Any, pages: SimpleNamespace, **frame: Any) -> Page:
    html = pages.sample("worklist.html", **frame).replace(">何玉珍</a>", ">甲</a>", 1)
    page: Page = open_page(html, width=1366, height=768)
    return page


def test_first_row_is_marked_and_keys_move(open_page: Any, pages: SimpleNamespace) -> None:
    page = worklist(open_page, pages)
    marked(page, "甲")
    page.keyboard.press("j")
    marked(page, "何玉珍")
    expect(page.locator("[data-row-link]:focus")).to_have_text("何玉珍")
    page.keyboard.press("k")
    marked(page, "甲")


def test_enter_opens_the_marked_row(open_page: Any, pages: SimpleNamespace) -> None:
    page = worklist(open_page, pages)
    page.evaluate("document.querySelector('[data-row-link]').hash = 'opened'")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#opened$"))


def test_keys_are_silent_while_typing_and_composing(open_page: Any, pages: SimpleNamespace) -> None:
    page = worklist(open_page, pages)
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("[data-search]")).to_have_value("jk?")
    marked(page, "甲")
    page.keyboard.press("Escape")
    expect(page.locator("[data-search]")).not_to_be_focused()
    page.evaluate(COMPOSING)
    marked(page, "甲")


def test_keys_can_be_turned_off(open_page: Any, pages: SimpleNamespace) -> None:
    page = worklist(open_page, pages, single_keys=False)
    assert not hears(page, "j")
    marked(page, "甲")


def test_question_mark_opens_the_help(open_page: Any, pages: SimpleNamespace) -> None:
    page = worklist(open_page, pages)
    page.keyboard.press("?")
    expect(page.locator(".sheet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_be_hidden()


def test_bound_key_presses_its_button(open_page: Any, pages: SimpleNamespace) -> None:
    page: Page = open_page(pages.sample("review.html"), width=1366, height=768)
    page.evaluate("document.querySelector('[data-key=c]').hash = 'call'")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("#call$"))


def test_two_keys_in_a_row(open_page: Any, pages: SimpleNamespace) -> None:
    html = pages.sample("review.html").replace('data-key="c"', 'data-key="g w"')
    page: Page = open_page(html, width=1366, height=768)
    page.evaluate("document.querySelector('[data-key=\"g w\"]').hash = 'list'")
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile("#list$"))


def test_keys_choose_the_answer_on_the_telephone(open_page: Any, pages: SimpleNamespace) -> None:
    html = pages.gallery("staff").replace('data-key="c"', 'data-key="Enter"', 1)
    page: Page = open_page(html.replace("data-digit", "data-off"), width=1366, height=768)
    page.keyboard.press("4")
    expect(page.locator("input[name=g-keyed]:checked")).to_have_value("3")


def test_digit_inserts_a_suggestion_once_and_takes_it_out(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page: Page = open_page(pages.sample("review.html"), width=1366, height=768)
    reply = page.locator("[data-reply]")
    before = reply.input_value()
    page.keyboard.press("3")
    expect(reply).to_have_value(f"{before}\n拿东西别弯腰驼背……")
    page.keyboard.press("3")
    expect(reply).to_have_value(before)


def test_ctrl_enter_sends_from_the_text(open_page: Any, pages: SimpleNamespace) -> None:
    html = pages.sample("review.html").replace("data-send>", 'data-send form="review">')
    page: Page = open_page(html, width=1366, height=768)
    page.evaluate("document.forms.review.action = '/sent/'")
    with page.expect_request(lambda request: request.url.endswith("/sent/")) as sent:
        page.locator("[data-reply]").press("Control+Enter")
    assert sent.value.method == "POST"


def test_undo_counts_down_and_leaves(open_page: Any, pages: SimpleNamespace) -> None:
    html = pages.gallery("staff").replace('data-undo="20"', 'data-undo="2"')
    page: Page = open_page(html, width=1366, height=768)
    # Looked at with every frame: it stands there for one second only.
    page.wait_for_function("() => document.querySelector('[data-seconds]')?.textContent === '1 秒'")
    expect(page.locator(".undo-bar")).to_have_count(0)


def test_filters_need_their_button_only_without_scripts(
    open_page: Any, pages: SimpleNamespace
) -> None:
    with_script = worklist(open_page, pages)
    expect(with_script.locator("[data-noscript]")).to_be_hidden()
    without: Page = open_page(
        pages.sample("worklist.html"), width=1366, height=768, java_script_enabled=False
    )
    expect(without.locator("[data-noscript]")).to_be_visible()
