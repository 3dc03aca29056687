"""The diary as people press it: few taps, no network, photos and spoken words."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from osteopro.followup.models import OpenItem
from osteopro.records.models import Attachment, Response
from tests import builders
from tests.browser.patient.conftest import (
    Open,
    come_in,
    fill_birth,
    in_english,
    leave,
    main_button,
    press,
    tap,
    violations,
)
from tests.browser.sizes import COMPUTER, PHONE
from tests.builders import Someone

QUEUE = "JSON.parse(localStorage.getItem('osteopro-queue') || '[]')"
SAID = {"zh-hans": "记下了。谢谢您告诉我们。", "en": "It is noted. Thank you for telling us."}
COUNT_TAPS = (
    "addEventListener('pointerup', () => sessionStorage.setItem('taps', "
    "1 + Number(sessionStorage.getItem('taps') || 0)), true)"
)


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def large_photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(builders.picture(2400, 1800, quality=98))
    return path


def choose(page: Page, about: str = "exercise") -> None:
    """What happened, and that it was today."""
    page.locator(f"label.answer:has(input[name='dia-type'][value='{about}'])").click()
    page.locator("[data-near-date] label.answer").first.click()


def note(page: Page, about: str = "exercise") -> None:
    page.goto("/me/diary/new/")
    choose(page, about)
    main_button(page)


def to_photos_and_voice(page: Page) -> None:
    """From the entry to what belongs to it; the script of that page is here."""
    leave(page, "a[href$='/media/']")
    expect(page.locator("form[data-kind=voice]")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "viewport"), [("zh-hans", PHONE), ("en", COMPUTER)], ids=["phone", "computer"]
)
def test_every_page_of_the_diary_is_accessible(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if problems := violations(page):
            found[name] = problems

    come_in(page, wang_xiuying)
    if language == "en":
        page.goto("/me/")
        in_english(page)
    page.goto("/me/diary/")
    look("empty list")
    page.goto("/me/diary/new/")
    look("new")
    main_button(page)
    expect(page.locator(".error-summary")).to_be_focused()
    look("new with mistakes")
    choose(page)
    page.locator("textarea").fill("走到菜市场")
    main_button(page)
    expect(page.locator("h1")).to_have_text(SAID[language])
    look("entry")
    record = page.url.rstrip("/").split("/")[-1]
    page.goto(f"/me/record/{record}/media/")
    look("no consent")
    builders.consent(wang_xiuying)
    builders.photo_of(wang_xiuying, Response.objects.get().occasion)
    page.goto(f"/me/record/{record}/media/")
    expect(page.locator("form[data-kind=voice]")).to_be_visible()
    look("photos and voice")
    page.locator("form[data-kind=photo] button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look("nothing chosen")
    note(page, "other")
    page.goto("/me/diary/")
    look("list")
    assert found == {}


def test_an_entry_takes_no_more_than_four_taps_from_home(
    open_page: Open, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    page = open_page()
    page.context.add_init_script(COUNT_TAPS)
    come_in(page, wang_xiuying)
    page.goto("/me/")
    page.evaluate("() => sessionStorage.setItem('taps', 0)")
    leave(page, ".rows a[href='/me/diary/new/']")
    choose(page)
    main_button(page)

    expect(page.locator("h1")).to_have_text(SAID["zh-hans"])
    assert int(page.evaluate("() => sessionStorage.getItem('taps')")) <= 4


def test_entry_waits_on_the_phone_without_network_and_arrives_once(
    open_page: Open, wang_xiuying: Someone
) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/diary/new/")
    choose(page)
    page.locator("textarea").fill("在院子里走")
    page.context.set_offline(True)
    tap(page)

    expect(page.locator("h1")).to_have_text("还没送到")
    expect(page.locator("main")).not_to_contain_text("记下了")
    assert violations(page) == []
    assert len(page.evaluate(QUEUE)) == 1
    assert not Response.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text(SAID["zh-hans"])
    assert Response.objects.get().values["dia-note"] == "在院子里走"
    assert page.evaluate(QUEUE) == []


def test_fall_that_waited_asks_its_questions_when_it_arrives(
    open_page: Open, wang_xiuying: Someone
) -> None:
    page = open_page()
    come_in(page, wang_xiuying)
    page.goto("/me/diary/new/")
    choose(page, "fall")
    page.context.set_offline(True)
    tap(page)
    expect(page.locator("h1")).to_have_text("还没送到")
    page.context.set_offline(False)

    page.wait_for_url("**/fall-count/")
    assert page.evaluate(QUEUE) == []
    page.locator("label.answer").first.click()
    main_button(page)
    page.locator("[data-near-date] label.answer").first.click()
    main_button(page)
    page.locator("label.answer:has(input[value='nostand'])").click()
    main_button(page)
    expect(page.locator("h1")).to_contain_text("请马上就医")
    assert OpenItem.objects.get().level == 3


def test_diary_and_photos_work_without_scripts(
    open_page: Open, wang_xiuying: Someone, large_photo: Path
) -> None:
    builders.consent(wang_xiuying)
    page = open_page(java_script_enabled=False)
    fill_birth(page, wang_xiuying)
    press(page)
    page.goto("/me/diary/new/")
    choose(page)
    press(page)
    expect(page.locator("h1")).to_have_text(SAID["zh-hans"])
    with page.expect_navigation():
        page.locator("a[href$='/media/']").click()
    expect(page.locator("form[data-kind=voice]")).to_be_hidden()
    page.set_input_files("input[type=file]", large_photo)
    page.locator("form[data-kind=photo] button").click()

    expect(page.locator(".attached img")).to_be_visible()
    assert Attachment.objects.get().width == 1600


def test_photo_is_made_small_before_it_is_sent_and_shown_when_it_is_here(
    open_page: Open, wang_xiuying: Someone, large_photo: Path
) -> None:
    builders.consent(wang_xiuying)
    page = open_page()
    come_in(page, wang_xiuying)
    note(page)
    to_photos_and_voice(page)
    page.set_input_files("input[type=file]", large_photo)
    with page.expect_request(lambda r: r.method == "POST") as sent:
        page.locator("form[data-kind=photo] button").click()

    expect(page.locator(".attached img")).to_have_js_property("naturalWidth", 1600)
    assert len(sent.value.post_data_buffer or b"") < large_photo.stat().st_size / 2
    tap(page, ".attached button")
    expect(page.locator(".attached")).to_have_count(0)


def test_photo_that_did_not_arrive_is_sent_by_pressing_again(
    open_page: Open, wang_xiuying: Someone, large_photo: Path
) -> None:
    builders.consent(wang_xiuying)
    page = open_page()
    come_in(page, wang_xiuying)
    note(page)
    to_photos_and_voice(page)
    page.set_input_files("input[type=file]", large_photo)
    page.context.set_offline(True)
    page.locator("form[data-kind=photo] button").click()
    expect(page.locator("form[data-kind=photo] [data-state]")).to_have_text(
        "没有送到。再按一次，重新发送。"
    )
    page.context.set_offline(False)
    tap(page, "form[data-kind=photo] button")

    expect(page.locator(".attached img")).to_be_visible()
    assert Attachment.objects.count() == 1


def test_voice_note_is_recorded_sent_and_played(open_page: Open, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    page = open_page()
    come_in(page, wang_xiuying)
    note(page)
    to_photos_and_voice(page)
    form = page.locator("form[data-kind=voice]")
    form.locator("[data-take]").click()
    at_least_two_seconds = re.compile("^0:(0[2-9]|[1-5][0-9]) / 2:00$")
    expect(form.locator("[data-count-seconds]")).to_have_text(at_least_two_seconds)
    form.locator("[data-take]").click()
    expect(form.locator("[data-state]")).to_contain_text("还没发送")
    tap(page, "form[data-kind=voice] [type=submit]")

    expect(page.locator(".attached audio")).to_be_visible()
    stored = Attachment.objects.get()
    assert (stored.kind, stored.media_type) == ("voice", "audio/webm")
    ready = page.locator(".attached audio").evaluate(
        "a => new Promise(ok => { a.onloadeddata = () => ok(a.readyState); a.preload = 'auto';"
        " a.load() })"
    )
    assert ready >= 2
