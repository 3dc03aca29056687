"""Saturation judged by everybody, and results brought to a patient, answered, shown to the team."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from osteopro import clock
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.models import Participant
from osteopro.research.queries import studies as study_queries
from osteopro.research.terms import Duty
from tests import builders, study_results
from tests.browser.filling import enter_day, link
from tests.browser.study.conftest import Open, problems_of
from tests.builders import Someone
from tests.studies import Studied


@pytest.fixture
def analysed(study: Studied) -> Studied:
    """Two interviews with the same meanings; Qin and Luo analyse."""
    lead = study_queries.team(study.study_id)[0].member_id
    study_results.structured(study, people=1)
    for number in (2, 3):
        with clock.frozen(clock.now() + timedelta(minutes=number)):
            study_results.interviewed(study, number)
    actions.give_duties(
        by=study.zhou.actor,
        study_id=study.study_id,
        member_id=lead,
        duties=[Duty.LEAD, Duty.RECRUIT],
    )
    return study


def judge(page: Page, interview: int) -> None:
    panel = page.locator(f"#i{interview}")
    panel.get_by_role("radio", name="没有新内容").check()
    panel.get_by_role("button").click()
    expect(page.get_by_text("您的判断已保存。")).to_be_visible()


def test_saturation_is_reached_when_both_say_so(analysed: Studied, open_page: Open) -> None:
    here = f"/study/{analysed.study_id}/saturation/"
    page = open_page(analysed.qin, here)
    assert problems_of(page) == []
    for interview in (2, 3):
        judge(page, interview)
    expect(page.get_by_text("等：罗老师").first).to_be_visible()
    other = open_page(analysed.luo, here, width=360)
    for interview in (2, 3):
        judge(other, interview)
    expect(other.get_by_text("第 3 次访谈时已饱和")).to_be_visible()
    assert problems_of(other) == []


@pytest.fixture
def liu(analysed: Studied) -> Someone:
    """A patient who is Participant 1."""
    someone = builders.patient(builders.clinic("west"))
    whose = Participant.objects.select_related("screening").get(number=1)
    study_vault.note_study_key(
        by=analysed.zhou.actor,
        guid=whose.screening.guid,
        subject=StudySubject(patient_id=someone.patient_id),
    )
    return someone


def test_results_go_to_a_patient_and_the_answer_comes_back(
    analysed: Studied, liu: Someone, open_page: Open
) -> None:
    page = open_page(analysed.zhou, f"/study/{analysed.study_id}/checking/1/")
    expect(page.get_by_text("后来有人回得快，您心里踏实。")).to_be_visible()
    assert problems_of(page) == []
    page.keyboard.press("3")
    expect(page.get_by_role("radio", name="在本人的页面上")).to_be_checked()
    page.get_by_role("button", name="开始回访").click()
    expect(page.get_by_text("等答复")).to_be_visible()
    phone = page.context.browser.new_context(  # type: ignore[union-attr]
        viewport={"width": 360, "height": 740}, base_url=page.url.split("/study/")[0]
    ).new_page()
    phone.goto(link(liu))
    enter_day(phone, "birth", liu.person.birth)
    phone.locator("main .btn.main").first.click()
    phone.get_by_role("link", name="回到首页").click()
    phone.get_by_role("link", name="研究的结果").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("研究的结果")
    assert problems_of(phone) == []
    phone.get_by_role("radio", name="有的地方不对").check()
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_text("请写一下哪里不对。").first).to_be_visible()
    assert problems_of(phone) == []
    phone.get_by_label("哪里不对？").fill("不是麻烦，是字小。")
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_text("谢谢您。您的回答我们收到了。")).to_be_visible()
    phone.context.close()
    page.reload()
    expect(page.get_by_text("不是麻烦，是字小。")).to_be_visible()
    expect(page.get_by_text("要求修改")).to_be_visible()
    assert problems_of(page) == []
