"""A study leaves as a file and comes in again as another one, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research.models import Participant, Statement, Study
from tests import builders, studies, study_results
from tests.browser.filling import enter_day, picture
from tests.browser.study.conftest import Open, problems_of
from tests.builders import SETUP
from tests.studies import Studied


@pytest.fixture
def named(product: None) -> Studied:
    """An analysed study; a memo still says who Participant 1 is."""
    clinic = builders.clinic()
    study = studies.study(clinic)
    study_results.structured(study, people=1)
    someone = builders.patient(clinic)
    guid = Participant.objects.get(number=1).screening.guid
    subject = StudySubject(patient_id=someone.patient_id)
    study_vault.note_study_key(by=SETUP, guid=guid, subject=subject)
    Statement.objects.filter(quote="填起来麻烦").update(memo=f"{someone.person.name}说的")
    return study


def test_export_and_import_into_a_fresh_study(
    named: Studied, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(named.qin, f"/study/{named.study_id}/")
    page.get_by_role("link", name="导出到其他软件").click()
    expect(page.get_by_text("没有文件离开过本研究。")).to_be_visible()
    assert problems_of(page) == []
    picture(page, "exchange")
    page.get_by_role("link", name="REFI-QDA 项目（.qdpx）").click()
    expect(page.get_by_text("P01-S001 – 某位参与者的姓名或号码")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_role("button", name="取走文件").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明")
    page.get_by_label("为什么可以导出").fill("本人同意")
    picture(page, "exchange-preview")
    with page.expect_download() as taken:
        page.get_by_role("button", name="取走文件").click()
    file = tmp_path / "study.qdpx"
    taken.value.save_as(file)
    page.goto(page.url.split("?")[0])
    expect(page.get_by_text("SHA-256").first).to_be_visible()
    assert problems_of(page) == []

    page = open_page(named.qin, "/study/", width=360)
    page.get_by_role("link", name="导入研究").click()
    page.get_by_label("文件：").set_input_files(file)
    assert problems_of(page) == []
    picture(page, "bring")
    page.get_by_role("button", name="查看内容").click()
    expect(page.get_by_role("heading", name="将导入的内容")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    page.get_by_label("研究名称").fill("从文件来的研究")
    page.get_by_label("您在其中是谁").select_option(index=1)
    enter_day(page, "agreed", Study.objects.get().opened_at.date())
    page.get_by_role("checkbox").check()
    picture(page, "brought")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("研究已导入。")).to_be_visible()
    assert problems_of(page) == []
    picture(page, "brought-done")
    page.get_by_role("link", name="前往研究").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("从文件来的研究")
