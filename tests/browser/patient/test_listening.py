"""Listening to a question: it plays, the same button stops it, and it is noted (R17, R21)."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from osteopro.accounts.models import Account, Preference
from osteopro.instruments import recordings
from osteopro.instruments.audio import Voice
from osteopro.records.models import DraftAnswer
from tests import builders
from tests.browser.patient.conftest import (
    COMPUTER,
    Open,
    come_in,
    fill_birth,
    main_button,
    press,
    tap,
    violations,
)
from tests.browser.patient.test_story import answer
from tests.builders import Someone

# MPEG 1 layer III, 32 kbit/s, 44.1 kHz, mono: silence, 26 ms a frame.
THREE_SECONDS = (b"\xff\xfb\x10\xc4" + bytes(100)) * 115
# Every sound a page makes, in the order it was made.
WATCH = """(() => { const Old = window.Audio; window.sounds = [];
  window.Audio = function (...given) {
    const sound = new Old(...given); window.sounds.push(sound); return sound; }; })()"""


@pytest.fixture
def recorded(product: None, wang_xiuying: Someone, settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    recordings.forget()
    recordings.add_recording(
        by=builders.SETUP,
        place=(builders.form(full=True).canonical, "rf-check"),
        voice=Voice.MANDARIN,
        data=THREE_SECONDS,
    )


def playing(page: Page) -> bool:
    return bool(page.evaluate("() => { const s = window.sounds.at(-1); return !!s && !s.paused }"))


def test_a_recording_plays_stops_and_is_noted(
    open_page: Open, wang_xiuying: Someone, recorded: None
) -> None:
    page = open_page()
    page.add_init_script(WATCH)
    come_in(page, wang_xiuying)
    main_button(page)
    button = page.locator("[data-listen]")
    expect(button).to_have_text("听读题目")
    assert violations(page) == []
    assert page.evaluate("() => window.sounds.length") == 0, "no sound without a tap"
    button.click()
    expect(button).to_have_text("停")
    page.wait_for_function("() => window.sounds[0].currentTime > 0.2")
    assert playing(page)
    assert 2.5 < page.evaluate("() => window.sounds[0].duration") < 3.5
    button.click()
    expect(button).to_have_text("听读题目")
    assert not playing(page)
    button.click()
    expect(button).to_have_text("听读题目")
    answer(page, page.locator("label.answer").count() - 1)
    assert DraftAnswer.objects.get(link_id="rf-check").circumstances["read_aloud"] is True
    # The next question has no recording, and nobody asked for the voice of the phone.
    expect(page.locator("[data-listen]")).to_have_count(0)
    answer(page, 1)
    assert DraftAnswer.objects.get(link_id="sym-pain-rest").circumstances["read_aloud"] is False


def test_going_on_ends_the_sound(open_page: Open, wang_xiuying: Someone, recorded: None) -> None:
    page = open_page()
    page.add_init_script(WATCH)
    come_in(page, wang_xiuying)
    main_button(page)
    page.locator("[data-listen]").click()
    page.wait_for_function("() => window.sounds[0].currentTime > 0")
    answer(page, page.locator("label.answer").count() - 1)
    assert not playing(page)


def test_a_recording_is_a_plain_link_without_scripts(
    open_page: Open, wang_xiuying: Someone, recorded: None
) -> None:
    page = open_page(java_script_enabled=False)
    fill_birth(page, wang_xiuying)
    press(page)
    press(page)
    sound = page.locator("a[data-listen]")
    expect(sound).to_be_visible()
    served = page.request.get(str(sound.get_attribute("href")))
    assert served.headers["content-type"] == "audio/mpeg"
    assert served.body() == THREE_SECONDS


# A phone with a Chinese voice of its own, which says what it was given.
VOICE = """(() => { const voice = {lang: 'zh-CN'}; window.said = [];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, 'speechSynthesis', {value: {getVoices: () => [voice],
    speak: (what) => window.said.push(what.text), cancel: () => {}}}); })()"""


def test_the_voice_of_the_phone_speaks_only_for_who_asked_for_it(
    open_page: Open, wang_xiuying: Someone, recorded: None
) -> None:
    page = open_page()
    page.add_init_script(VOICE)
    come_in(page, wang_xiuying)
    expect(page.locator("[data-listen]")).to_have_count(0)
    page.goto("/me/settings/")
    expect(page.locator("input[name=sound]")).not_to_be_checked()
    page.locator("input[name=sound]").check(force=True)
    page.locator("input[name=dialect][value=sichuan]").check(force=True)
    assert violations(page) == []
    tap(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    kept = Preference.objects.get(account_id=wang_xiuying.account_id)
    assert (kept.sound, kept.dialect) == (True, "sichuan")
    page.goto("/me/record/start/")
    main_button(page)
    expect(page.locator("a[data-listen]")).to_be_visible()
    answer(page, page.locator("label.answer").count() - 1)
    page.locator("button[data-listen]").click()
    assert "痛" in page.evaluate("() => window.said[0]")


def test_the_pages_for_recordings_are_accessible(
    open_page: Open, recorded: None, settings: Settings, live_server: LiveServer
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    admin = Account.objects.get(username="admin-main")
    client.force_login(admin, backend="osteopro.accounts.backends.StaffBackend")
    page = open_page(COMPUTER)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/manage/recordings/")
    assert violations(page) == []
    page.get_by_role("link", name="已录").click()
    expect(page.locator("audio")).to_be_visible()
    file: Any = {"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": b"<html>"}
    page.set_input_files("input[type=file]", files=[file])
    page.locator("main button.main").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    file["buffer"] = THREE_SECONDS + THREE_SECONDS
    page.set_input_files("input[type=file]", files=[file])
    page.locator("main button.main").click()
    expect(page.locator(".notice.ok")).to_be_visible()
