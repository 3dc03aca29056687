"""From a cell of the matrix over consent and interview to a frozen transcript, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from osteopro.research.models import Interview
from osteopro.research.queries import recruitment
from osteopro.research.terms import CriterionKind
from tests import builders, studies
from tests.browser.study.conftest import Open, problems_of
from tests.browser.study.test_interviews import begin, plan
from tests.studies import Studied

TYPED = "访谈者：怎么样？\nP1：李护士打电话来，我心里踏实。"


@pytest.fixture
def recruiting(product: None) -> Studied:
    """A study at a clinic where Mrs Wang agreed that her records serve research."""
    clinic = builders.clinic()
    builders.consent(builders.patient(clinic))
    return studies.study(clinic)


def choose(page: Page, group: str, name: str) -> None:
    page.get_by_role("group", name=group).get_by_role("radio", name=name).check()


def test_from_screening_to_a_frozen_transcript(recruiting: Studied, open_page: Open) -> None:
    study = f"/study/{recruiting.study_id}"
    lead = open_page(recruiting.zhou, f"{study}/sampling/")
    drawn_and_screened(lead, recruiting)
    agrees(lead)
    is_told_by_the_key_alone(lead)
    interviewer = open_page(recruiting.qin, f"{study}/interviews/")
    is_interviewed(interviewer)
    at = f"{study}/transcripts/{Interview.objects.get().pk}/"
    interviewer.goto(at)
    typed(interviewer)
    read_again(open_page(recruiting.luo, f"{at}review/"))
    interviewer.goto(f"{at}names/")
    without_names(interviewer)
    frozen(interviewer)


def drawn_and_screened(page: Page, studied: Studied) -> None:
    page.get_by_role("link", name="70–80 岁").click()
    expect(page.get_by_text("已选", exact=True)).to_be_visible()
    assert problems_of(page) == []
    page.get_by_role("button", name="抽一位来筛查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 号")
    for criterion in recruitment.answers(studied.study_id, 1):
        must = criterion.criterion.kind is CriterionKind.INCLUDE
        choose(page, criterion.criterion.text, "是" if must else "否")
    assert problems_of(page) == []
    page.get_by_role("button", name="记下").click()


def agrees(page: Page) -> None:
    page.get_by_role("link", name="邀请参加").click()
    page.get_by_label("邀请方式").select_option("phone")
    choose(page, "听懂了是做什么的", "是")
    choose(page, "结果", "愿意参加")
    assert problems_of(page) == []
    page.get_by_role("button", name="记下").click()
    page.get_by_role("link", name="签同意书").click()
    page.get_by_role("checkbox", name="访谈录音").check()
    page.get_by_label("方式", exact=True).select_option("paper")
    assert problems_of(page) == []
    page.get_by_role("button", name="记下同意").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("参与者 1")
    assert problems_of(page) == []


def is_told_by_the_key_alone(page: Page) -> None:
    expect(page.locator("body")).not_to_contain_text("王秀英")
    page.get_by_role("link", name="打开密钥").click()
    page.get_by_role("button", name="显示是谁").click()
    expect(page.get_by_text("王秀英")).to_be_visible()
    assert problems_of(page) == []


def is_interviewed(page: Page) -> None:
    plan(page)
    begin(page)
    page.get_by_role("button", name="现在结束").click()
    expect(page.get_by_role("status").first).to_contain_text("已结束")
    assert problems_of(page) == []


def typed(page: Page) -> None:
    page.get_by_role("button", name="开始转写").press("Enter")
    page.locator("#f-text").fill(TYPED)
    page.locator("#f-text").blur()
    expect(page.locator("#kept")).to_contain_text("已存", timeout=20_000)
    assert problems_of(page) == []
    page.get_by_role("button", name="转写完毕").press("Enter")
    expect(page.get_by_text("24 小时内由第二人核对")).to_be_visible()


def read_again(page: Page) -> None:
    page.get_by_role("button", name="开始", exact=True).press("Enter")
    page.locator("#f-text").fill(TYPED.replace("踏实", "踏实多了"))
    page.get_by_role("button", name="核对完毕", exact=True).press("Enter")
    expect(page.locator("ins")).to_contain_text("多了")
    assert problems_of(page) == []


def without_names(page: Page) -> None:
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


def frozen(page: Page) -> None:
    page.get_by_role("button", name="冻结", exact=True).press("Enter")
    expect(page.locator(".turns")).not_to_contain_text("李护士")
    expect(page.get_by_text("今后就分析这一版")).to_be_visible()
    assert problems_of(page) == []
