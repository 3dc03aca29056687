"""Two coders, blind, by keyboard alone: statements, meanings, handing in, a difference settled."""

import pytest
from playwright.sync_api import Page, expect

from tests import coding
from tests.browser.study.conftest import Open, problems_of
from tests.coding import Coded
from tests.studies import Studied

LINE = "也不晓得医生有没有看，有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return coding.blind(study)


def path(coded: Coded, rest: str = "") -> str:
    return f"/study/{coded.studied.study_id}/colaizzi/{coded.no}/{rest}"


def select(page: Page, start: int, length: int) -> None:
    """Choose words of the second turn by the arrow keys."""
    talk = page.locator("[data-talk]")
    talk.focus()
    turn = talk.locator("[data-start]").nth(1)
    page.keyboard.press("ArrowRight")
    while turn.evaluate("turn => !turn.contains(getSelection().focusNode)"):
        page.keyboard.press("ArrowRight")
    for _ in range(start):
        page.keyboard.press("ArrowRight")
    for _ in range(length):
        page.keyboard.press("Shift+ArrowRight")


def mark(page: Page, words: str, text: str, meaning: str) -> None:
    """Select words by keys, press s, then m, write what they mean, and save."""
    select(page, text.index(words), len(words))
    page.keyboard.press("s")
    card = page.locator(".card-row.chosen")
    expect(card.locator("blockquote")).to_have_text(f"“{words}”")
    page.keyboard.press("m")
    expect(page.locator("#f-label")).to_be_focused()
    page.keyboard.type(meaning)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card-row.chosen .meanings")).to_contain_text(meaning)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="交出我的编码").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已完成")


def test_two_coders_blind_then_one_decision(study: Studied, coded: Coded, open_page: Open) -> None:
    (text,) = coded.view.texts
    said = coded.text.split("：")[2].split("\n")[0]
    qin = open_page(study.qin, path(coded, f"{text.guid}/"))
    mark(qin, LINE, said, "怀疑没有人看")
    assert problems_of(qin) == []
    qin.keyboard.press("x")
    expect(qin.locator(".card-row")).not_to_contain_text(["S7-01"])
    qin.keyboard.press("z")
    expect(qin.locator(".card-row.chosen")).to_contain_text("S7-01")
    qin.goto(qin.url.split("/colaizzi/")[0] + f"/colaizzi/{coded.no}/")
    hand_in(qin)

    luo = open_page(study.luo, path(coded, f"{text.guid}/"))
    expect(luo.locator("main")).not_to_contain_text("怀疑没有人看")
    expect(luo.locator("mark")).to_have_count(0)
    mark(luo, LINE[-12:], said, "希望得到回音")
    luo.goto(luo.url.split("/colaizzi/")[0] + f"/colaizzi/{coded.no}/")
    hand_in(luo)
    assert problems_of(luo) == []
    luo.get_by_role("button", name="比较并汇总").focus()
    luo.keyboard.press("Enter")
    expect(luo.get_by_role("heading", level=1)).to_have_text("第 2 轮：一起商定")

    luo.get_by_role("link", name="P7").focus()
    luo.keyboard.press("Enter")
    card = luo.locator(".card-row.chosen")
    expect(card).to_contain_text("怀疑没有人看")
    expect(card).to_contain_text("希望得到回音")
    luo.keyboard.press("m")
    expect(luo.locator("#f-meanings")).to_be_focused()
    luo.keyboard.type("看不到去处，盼有回音")
    luo.get_by_role("checkbox", name="秦老师").focus()
    luo.keyboard.press("Space")
    luo.keyboard.press("Control+Enter")
    expect(luo.locator(".card-row.chosen .tag").first).to_have_text("一致")
    expect(luo.locator(".card-row.chosen .meanings")).to_contain_text("看不到去处，盼有回音")
    assert problems_of(luo) == []
    luo.keyboard.press("t")
    expect(luo.locator("#f-into")).to_be_focused()
    luo.get_by_label("或新建意义群").focus()
    luo.keyboard.type("像走形式")
    luo.keyboard.press("Enter")
    expect(luo.locator(".tree summary.here")).to_contain_text("像走形式")
    luo.keyboard.press("z")
    expect(luo.locator(".tree .here")).to_have_count(0)
    assert problems_of(luo) == []


def test_on_a_phone_words_are_typed(study: Studied, coded: Coded, open_page: Open) -> None:
    (text,) = coded.view.texts
    page = open_page(study.qin, path(coded, f"{text.guid}/"), width=360)
    page.get_by_text("或者输入原话").click()
    page.get_by_label("段", exact=True).select_option(label="2")
    page.get_by_label("其中的话").fill("觉得麻烦，要填的多")
    page.get_by_role("button", name="摘出陈述").click()
    expect(page.locator(".card-row.chosen")).to_contain_text("觉得麻烦，要填的多")
    assert problems_of(page) == []
