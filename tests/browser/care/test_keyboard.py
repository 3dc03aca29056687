"""Records answered without a mouse, with the keys counted (ux T3, T9)."""

import re

from playwright.sync_api import Page, expect

from osteopro.followup import actions
from osteopro.followup.models import AdviceGiven, Opened, Review
from osteopro.messaging.models import Message, MessageVoid
from tests import builders
from tests.browser.care.conftest import Open

# Keystroke-level model (ux section 6): a key, a decision, reading and pinyin.
KEY, DECIDE, READ_PER_CHARACTER, TYPED_CHARACTER = 0.2, 1.35, 1 / 4, 3 * 0.28
UNCHANGED_GATE, CHANGED_GATE = 35, 120


class Hands:
    """Presses keys on a page and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0
        self.typed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def go(self, *keys: str) -> None:
        """The last of these keys leads to another page, whose own keys work when it has loaded."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def seconds(self, *, decisions: int, read: int) -> float:
        """Modelled time of an experienced manager."""
        return (
            self.keys * KEY
            + self.typed * TYPED_CHARACTER
            + decisions * DECIDE
            + read * READ_PER_CHARACTER
        )


def in_worklist(page: Page, name: str) -> Hands:
    """Go down the list by keys until this patient is marked."""
    links = page.locator("[data-row-link]")
    expect(links.first).to_be_visible()
    marked = page.locator("[data-row][aria-current] [data-row-link]")
    for place, found in enumerate(links.all_inner_texts()):
        if place:
            page.keyboard.press("j")
        expect(marked).to_have_text(found)
        if found == name:
            return Hands(page)
    raise AssertionError(f"{name} is not in the list")


def test_an_unchanged_record_takes_a_handful_of_keys(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    hands = in_worklist(page, "王秀英")
    hands.go("Enter")
    expect(page.locator("h1")).to_contain_text("王秀英")
    hands.press("1", "r")
    hands.type("看到了。")
    hands.go("Control+Enter")
    expect(page.locator(".undo-bar")).to_contain_text("已发给王秀英")
    message = Message.objects.latest("pk")
    assert message.body.endswith("\n看到了。"), "one's own words begin on a line of their own"
    assert len(message.advice) == 1
    assert message.quote.startswith("王阿姨，您说")
    assert hands.keys == 4
    # Reads the change panel (about 60 characters); decides to open, what to say, to send.
    assert hands.seconds(decisions=3, read=60) <= UNCHANGED_GATE


def test_a_changed_record_with_two_pieces_of_advice_and_a_line_of_ones_own(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    hands = in_worklist(page, "陈国民")
    hands.go("Enter")
    expect(page.locator("h1")).to_contain_text("陈国民")
    hands.press("m")
    expect(page.locator(".seen")).to_contain_text("已标记看过")
    hands.press("1", "2", "r")
    hands.type("这几天先不搬米，明天上午我打电话听听。")
    hands.press("Escape", "p")
    expect(page.locator(".as-patient")).to_contain_text("陈叔，您写了“搬了米以后更痛”。")
    hands.go("Control+Enter")
    message = Message.objects.latest("pk")
    assert len(message.advice) == 2
    assert "这几天先不搬米" in message.body
    assert hands.seconds(decisions=8, read=220) <= CHANGED_GATE


def test_a_sentence_of_ones_own_and_advice_looked_up_by_first_letters(
    clinic: builders.Clinic, open_page: Open
) -> None:
    actions.add_snippet(by=clinic.li.actor, text="看到了，您慢慢来，有事打电话。")
    page = open_page(clinic.li, "/care/")
    hands = in_worklist(page, "王秀英")
    hands.go("Enter")
    expect(page.locator("h1")).to_contain_text("王秀英")
    for letters in ("kdl", "shyd"):
        hands.press("a")
        expect(page.locator("#f-picked-find")).to_be_focused()
        hands.press(*letters, "Enter")
        expect(page.locator("#f-picked-find")).to_be_hidden()
    expect(page.locator("#f-text")).to_have_value(
        "看到了，您慢慢来，有事打电话。\n" + builders.advice_text("R15")
    )
    hands.press("r")
    hands.go("Control+Enter")
    expect(page.locator(".undo-bar")).to_contain_text("已发给王秀英")
    given = AdviceGiven.objects.get()
    assert (given.code, given.by_hand) == ("R15", True)
    assert hands.keys == 14
    assert hands.seconds(decisions=4, read=60) <= UNCHANGED_GATE


def test_a_text_changed_by_hand_is_no_advice_any_more(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    in_worklist(page, "王秀英").go("Enter")
    expect(page.locator("h1")).to_contain_text("王秀英")
    page.keyboard.press("1")
    expect(page.locator("[data-digit='1']")).to_be_checked()
    text = page.locator("#f-text").input_value()
    page.locator("#f-text").fill(text[:-3])
    expect(page.locator("[data-digit='1']")).not_to_be_checked()
    page.locator("#f-text").fill(text)
    expect(page.locator("[data-digit='1']")).to_be_checked()


def test_sending_opens_the_next_record_and_z_takes_back(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    hands = in_worklist(page, "刘素芳")
    hands.go("Enter")
    expect(page.locator("h1")).to_contain_text("刘素芳")
    hands.press("1", "r")
    hands.type("先看医生，我帮您约。")
    hands.go("Control+Enter")
    expect(page).to_have_url(re.compile(r"/care/records/.*done="))
    expect(page.locator("h1")).not_to_contain_text("刘素芳")
    hands.go("z")
    expect(page.locator("h1")).to_contain_text("刘素芳")
    expect(page.locator("#f-text")).to_have_value(re.compile("先看医生，我帮您约。$"))
    expect(page.locator("[data-digit='1']")).to_be_checked()
    expect(page.get_by_label("已回复")).to_be_checked()
    assert MessageVoid.objects.count() == 1


def test_a_call_and_a_question_by_keys(clinic: builders.Clinic, open_page: Open) -> None:
    page = open_page(clinic.li, "/care/")
    in_worklist(page, "陈国民").go("Enter")
    expect(page.locator("h1")).to_contain_text("陈国民")
    page.keyboard.press("e")
    expect(page.locator("#f-physician")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#f-question")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#f-call")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("说了翻身的方法")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Review.objects.filter(outcome="called").count() == 1


def test_keys_are_quiet_while_typing_and_composing(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    in_worklist(page, "陈国民").go("Enter")
    expect(page.locator("h1")).to_contain_text("陈国民")
    page.keyboard.press("r")
    page.keyboard.type("1cezp")
    expect(page.locator("#f-text")).to_have_value("1cezp")
    expect(page.locator("[name=advice]").first).not_to_be_checked()
    page.keyboard.press("Escape")
    page.evaluate(
        """() => document.body.dispatchEvent(new KeyboardEvent(
            'keydown', {key: '1', isComposing: true, bubbles: true}))"""
    )
    expect(page.locator("[name=advice]").first).not_to_be_checked()


def test_focus_is_visible_and_never_under_the_bars(
    clinic: builders.Clinic, open_page: Open
) -> None:
    page = open_page(clinic.li, "/care/")
    in_worklist(page, "陈国民").go("Enter")
    expect(page.locator("h1")).to_contain_text("陈国民")
    hidden = []
    for _ in range(45):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const at = document.activeElement, box = at.getBoundingClientRect();
                if (at === document.body) return '';
                const y = box.top + Math.min(box.height, 20) / 2;
                const top = document.elementFromPoint(box.left + box.width / 2, y);
                const over = top && top.closest('.action-bar, .keybar, .undo-bar');
                return over && !over.contains(at) ? at.outerHTML.slice(0, 120) : '';
            }"""
        )
        hidden += [found] if found else []
    assert hidden == []


def test_a_colleague_meets_a_notice(clinic: builders.Clinic, open_page: Open) -> None:
    first = open_page(clinic.li, "/care/")
    in_worklist(first, "陈国民").go("Enter")
    expect(first.locator("h1")).to_contain_text("陈国民")
    assert Opened.objects.count() == 1
    second = open_page(clinic.wang, first.url)
    expect(second.locator(".notice")).to_contain_text("李护士")
    second.get_by_role("link", name="仍要处理").click()
    expect(second.locator("#f-text")).to_be_visible()


def test_the_page_works_without_scripts(clinic: builders.Clinic, open_page: Open) -> None:
    bare = open_page(clinic.li, "/care/", java_script_enabled=False)
    with bare.expect_navigation():
        bare.get_by_role("link", name="陈国民").click()
    bare.locator("[name=advice]").first.check()
    bare.locator("#f-text").fill("看到了。")
    bare.locator("label.outcome").first.click()
    bare.get_by_role("button", name=re.compile("发送")).click()
    bare.wait_for_url(re.compile("done="))
    message = Message.objects.latest("pk")
    assert message.body.startswith("看到了。\n")
    assert len(message.advice) == 1
