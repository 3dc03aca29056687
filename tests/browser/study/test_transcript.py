"""A transcript by keyboard: typed with a draft, read again, names taken out, frozen."""

from playwright.sync_api import expect

from osteopro.research import actions
from tests import interviews, studies
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied

TYPED = "访谈者：怎么样？\nP1：李护士打电话来，我心里踏实。"


def test_from_the_first_word_to_frozen(study: Studied, open_page: Open) -> None:
    at = f"/study/{study.study_id}/transcripts/{studies.interview(study)}/"
    page = open_page(study.qin, at)
    page.get_by_role("button", name="开始转写").press("Enter")
    page.locator("#f-text").fill(TYPED)
    page.locator("#f-text").blur()
    expect(page.locator("#kept")).to_contain_text("已存", timeout=20_000)
    assert problems_of(page) == []
    page.get_by_role("button", name="转写完毕").press("Enter")
    expect(page.get_by_text("24 小时内由第二人核对")).to_be_visible()
    second = open_page(study.luo, f"{at}review/")
    second.get_by_role("button", name="开始", exact=True).press("Enter")
    second.locator("#f-text").fill(TYPED.replace("踏实", "踏实多了"))
    second.get_by_role("button", name="核对完毕", exact=True).press("Enter")
    expect(second.locator("ins")).to_contain_text("多了")
    assert problems_of(second) == []
    page.goto(page.url.split("?")[0] + "names/")
    expect(page.get_by_role("radio", name="名字还没有隐去")).to_be_checked()
    assert problems_of(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="打开", exact=True).press("Enter")
    expect(page.locator("#said")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("mark[data-left]")).to_have_text("李护士")
    page.keyboard.press("a")
    expect(page.locator("mark[data-left]")).to_have_count(0)
    assert problems_of(page) == []
    page.get_by_role("button", name="去掉", exact=True).press("Enter")
    expect(page.locator(".turns")).to_contain_text("[姓名1]打电话来")
    page.get_by_role("button", name="冻结", exact=True).press("Enter")
    expect(page.locator(".turns")).not_to_contain_text("李护士")
    expect(page.get_by_text("今后就分析这一版")).to_be_visible()
    assert problems_of(page) == []


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
