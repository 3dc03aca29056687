"""An interview from its plan to its sound, with the net away twice."""

import struct
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from osteopro.research import sounds
from osteopro.research.models import FieldNote, Interview, Recording, RecordingPart
from tests import interviews
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied

SECONDS, RATE = 10, 8000


@pytest.fixture(autouse=True)
def small_parts(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(sounds, "PART", 64 * 1024)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Ten seconds in three parts."""
    path = tmp_path / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(
            b"".join(struct.pack("<h", (no * no) % 9000) for no in range(RATE * SECONDS))
        )
    return path


def plan(page: Page) -> None:
    page.get_by_label("参与者", exact=True).select_option(label="参与者 1")
    page.get_by_label("时间", exact=True).fill("2026-12-01T09:30")
    page.get_by_label("地点").fill("谈话间")
    page.get_by_role("button", name="计划").click()
    expect(page.get_by_role("status")).to_have_text("已计划。")


def begin(page: Page) -> None:
    for words in ("房间安静", "外面听不到谈话", "参与者身体状况可以谈", "没有别人", "同意录音"):
        page.get_by_label(words, exact=True).check()
    page.get_by_role("button", name="开始访谈").click()
    expect(page.get_by_role("status").first).to_contain_text("访谈已开始")


@pytest.mark.parametrize("width", [1366, 768])
def test_an_interview_is_run(study: Studied, open_page: Open, width: int) -> None:
    interviews.participant(study)
    page = open_page(study.qin, f"/study/{study.study_id}/interviews/", width=width)
    plan(page)
    found = {"room": problems_of(page)}
    begin(page)
    found["running"] = problems_of(page)
    page.keyboard.press("f")
    page.keyboard.type("皱眉")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-net]")).to_have_text("")
    expect(page.locator("[data-notes] li")).to_contain_text("皱眉")
    page.get_by_role("checkbox", name="请您说说").check()
    expect(page.get_by_text("已问 1 / 1")).to_be_visible()

    # Away from the net: a note and the end wait on the device, in order.
    page.context.set_offline(True)
    page.get_by_role("textbox", name="现场笔记").fill("说到女儿时声音低下来")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("[data-net]")).to_contain_text("等待联网")
    page.get_by_role("button", name="现在结束").click()
    expect(page.locator("[data-net]")).to_contain_text("结束时刻")
    page.context.set_offline(False)
    expect(page.get_by_role("status").first).to_contain_text("已结束")
    found["held"] = problems_of(page)
    expect(page.locator("[data-notes]")).to_contain_text("说到女儿时声音低下来")
    notes = FieldNote.objects.order_by("pk").values_list("kind", "text")
    assert list(notes) == [("face", "皱眉"), ("face", "说到女儿时声音低下来")]
    held = Interview.objects.get()
    assert held.ended_at is not None
    assert len(held.asked) == 1
    page.goto(f"/study/{study.study_id}/interviews/")
    found["list"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}


def test_words_not_yet_kept_come_back(study: Studied, open_page: Open) -> None:
    one = interviews.held(study)
    page = open_page(study.qin, f"/study/{study.study_id}/interviews/{one}/")
    page.get_by_role("textbox", name="现场笔记").fill("还没写完")
    page.reload()
    expect(page.get_by_role("textbox", name="现场笔记")).to_have_value("还没写完")


def test_a_recording_goes_on_after_a_break_and_is_heard(
    study: Studied, open_page: Open, sound: Path
) -> None:
    one = interviews.held(study)
    where = f"/study/{study.study_id}/interviews/{one}/recording/"
    page = open_page(study.qin, where)
    found = {"empty": problems_of(page)}
    sent: list[str] = []
    page.on("request", lambda request: request.method == "PUT" and sent.append(request.url[-3:]))
    page.route("**/recording/*/1/", lambda route: route.abort())
    bring(page, sound)
    expect(page.locator("[data-said]")).to_contain_text("网络断了")
    assert RecordingPart.objects.count() == 1

    page.reload()
    expect(page.get_by_text("已到 1 / 3 份")).to_be_visible()
    bring(page, sound)
    expect(page.get_by_role("button", name="继续")).to_be_visible()
    found["broken"] = problems_of(page)
    page.unroute("**/recording/*/1/")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("status").first).to_have_text("录音已保存。")
    assert sent.count("/0/") == 1
    row = Recording.objects.get()
    assert (row.state, row.ms) == ("whole", SECONDS * 1000)

    page.get_by_role("button", name="打开收听").click()
    player = page.locator("audio")
    expect(player).to_have_js_property("duration", SECONDS)
    found["player"] = problems_of(page)
    player.evaluate(
        """sound => new Promise(done => {
            sound.ontimeupdate = () => sound.currentTime > 7.2 && done();
            sound.currentTime = 7;
            sound.play();
        })"""
    )
    assert {name: what for name, what in found.items() if what} == {}


def bring(page: Page, sound: Path) -> None:
    page.get_by_label("录音：").set_input_files(sound)
    page.get_by_role("button", name="上传").click()
