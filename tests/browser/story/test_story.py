"""The loop: a record reaches its manager, is answered, and the patient sees that it was.

Mrs Wang at phone width, Nurse Li at the laptop; in Chinese and in English; then the week in which
her back hurts suddenly. Every page on the way is looked over by axe.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.followup import jobs
from osteopro.followup.models import CareState
from osteopro.followup.terms import Lane
from osteopro.triage.terms import Level
from tests import builders
from tests.browser.filling import enter_day, leave
from tests.browser.sizes import STORY_SIZES
from tests.browser.story.conftest import (
    Opens,
    Turning,
    looked_over,
    read_text_message,
    signs_in,
    unlocks,
)
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = Path(__file__).parents[3] / "docs" / "images"
WORDS = {
    "zh-hans": {
        "note": "夜里翻身还是痛，比上周好一点",
        "reply": "我看到了。睡觉侧着睡，两腿中间夹个枕头。下次告诉我好不好用。",
        "urgent": "请马上就医",
        "seen": "李护士看过",
    },
    "en": {
        "note": "Turning over still hurts at night, a little better than last week",
        "reply": "I read it. Sleep on your side, a pillow between the knees. Tell me if it helps.",
        "urgent": "Get medical help now",
        "seen": "Nurse Li",
    },
}


@STORY_SIZES
def test_the_loop(clinic: Clinic, time: Turning, opens: Opens, language: str, width: int) -> None:
    words = WORDS[language]
    her = _with_a_week_behind_her(clinic, time)
    page = opens(width, language)

    _enters(page, her, read_text_message())
    _start(page)
    _picture(page, "patient-question", language, width)
    _answer_all(page, words)
    looked_over(page, patient=True)
    _picture(page, "patient-check", language, width)
    leave(page, "form[data-done] button[type=submit]")
    page.wait_for_url("**/done/")
    looked_over(page, patient=True)
    _picture(page, "patient-done", language, width)
    promised = CareState.objects.get(patient_id=her.patient_id)
    assert promised.lane == Lane.REPLY.rank

    nurse = opens(1366, language)
    signs_in(nurse, clinic.li)
    looked_over(nurse, patient=False)
    row = nurse.locator("[data-row]", has_text=her.person.name)
    expect(row).to_contain_text(words["note"][:12])
    _picture(nurse, "care-worklist", language, 1366)
    with nurse.expect_navigation():
        row.locator("[data-row-link]").click()
    looked_over(nurse, patient=False)
    _picture(nurse, "care-review", language, 1366)
    _replies(nurse, words)
    assert CareState.objects.get(patient_id=her.patient_id).lane == Lane.NONE.rank

    time.go_on(seconds=30)
    jobs.send_messages()
    page.goto("/me/")
    looked_over(page, patient=True)
    expect(page.locator("main")).to_contain_text(words["seen"])
    expect(page.locator("main")).to_contain_text(words["reply"][:6])
    _picture(page, "patient-home", language, width)
    leave(page, "main a[href^='/me/messages/']")
    looked_over(page, patient=True)
    expect(page.locator("main")).to_contain_text(words["reply"])
    _picture(page, "patient-reply", language, width)

    _a_week_later_her_back_hurts(page, nurse, her, time, words, (language, width))


def _with_a_week_behind_her(clinic: Clinic, time: Turning) -> Someone:
    with clock.frozen(time.moment - timedelta(days=14)):
        her = builders.patient(clinic)
        builders.reply(clinic, her, builders.send(her, full=True))
    week_ago = time.moment - timedelta(days=7)
    receipt = builders.send(her, at=week_ago, sym_pain_move="6")
    with clock.frozen(week_ago + timedelta(hours=3)):
        builders.reply(clinic, her, receipt, body="起床先侧身，用手撑起来。")
    return her


def _enters(page: Page, her: Someone, link: str) -> None:
    page.goto(link)
    looked_over(page, patient=True)
    enter_day(page, "birth", her.person.birth)
    leave(page, "main form button[type=submit]")
    expect(page).to_have_url(re.compile("/me/"))
    expect(page).not_to_have_url(re.compile("/go/"))


def _start(page: Page) -> None:
    page.goto("/me/")
    looked_over(page, patient=True)
    page.goto("/me/record/start/")
    looked_over(page, patient=True)
    leave(page, "main form button[type=submit]")
    page.wait_for_url("**/me/record/*/*/")


def _answer_all(page: Page, words: dict[str, str]) -> None:
    """One question a page, select then next; the free text last."""
    for _ in range(30):
        if page.url.endswith("/check/"):
            return
        looked_over(page, patient=True)
        if page.url.endswith("/more/"):
            page.locator("textarea").fill(words["note"])
        elif page.url.endswith("/fu-wish/"):
            page.locator("input[value=advice]").check(force=True)
        elif page.locator("input[type=checkbox]").count():
            page.locator("input[value=none]").check(force=True)
        elif page.locator("input[type=radio]").count():
            page.locator("input[type=radio]").nth(1).check(force=True)
        else:
            leave(page, "button[name=skip]")
            continue
        leave(page, "main form button[type=submit]:not([name=skip])")
    raise AssertionError(f"the form did not end: {page.url}")


def _replies(nurse: Page, words: dict[str, str]) -> None:
    """By keyboard: r chooses the outcome and goes to the box, Ctrl+Enter sends."""
    nurse.keyboard.press("r")
    expect(nurse.locator("#f-text")).to_be_focused()
    nurse.locator("#f-text").fill(words["reply"])
    nurse.locator("#f-outcome").check(force=True)
    with nurse.expect_navigation():
        nurse.keyboard.press("Control+Enter")
    looked_over(nurse, patient=False)
    expect(nurse.locator("[data-undo]")).to_be_visible()


def _a_week_later_her_back_hurts(
    page: Page,
    nurse: Page,
    her: Someone,
    time: Turning,
    words: dict[str, str],
    shown: tuple[str, int],
) -> None:
    time.go_on(days=7)
    mail.outbox.clear()
    _start(page)
    page.locator("input[value=back]").check(force=True)
    leave(page, "main form button[type=submit]")
    for _ in range(4):  # the questions about the back, until the answer that cannot wait
        if page.url.endswith("/rf-back-stand/"):
            break
        page.locator("input[type=radio]").first.check(force=True)
        leave(page, "main form button[type=submit]")
    page.locator("input[value=no]").check(force=True)
    leave(page, "main form button[type=submit]")
    page.wait_for_url("**/urgent/")
    expect(page.locator("h1")).to_have_text(words["urgent"])
    expect(page.locator("a[href='tel:120']").first).to_be_visible()
    looked_over(page, patient=True)
    _picture(page, "patient-emergency", *shown)

    # She has sent nothing; it stands in front of Nurse Li all the same, and she was alerted.
    assert CareState.objects.get(patient_id=her.patient_id).level == Level.EMERGENCY.rank
    jobs.send_messages()
    assert len(mail.outbox) == 2
    unlocks(nurse)
    first = nurse.locator("[data-row]").first
    expect(first).to_contain_text(her.person.name)
    looked_over(nurse, patient=False)


def _picture(page: Page, name: str, language: str, width: int) -> None:
    """The pictures of the README are what this test saw; `make pictures` keeps them."""
    if not os.environ.get("OSTEOPRO_PICTURES"):
        return
    wanted = 1366 if name.startswith("care") else 360
    if language == "zh-hans" and width == wanted:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=name == "patient-home")
