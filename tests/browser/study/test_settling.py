"""A round brought together to its end: every place settled, on own words too, one added, and each
who decided says so."""

import pytest
from playwright.sync_api import Page, expect

from tests import settling
from tests.browser.study.conftest import Open, problems_of
from tests.coding import Coded
from tests.studies import Studied

OWN = "医生有没有看，有时候觉得更像走形式"
EASY = "几分钟就好"


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


CHOOSE = """(turn, words) => {
  const walker = document.createTreeWalker(turn, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement.closest("[data-name]") ? 2 : 1),
  });
  const units = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let at = 0; at < node.length; at++) units.push([node, at]);
  const from = units.map(([node, at]) => node.data[at]).join("").indexOf(words);
  const [last, end] = units[from + words.length - 1];
  getSelection().setBaseAndExtent(...units[from], last, end + 1);
}"""


def ready(page: Page) -> None:
    """The page's scripts ran, so that its keys are there."""
    expect(page.locator("[data-talk] .caret")).to_have_count(1)


def choose(page: Page, words: str) -> None:
    """Select words of the second turn, as with the mouse."""
    ready(page)
    page.locator("[data-talk] [data-start]").nth(1).evaluate(CHOOSE, words)


def tick(page: Page, name: str) -> None:
    page.locator(".settle").get_by_role("checkbox", name=name).focus()
    page.keyboard.press("Space")


def decide(page: Page, meaning: str) -> None:
    """Write what it means, by keys, tick the other coder and save."""
    ready(page)
    page.keyboard.press("m")
    expect(page.locator("#f-meanings")).to_be_focused()
    page.keyboard.type(meaning)
    tick(page, "罗老师")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card-row.chosen .meanings")).to_contain_text(meaning)


def test_all_is_settled_added_and_confirmed(
    study: Studied, handed_in: Coded, open_page: Open
) -> None:
    handed_in.bring_together()
    (text,) = handed_in.view.texts
    board = f"/study/{study.study_id}/colaizzi/2/{text.guid}/"
    page = open_page(study.qin, board)
    # The first open place stands as one coder cut it, the next on words of the team's own.
    decide(page, "嫌麻烦")
    page.locator(".card-row", has_text="不一致").first.locator("[data-row-link]").click()
    expect(page.locator(".card-row.chosen")).to_contain_text("怀疑记录没有被使用")
    choose(page, OWN)
    page.keyboard.press("s")
    expect(page.get_by_role("radio", name="另选原话")).to_be_checked()
    expect(page.locator("#f-words")).to_have_value(OWN)
    decide(page, "看不到记录的去处")
    expect(page.locator(".card-row.chosen blockquote").first).to_have_text(f"“{OWN}”")
    page.locator(".card-row", has_text="不一致").first.locator("[data-row-link]").click()
    page.get_by_role("radio", name="这里没有重要陈述").check()
    tick(page, "罗老师")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card-row.chosen")).to_contain_text("认为不是重要陈述")
    expect(page.locator("main")).to_contain_text("有分歧 0")

    choose(page, EASY)
    page.keyboard.press("a")
    expect(page.locator("#f-add-words")).to_have_value(EASY)
    expect(page.locator("#f-add-meanings")).to_be_focused()
    page.keyboard.type("熟了就快")
    adding = page.locator("[data-adding]")
    adding.get_by_role("checkbox", name="罗老师").check()
    assert problems_of(page) == []
    adding.get_by_role("button", name="加入商定").click()
    expect(page.locator(".card-row.chosen blockquote")).to_have_text(f"“{EASY}”")
    expect(page.locator(".card-row.chosen")).to_contain_text("等罗老师确认")
    assert problems_of(page) == []

    luo = open_page(study.luo, f"/study/{study.study_id}/colaizzi/2/")
    waiting = luo.get_by_role("link", name="第 4 处")
    expect(waiting).to_be_visible()
    luo.get_by_role("link", name="第 1 处", exact=True).click()
    ready(luo)
    luo.keyboard.press("c")
    expect(luo.locator(".card-row.chosen")).to_contain_text("已确认")
    luo.get_by_role("link", name="有分歧 0").click()
    expect(waiting).to_have_count(0)
    assert problems_of(luo) == []


def test_two_at_once_see_each_other_and_lose_nothing(
    study: Studied, handed_in: Coded, open_page: Open
) -> None:
    consensus = handed_in.bring_together()
    (text,) = handed_in.view.texts
    board = f"/study/{study.study_id}/colaizzi/2/{text.guid}/"
    luo = open_page(study.luo, board)
    here = luo.locator("[data-changes]")
    ready(luo)
    luo.keyboard.press("m")
    luo.keyboard.type("写到一半")
    mark = here.get_attribute("data-mark")

    qin = open_page(study.qin, board)
    expect(qin.locator("[data-changes]")).to_have_text("罗老师也在这里。")
    choose(qin, EASY)
    qin.keyboard.press("a")
    qin.keyboard.type("熟了就快")
    qin.locator("[data-adding]").get_by_role("checkbox", name="罗老师").check()
    qin.get_by_role("button", name="加入商定").click()
    expect(qin.locator(".card-row.chosen blockquote")).to_have_text(f"“{EASY}”")

    # A page in the background asks nothing; it asks as soon as it is looked at.
    luo.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(here).to_have_text("秦老师也在这里。")
    expect(here).not_to_have_attribute("data-mark", mark or "")
    expect(luo.locator(".card-row", has_text="熟了就快")).to_have_count(1)
    expect(luo.locator("[data-talk] mark", has_text=EASY)).to_have_count(1)
    expect(luo.locator("#f-meanings")).to_be_focused()
    expect(luo.locator("#f-meanings")).to_have_value("写到一半")
    luo.keyboard.type("，写完了")
    luo.locator(".settle").get_by_role("checkbox", name="秦老师").check()
    luo.keyboard.press("Control+Enter")
    expect(luo.locator(".card-row.chosen .meanings")).to_contain_text("写到一半，写完了")
    assert problems_of(luo) == []
    qin.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(qin.locator(".card-row", has_text="写到一半，写完了")).to_have_count(1)
    assert consensus.statements.filter(state="accepted").count() == 3
