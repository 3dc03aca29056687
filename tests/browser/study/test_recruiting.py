"""From a cell of the matrix to Participant 1, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from osteopro.research.queries import recruitment
from osteopro.research.terms import CriterionKind
from tests import builders, studies
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied


@pytest.fixture
def recruiting(product: None) -> Studied:
    """A study at a clinic where Mrs Wang agreed that her records serve research."""
    clinic = builders.clinic()
    builders.consent(builders.patient(clinic))
    return studies.study(clinic)


def choose(page: Page, group: str, name: str) -> None:
    page.get_by_role("group", name=group).get_by_role("radio", name=name).check()


def test_from_the_matrix_to_a_participant(recruiting: Studied, open_page: Open) -> None:
    page = open_page(recruiting.zhou, f"/study/{recruiting.study_id}/sampling/")
    page.get_by_role("link", name="70–80 岁").click()
    expect(page.get_by_text("已选", exact=True)).to_be_visible()
    assert problems_of(page) == []
    page.get_by_role("button", name="抽一位来筛查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 号")
    for criterion in recruitment.answers(recruiting.study_id, 1):
        must = criterion.criterion.kind is CriterionKind.INCLUDE
        choose(page, criterion.criterion.text, "是" if must else "否")
    assert problems_of(page) == []
    page.get_by_role("button", name="记下").click()
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
    expect(page.locator("body")).not_to_contain_text("王秀英")
    page.get_by_role("link", name="打开密钥").click()
    page.get_by_role("button", name="显示是谁").click()
    expect(page.get_by_text("王秀英")).to_be_visible()
    assert problems_of(page) == []
