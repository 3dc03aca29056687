"""Typing a transcript by keyboard; its way to being frozen is in test_whole_way."""

from playwright.sync_api import expect

from osteopro.research import actions
from tests import interviews
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied


def test_keys_move_the_sound_while_typing(study: Studied, open_page: Open) -> None:
    interview_id = interviews.held(study)
    interviews.recording(study, interview_id)
    actions.begin_transcript(by=study.qin.actor, study_id=study.study_id, interview_id=interview_id)
    page = open_page(study.qin, f"/study/{study.study_id}/transcripts/{interview_id}/")
    page.locator("#f-text").fill("P1：疼")
    page.get_by_role("button", name="听录音").click()
    expect(page.locator("audio")).to_be_visible()
    expect(page.locator("#f-text")).to_have_value("P1：疼")
    page.locator("#f-text").press("End")
    page.keyboard.press("F8")
    expect(page.locator("#f-text")).to_have_value("P1：疼[00:00:00]")
    page.keyboard.press("F6")
    expect(page.locator("[data-speed]")).to_have_text("× 0.9")
    assert problems_of(page) == []
