"""From the link in a text message to a record that arrived, as people press it."""

import re

from playwright.sync_api import Page, expect

from osteopro.records.models import Draft, DraftAnswer, Response
from tests.browser.filling import rested
from tests.browser.patient.conftest import (
    Open,
    come_in,
    fill_birth,
    in_english,
    link,
    main_button,
    pack_is_here,
    press,
    tap,
    violations,
)
from tests.browser.sizes import PATIENT_SIZES
from tests.builders import Someone

WORDS = {
    "zh-hans": ("送到了。谢谢您告诉我们。", "zh-CN"),
    "en": ("It has arrived. Thank you for telling us.", "en"),
}


def answer(page: Page, number: int) -> None:
    """Choose the answer at this place and go on."""
    page.locator("label.answer").nth(number).click()
    main_button(page)


def answer_all(page: Page) -> int:
    """Go through a quiet week up to the free text; returns how many questions there were."""
    questions = 0
    while "/more/" not in page.url:
        questions += 1
        choices = page.locator("label.answer")
        if choices.count() == 0:
            page.locator("main input.input").fill("52,5")
            main_button(page)
        elif "/rf-check/" in page.url:
            answer(page, choices.count() - 1)
        else:
            answer(page, 1)
        assert questions < 30, (page.url, page.locator("main").inner_text())
    return questions


@PATIENT_SIZES
def test_every_page_of_the_story_is_accessible(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    said, html = WORDS[language]
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        problems = violations(page)
        if problems:
            found[name] = problems

    page.goto(link(wang_xiuying))
    if language == "en":
        in_english(page)
    look("link")
    page.locator("#f-birth").fill("1955")
    main_button(page)
    look("link with an error")
    expect(page.locator(".error-summary")).to_be_focused()
    come_in(page, wang_xiuying)
    look("start")
    page.goto("/me/")
    look("home of somebody new")
    page.goto("/me/record/start/")
    main_button(page)
    look("safety check")
    main_button(page)
    look("question with an error")
    expect(page).to_have_title(re.compile("^有问题：" if language == "zh-hans" else "^Error:"))
    answer(page, 1)
    look("follow-up")
    answer(page, 0)
    look("date")
    answer(page, 0)
    answer(page, 0)
    answer(page, 0)
    answer(page, 0)
    look("ladder")
    answer_all(page)
    look("free text")
    page.locator("textarea").fill("夜里翻身痛")
    main_button(page)
    look("check")
    main_button(page)
    expect(page.locator("h1")).to_have_text(said)
    expect(page.locator("html")).to_have_attribute("lang", html)
    look("done")
    assert found == {}
    assert Response.objects.get().status == "completed"


def test_a_record_takes_no_more_than_2n_plus_4_presses(
    open_page: Open, wang_xiuying: Someone
) -> None:
    page = open_page()
    page.context.add_init_script(
        "addEventListener('pointerup', () => sessionStorage.setItem('presses', "
        "1 + Number(sessionStorage.getItem('presses') || 0)), true)"
    )
    come_in(page, wang_xiuying)
    page.context.clear_cookies(name="sessionid")
    page.evaluate("() => sessionStorage.setItem('presses', 0)")
    # Her own phone, known from before: from the link in the message to the end.
    page.goto(link(wang_xiuying))
    main_button(page)
    main_button(page)
    # Chosen by mouse, a number is typed: the press into its field is counted too.
    questions = answer_all(page)
    main_button(page)
    main_button(page)
    expect(page.locator("h1")).to_have_text(WORDS["zh-hans"][0])
    presses = int(page.evaluate("() => sessionStorage.getItem('presses')"))
    assert presses <= 2 * questions + 4
    assert questions == 15


def test_the_whole_story_without_scripts(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page(java_script_enabled=False)

    fill_birth(page, wang_xiuying)
    press(page)
    press(page)
    page.locator("label.answer").nth(1).click()
    press(page)
    page.locator("label.answer").first.click()
    press(page)
    # The three fields of "another day" stand open.
    for part, value in (("", "2026"), ("-month", "11"), ("-day", "20")):
        page.locator(f"#f-fall-date{part}").fill(value)
    press(page)
    while "/more/" not in page.url:
        if page.locator("label.answer").count():
            page.locator("label.answer").first.click()
            press(page)
        else:
            with page.expect_navigation():
                page.locator("button[name=skip]").click()
    press(page)
    press(page)
    expect(page.locator("h1")).to_have_text(WORDS["zh-hans"][0])
    assert Response.objects.get().values["fall-date"] == "2026-11-20"


def test_an_answer_is_saved_while_she_still_thinks(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    main_button(page)
    with page.expect_response(lambda response: "/draft/" in response.url) as saved:
        page.locator("label.answer").last.click()
    assert saved.value.status == 204
    expect(page.locator("[data-save-state]")).to_contain_text("已存好")
    assert DraftAnswer.objects.get(link_id="rf-check").value == ["none"]


def test_the_next_question_is_one_small_request(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    main_button(page)
    pack_is_here(page)
    page.locator("label.answer").last.click()
    expect(page.locator("[data-save-state]")).to_contain_text("已存好")
    # A POST, and the page its answer leads to; no file is loaded again.
    with page.expect_response(lambda response: "/sym-pain-rest/" in response.url):
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        main_button(page)
    # Chromium looks at the tab's icon anew where the address changes; its cache answers elsewhere.
    needed = [url for url in requests if not url.endswith("icon.svg")]
    assert len(needed) == 2, needed


def test_two_quick_presses_send_once(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    main_button(page)
    answer(page, page.locator("label.answer").count() - 1)
    answer_all(page)
    main_button(page)
    rested(page)
    page.locator("main .btn.main").dblclick()
    expect(page.locator("h1")).to_have_text(WORDS["zh-hans"][0])
    assert Response.objects.count() == 1
    page.go_back()
    expect(page.locator("h1")).to_have_text("这份记录已经送到了")


def test_without_network_nothing_is_lost_and_it_sends_later(
    open_page: Open, wang_xiuying: Someone
) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    main_button(page)
    answer(page, page.locator("label.answer").count() - 1)
    answer_all(page)
    main_button(page)
    page.context.set_offline(True)
    tap(page)
    expect(page.locator("h1")).to_have_text("还没送到")
    assert Response.objects.count() == 0
    with page.expect_response(lambda response: "/done/" in response.url):
        page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text(WORDS["zh-hans"][0])
    assert Response.objects.count() == 1


def test_the_token_is_nowhere_after_the_birth_date(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    secret = link(wang_xiuying).split("/")[2]
    referrers: list[str] = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    come_in(page, wang_xiuying)
    expect(page).not_to_have_url(re.compile(secret))
    assert not any(secret in referrer for referrer in referrers)
    page.go_back()
    assert Draft.objects.count() == 0
