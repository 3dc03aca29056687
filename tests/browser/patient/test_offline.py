"""Going on from question to question without a network, and what arrives of it (ux 7)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.followup.models import OpenItem
from osteopro.records.models import Assessment, Draft, DraftAnswer, Response
from osteopro.triage.terms import Level
from tests import builders
from tests.browser.patient.conftest import (
    MONDAY,
    Open,
    come_in,
    in_english,
    main_button,
    pack_is_here,
    tap,
    violations,
)
from tests.browser.patient.test_story import answer, answer_all
from tests.builders import Someone

QUEUE = "JSON.parse(localStorage.getItem('osteopro-queue') || '[]')"
WORDS = {
    "zh-hans": {
        "waiting": "还没送到",
        "arrived": "送到了。谢谢您告诉我们。",
        "missing": "请选一个答案",
        "fall": "11月22日",
        "urgent": "请马上就医",
        "not yet": "我们还没收到，请打电话",
    },
    "en": {
        "waiting": "Not sent yet",
        "arrived": "It has arrived. Thank you for telling us.",
        "missing": "Choose an answer",
        "fall": "22 November",
        "urgent": "Get medical help now",
        "not yet": "We have not received this yet",
    },
}
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def at_first_question(page: Page, someone: Someone, language: str = "zh-hans") -> None:
    """At the first question, with everything on the phone that it needs."""
    come_in(page, someone)
    if language == "en":
        in_english(page)
    main_button(page)
    pack_is_here(page)


def choose(page: Page, code: str) -> None:
    """Choose the answer with this code and go on."""
    page.locator(f"main input[value='{code}']").check(force=True)
    main_button(page)


def all_sent(page: Page) -> None:
    page.wait_for_function(f"() => {QUEUE}.length === 0")


@LANGUAGES
def test_a_whole_record_without_network_arrives_once(
    open_page: Open, wang_xiuying: Someone, language: str
) -> None:
    words = WORDS[language]
    page = open_page()
    at_first_question(page, wang_xiuying, language)
    choose(page, "none")
    page.context.set_offline(True)
    first = page.url
    main_button(page)
    expect(page.locator(".error-summary")).to_contain_text(words["missing"])
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    answer(page, 3)
    tap(page, "header .back")
    expect(page).to_have_url(first)
    expect(page.locator("label.answer input").nth(3)).to_be_checked()
    assert answer_all(page) == 14
    page.locator("textarea").fill("夜里翻身痛")
    main_button(page)
    expect(page.locator(".summary > div")).to_have_count(17)
    assert violations(page) == []
    tap(page)
    expect(page.locator("h1")).to_have_text(words["waiting"])
    assert violations(page) == []
    expect(page.locator("main")).not_to_contain_text(words["arrived"])
    assert len(page.evaluate(QUEUE)) == 16
    assert Response.objects.count() == 0
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text(words["arrived"])
    stored = Response.objects.get()
    assert stored.status == "completed"
    assert stored.values["sym-pain-rest"] == "1"
    assert stored.values["fu-note"] == "夜里翻身痛"
    assert stored.circumstances["sym-pain-rest"]["viewport"] == "360x740"
    assert page.evaluate(QUEUE) == []


def test_conditions_days_and_words_are_those_of_the_server(
    open_page: Open, wang_xiuying: Someone
) -> None:
    """The same answers are read over with and without a network."""
    lists = []
    for offline in (True, False):
        page = open_page()
        at_first_question(page, wang_xiuying)
        page.context.set_offline(offline)
        choose(page, "fall")
        expect(page).to_have_url(re.compile("/fall-count/"))
        choose(page, "1")
        choose(page, "2026-11-22")
        choose(page, "ok")
        choose(page, "fine")
        expect(page).to_have_url(re.compile("/fall-thinner/"))
        choose(page, "no")
        expect(page).to_have_url(re.compile("/rf-seen/"))
        choose(page, "yes")
        tap(page, "button[name=skip]")
        page.wait_for_url("**/sym-pain-move/")
        answer_all(page)
        main_button(page)
        rows = page.locator(".summary > div").all_inner_texts()
        lists.append([row.split("\n")[:2] for row in rows])
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        all_sent(page)
        Draft.objects.all().delete()
    assert lists[0] == lists[1]
    assert ["哪天摔的", WORDS["zh-hans"]["fall"]] in lists[0]


@LANGUAGES
def test_an_emergency_without_network_is_shown_at_once_and_arrives_first(
    open_page: Open, wang_xiuying: Someone, language: str
) -> None:
    words = WORDS[language]
    page = open_page()
    at_first_question(page, wang_xiuying, language)
    page.context.set_offline(True)
    page.locator("main input[value=back]").check(force=True)
    choose(page, "break")
    expect(page).to_have_url(re.compile("/rf-back-act/"))
    choose(page, "bump")
    choose(page, "no")
    expect(page.locator("h1")).to_have_text(words["urgent"])
    expect(page.locator("main")).to_contain_text(words["not yet"])
    expect(page.get_by_role("link", name="120")).to_be_visible()
    expect(page.locator("ol.steps.bad > li")).to_have_count(2)
    assert violations(page) == []
    tap(page, "main a.link-block")
    expect(page).to_have_url(re.compile("/frac-where/"))
    choose(page, "hip")
    expect(page.locator("h1")).to_have_text(words["urgent"])
    expect(page.locator("[data-reasons]")).to_contain_text(":" if language == "en" else "：")
    assert Assessment.objects.count() == 0
    page.context.set_offline(False)
    all_sent(page)
    expect(page.locator("[data-until-sent]")).to_have_count(0)
    expect(page.locator("h1")).to_have_text(words["urgent"])
    assert set(Response.objects.values_list("status", flat=True)) == {"stopped"}
    assert OpenItem.objects.get().level == Level.EMERGENCY.rank


def test_an_answer_that_waited_keeps_its_own_time(open_page: Open, wang_xiuying: Someone) -> None:
    page = open_page()
    at_first_question(page, wang_xiuying)
    page.context.set_offline(True)
    choose(page, "none")
    # The phone's clock is wrong by a year; how long an answer waited is known all the same.
    page.evaluate(
        """() => { const queue = JSON.parse(localStorage.getItem('osteopro-queue'));
          for (const entry of queue) entry.body = entry.body.replace(/answered=[^&]*/,
            'answered=' + encodeURIComponent(new Date(Date.now() - 2 * 3600e3).toISOString()));
          localStorage.setItem('osteopro-queue', JSON.stringify(queue)); }"""
    )
    page.context.set_offline(False)
    all_sent(page)
    kept = DraftAnswer.objects.get(link_id="rf-check")
    assert abs(kept.answered_at - (MONDAY - timedelta(hours=2))) < timedelta(minutes=1)
    assert kept.circumstances["device_at"]
    assert "skew_s" in kept.circumstances


def test_the_newest_answer_of_two_devices_counts_and_is_pointed_out(
    open_page: Open, wang_xiuying: Someone
) -> None:
    phone = open_page()
    at_first_question(phone, wang_xiuying)
    phone.context.set_offline(True)
    choose(phone, "none")
    answer_all(phone)
    main_button(phone)
    tap(phone)
    expect(phone.locator("h1")).to_have_text(WORDS["zh-hans"]["waiting"])
    draft = Draft.objects.get()
    with clock.frozen(MONDAY + timedelta(hours=1)):
        builders.save(wang_xiuying, draft.uuid, {"sym-sleep": "very"})
    phone.context.set_offline(False)
    expect(phone.locator(".notice.warn").first).to_contain_text("在别的手机上改过")
    expect(phone.locator(".notice.warn").first).to_contain_text("睡不好")
    assert violations(phone) == []
    assert Response.objects.count() == 0
    main_button(phone)
    expect(phone.locator("h1")).to_have_text(WORDS["zh-hans"]["arrived"])
    assert Response.objects.get().values["sym-sleep"] == "very"


def test_answers_that_come_too_late_are_shown_and_not_lost(
    open_page: Open, wang_xiuying: Someone
) -> None:
    phone = open_page()
    at_first_question(phone, wang_xiuying)
    choose(phone, "none")
    phone.context.set_offline(True)
    choose(phone, "7")
    record = Draft.objects.get()
    answers = {k: v for k, v in builders.STEADY.items() if k != "qol-gh1"}
    builders.save(wang_xiuying, record.uuid, {**answers, "qol-gh1": "g2"})
    computer = open_page()
    come_in(computer, wang_xiuying)
    computer.goto(f"/me/record/{record.uuid}/check/")
    main_button(computer)
    expect(computer.locator("h1")).to_have_text(WORDS["zh-hans"]["arrived"])
    phone.context.set_offline(False)
    expect(phone.locator("[data-kept]")).to_be_visible()
    expect(phone.locator("[data-kept] dd")).to_have_text("7")
    assert violations(phone) == []
    phone.goto("/me/")
    expect(phone.locator("[data-kept]")).to_be_visible()
    phone.locator("[data-forget]").click()
    expect(phone.locator("[data-kept]")).to_be_hidden()
    assert Response.objects.get().values["sym-pain-rest"] == "3"


def test_an_expired_form_says_so_and_keeps_the_answers(
    open_page: Open, wang_xiuying: Someone
) -> None:
    phone = open_page()
    at_first_question(phone, wang_xiuying)
    phone.context.set_offline(True)
    choose(phone, "back")
    choose(phone, "bump")
    Draft.objects.update(state="left")
    phone.context.set_offline(False)
    expect(phone.locator("h1")).to_have_text("这份记录收起来了")
    expect(phone.locator("[data-kept] dd")).to_have_text(["突然背痛或腰痛得厉害", "摔倒或碰撞"])


def test_an_answer_that_is_given_again_still_comes_before_its_follow_ups(
    open_page: Open, wang_xiuying: Someone
) -> None:
    page = open_page()
    at_first_question(page, wang_xiuying)
    page.context.set_offline(True)
    choose(page, "back")
    choose(page, "bump")
    tap(page, "header .back")
    tap(page, "header .back")
    page.locator("main input[value=fever]").check(force=True)
    main_button(page)
    expect(page.locator("main input[value=bump]")).to_be_checked()
    page.context.set_offline(False)
    all_sent(page)
    kept = dict(DraftAnswer.objects.values_list("link_id", "value"))
    assert (kept["rf-check"], kept["rf-back-act"]) == (["back", "fever"], "bump")


def test_home_asks_to_call_when_answers_have_waited_for_more_than_a_day(
    open_page: Open, wang_xiuying: Someone
) -> None:
    """Neither a minute nor for ever: a day (ux O6)."""
    page = open_page()
    come_in(page, wang_xiuying)
    asks = page.locator("[data-overdue]")
    page.route("**/draft/", lambda route: route.abort())
    for hours, shown in ((1, False), (25, True)):
        page.evaluate(
            "hours => localStorage.setItem('osteopro-queue', JSON.stringify([{key: 'a', body: '',"
            " url: '/me/record/00000000-0000-4000-8000-000000000000/draft/',"
            " at: Date.now() - hours * 3600000}]))",
            hours,
        )
        page.goto(page.url.split("/me/")[0] + "/me/")
        expect(asks).to_be_visible(visible=shown)
    assert violations(page) == []
    page.evaluate("localStorage.removeItem('osteopro-queue')")
    page.reload()
    expect(asks).to_be_hidden()
