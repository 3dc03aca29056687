"""A plan is moved, an end taken back, and the study closed by a decision and opened again."""

from datetime import timedelta

from playwright.sync_api import expect

from osteopro import clock
from osteopro.followup.queries.scope import HOSPITAL
from tests import coding, interviews
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied


def test_closed_by_a_decision_and_opened_again(study: Studied, open_page: Open) -> None:
    coding.blind(study)
    interviews.recording(study, interviews.held(study))
    page = open_page(study.zhou, f"/study/{study.study_id}/", width=360)
    page.get_by_role("link", name="结束研究").click()
    expect(page.get_by_role("link", name="第 1 轮：还有人没有提交")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_label("为什么现在结束").fill("论文已接收，余下的不再编码")
    until = clock.today(HOSPITAL) + timedelta(days=365)
    page.get_by_label("录音最迟销毁日期").fill(until.isoformat())
    page.get_by_role("button", name="结束研究").click()
    expect(page.get_by_text(f"须在 {until.isoformat()} 前销毁。")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_label("原因").fill("审稿人要补一轮")
    page.get_by_role("button", name="重新开启研究").click()
    expect(page.get_by_text("研究继续，决定已写入日志。")).to_be_visible()


def test_a_plan_is_moved(study: Studied, open_page: Open) -> None:
    planned = interviews.planned(study)
    page = open_page(study.qin, f"/study/{study.study_id}/interviews/{planned}/")
    panel = page.locator("form", has=page.get_by_role("heading", name="改时间或地点"))
    panel.get_by_label("地点").fill("病房谈话间")
    panel.get_by_label("原因").fill("下雨")
    assert problems_of(page) == []
    panel.get_by_role("button", name="改约").click()
    expect(page.get_by_text("已改约。")).to_be_visible()
    expect(page.get_by_text("病房谈话间").first).to_be_visible()
    assert problems_of(page) == []
