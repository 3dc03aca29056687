"""A record taken on the phone without a mouse, with the keys counted (ux W9, T3, T9)."""

import re
from datetime import timedelta

import pytest
from django.db.models import Q
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.followup.models import Call, LiveCall, OpenItem
from osteopro.patients.terms import Channel
from osteopro.records.models import Response
from osteopro.triage.terms import Level
from tests import builders
from tests.browser.care.conftest import Open, problems_of
from tests.browser.sizes import STAFF_SIZES

# Keystroke-level model (ux section 6): a key, a decision, and what is read aloud.
KEY, DECIDE, ALOUD_PER_CHARACTER = 0.2, 1.35, 1 / 4
GATE = 5 * 60
ZHOU = "周德明"


@pytest.fixture
def zhou(clinic: builders.Clinic) -> builders.Someone:
    """Somebody who reports by phone, whose short record is due today; nothing is more urgent."""
    now = clock.now()
    someone = builders.patient(
        clinic,
        name=ZHOU,
        phone="+8613800006630",
        address_as="周大爷",
        channel=Channel.PHONE,
        starts_on=(now - timedelta(days=7)).date(),
    )
    receipt = builders.send(someone, full=True, at=now - timedelta(days=7))
    with clock.frozen(now - timedelta(days=7, hours=-1)):
        builders.reply(clinic, someone, receipt)
    with clock.frozen(now - timedelta(days=6)):
        urgent = Q(level__gte=Level.URGENT.rank)
        OpenItem.objects.filter(urgent | Q(patient_id=someone.patient_id), closed_at=None).update(
            closed_at=clock.now(), closed_by=clinic.li.account_id
        )
    return someone


class Caller:
    """Presses keys, waits for each page, counts keys and what is read aloud."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.aloud = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def go(self, *keys: str) -> None:
        """The last of these keys leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def read(self, *, options: bool) -> None:
        """Count the script on the page, and the answers when they are read out."""
        self.aloud += len(self.page.locator("[data-script]").inner_text())
        if options:
            self.aloud += len(self.page.locator(".keyed-answers").inner_text())

    def answer(self, *keys: str, options: bool = False) -> None:
        self.read(options=options)
        self.go(*keys, "Enter")


def rest_of_the_sitting(caller: Caller) -> None:
    """The forms that ride on the record, passed over by keys."""
    for _ in range(40):
        if caller.page.locator("[data-script]").count():
            caller.go("n")
        elif caller.page.locator("button[value=send]").count():
            caller.go("Enter")
        else:
            return


def called(page: Page) -> Caller:
    """The call as far as the first question, by keys alone."""
    caller = Caller(page)
    caller.go("n")
    expect(page.locator("h1")).to_contain_text(ZHOU)
    caller.go("b", "Enter")
    expect(page.locator("[data-script]")).to_be_visible()
    return caller


def test_a_whole_record_by_keys(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/calls/")
    caller = called(page)
    caller.answer("0", options=True)
    page.keyboard.press("3")
    expect(page.locator("[data-echo] b")).to_have_text("3")
    caller.answer("3")
    caller.answer("1", "0")
    caller.answer("3", options=True)
    caller.answer("2")
    caller.press("Space")
    caller.answer("2")
    caller.answer("2")
    expect(page.locator("h2.script")).to_contain_text("说话方便吗")
    caller.go("1")
    caller.answer("2")
    while page.locator("[data-script]").count():
        caller.answer("1", options=True)
    expect(page.locator("main h2").first).to_contain_text("题都问完了")
    caller.go("Enter")
    keys, aloud = caller.keys, caller.aloud
    rest_of_the_sitting(caller)
    expect(page.locator("main")).to_contain_text("都记下了。")
    caller.go("Enter")
    keys += 1
    expect(page).to_have_url(re.compile(r"/care/calls/\?did=reached"))
    stored = Response.objects.filter(kind="record").latest("pk")
    assert (stored.mode, stored.status, stored.by_whom) == ("phone", "completed", "staff-phone")
    assert stored.values["sym-pain-rest"] == "3"
    assert stored.values["sym-pain-move"] == "10"
    assert stored.circumstances["sym-sleep"]["repeated"] == 1
    call = Call.objects.latest("pk")
    assert (call.outcome, call.kind) == ("reached", "record")
    assert keys <= 34
    # Reads everything aloud, and decides once a question; the patient's own time is not counted.
    seconds = keys * KEY + 14 * DECIDE + aloud * ALOUD_PER_CHARACTER
    print(f"phone record: {keys} keys, {aloud} characters, {seconds:.0f} s")
    assert seconds <= GATE


def test_an_emergency_in_the_middle(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/calls/")
    caller = called(page)
    caller.answer("6")
    expect(page.locator(".urgent-script")).to_contain_text("请马上就医。")
    assert OpenItem.objects.filter(level=Level.EMERGENCY.rank, closed_at=None).count() == 1
    page.get_by_label("急症的结果").select_option("ambulance")
    page.get_by_label("说了什么、做了什么").fill("一个人在家，我替他打了 120，车到了")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/care/calls/"))
    assert not OpenItem.objects.filter(level=Level.EMERGENCY.rank, closed_at=None).exists()
    assert not LiveCall.objects.exists()


def test_cut_off_and_gone_on_with(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/calls/")
    caller = called(page)
    caller.answer("0")
    caller.answer("4")
    question = page.locator("[data-script]").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="中断，稍后继续").click()
    expect(page.locator("main")).to_contain_text("上次问到一半断了")
    caller = called(page)
    expect(page.locator("[data-script]")).to_have_text(question, use_inner_text=True)
    expect(page.locator(".so-far")).to_contain_text("4")


def test_a_number_typed_wrong_is_mended_by_keys(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/calls/")
    caller = called(page)
    caller.press("2", "5")
    expect(page.locator(".keyed input:checked")).to_have_count(2)
    caller.press("0")
    expect(page.locator("[data-echo] b")).to_have_text("都没有")
    caller.go("Enter")
    note = page.locator("[data-echo] b")
    for keys, words in (("1", "1"), ("0", "10"), ("3", "3")):
        caller.press(keys)
        expect(note).to_have_text(words)
    caller.press("Backspace")
    expect(page.locator("[data-echo]")).to_be_hidden()
    caller.press("w")
    page.keyboard.type("3n")
    expect(page.locator("#f-words")).to_have_value("3n")
    caller.press("Escape")
    caller.go("7", "g")
    caller.go("Backspace")
    expect(page.locator(".keyed input:checked")).to_have_value("7")
    expect(page.locator("#f-words")).to_have_value("3n")


@pytest.mark.parametrize(("key", "outcome"), [("1", "no-answer"), ("5", "hospital")])
def test_one_key_notes_an_attempt(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open, key: str, outcome: str
) -> None:
    page = open_page(clinic.li, "/care/calls/")
    caller = Caller(page)
    caller.go("n")
    caller.go(key)
    expect(page.locator(".notice")).to_contain_text("这次没通，已记下。")
    assert Call.objects.latest("pk").outcome == outcome


def test_a_wrong_key_is_taken_back_and_somebody_else_comes_to_the_phone_by_keys(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/calls/")
    caller = Caller(page)
    caller.go("n")
    caller.go("3")
    expect(page.locator(".undo-bar")).to_contain_text("周德明：")
    caller.go("z")
    expect(page.locator("#f-birth")).to_be_visible()
    caller.go("b", "Enter")
    caller.answer("0")
    caller.go("h")
    expect(page.locator(".speaks")).to_contain_text("家属")
    caller.answer("4")
    caller.go("h")
    expect(page.locator("main")).to_contain_text("有 1 题是家属答的，这份记录算家属代填。")
    caller.go("a")
    expect(page.locator(".speaks")).to_contain_text("再问一遍")
    caller.answer("3")
    expect(page.locator("main")).not_to_contain_text("这份记录算家属代填。")
    assert not problems_of(page)


def test_who_calls_back(clinic: builders.Clinic, zhou: builders.Someone, open_page: Open) -> None:
    page = open_page(clinic.li, "/care/calls/")
    page.keyboard.press("i")
    page.keyboard.type("6630")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("6630"))
    with page.expect_navigation():
        page.locator(".callers a").click()
    expect(page.locator("main")).to_contain_text("患者打来的。")
    caller = Caller(page)
    caller.go("b", "Enter")
    assert LiveCall.objects.get().inbound


def test_the_lock_in_the_middle_leaves_the_question_where_it_was(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open
) -> None:
    """The password is asked and the same question is there, with what was answered."""
    page = open_page(clinic.li, "/care/calls/")
    caller = called(page)
    caller.answer("0")
    caller.answer("4")
    question = page.locator("[data-script]").inner_text()
    page.context.clear_cookies(name="sessionid")
    page.reload()
    page.fill("[name=login]", clinic.li.username)
    page.fill("[name=password]", builders.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-script]")).to_have_text(question, use_inner_text=True)
    expect(page.locator(".so-far")).to_contain_text("4")


def pressed(page: Page, value: str) -> None:
    """Press the button of the form that does this."""
    with page.expect_navigation():
        page.locator(f"main button[value='{value}']:not(.vh)").first.click()


@STAFF_SIZES
def test_every_page_of_a_call_is_accessible(
    clinic: builders.Clinic, zhou: builders.Someone, open_page: Open, width: int, language: str
) -> None:
    page = open_page(clinic.li, "/care/calls/", width=width, language=language)
    found = {"calls": problems_of(page)}
    page.fill("#f-number", "6630")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found["inbound"] = problems_of(page)
    page.fill("#f-number", "66")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found["too few digits"] = problems_of(page)
    call = f"/care/patients/{zhou.patient_id}/call/"
    page.goto(call)
    found["opening"] = problems_of(page)
    pressed(page, "begin")
    found["no birth year"] = problems_of(page)
    page.locator("#f-birth").check()
    pressed(page, "begin")
    found["many"] = problems_of(page)
    pressed(page, "answer")
    found["nothing chosen"] = problems_of(page)
    page.locator(".keyed").nth(1).click()
    pressed(page, "answer")
    found["choice"] = problems_of(page)
    page.keyboard.press("2")
    pressed(page, "answer")
    found["date"] = problems_of(page)
    page.goto(call + "?urgent=1")
    found["danger heard"] = problems_of(page)
    pressed(page, "danger")
    found["danger refused"] = problems_of(page)
    page.fill("#f-heard", "喘不上气")
    pressed(page, "danger")
    found["emergency"] = problems_of(page)
    pressed(page, "end")
    page.goto(call)
    page.locator("#f-birth").check()
    pressed(page, "begin")
    page.locator(".keyed").last.click()
    pressed(page, "answer")
    found["ladder"] = problems_of(page)
    pressed(page, "speaks-family")
    found["family"] = problems_of(page)
    pressed(page, "skip")
    pressed(page, "speaks-patient")
    found["family's answers"] = problems_of(page)
    while page.locator("[data-script]").count():
        pressed(page, "skip")
        if page.locator("button[value=alone]").count():
            found["private"] = problems_of(page)
            pressed(page, "alone")
    found["read back"] = problems_of(page)
    pressed(page, "send")
    rest_of_the_sitting(Caller(page))
    found["closing"] = problems_of(page)
    assert {name: what for name, what in found.items() if what} == {}
