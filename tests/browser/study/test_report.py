"""A report is put in order by keys, checked, and leaves as a Word file."""

import csv
import io
import zipfile
from pathlib import Path
from uuid import uuid4

import docx
import pytest
from playwright.sync_api import Page, expect

from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.models import Statement
from tests import study_results
from tests.browser.study.conftest import Open, problems_of
from tests.studies import Studied

REASON = "一千多万人的城市，认不出是谁"


@pytest.fixture
def analysed(study: Studied) -> Studied:
    """Three participants; two quotes stand under a theme that names a town."""
    themes = study_results.structured(study, people=3)
    for row in Statement.objects.filter(quote="填起来麻烦").order_by("pk")[:2]:
        actions.choose_quote(
            by=study.qin.actor, study_id=study.study_id, statement=row.guid, theme=themes[0]
        )
    actions.name_item(
        by=study.qin.actor,
        study_id=study.study_id,
        kind=Kind.THEME,
        guid=themes[0],
        name="去成都看病",
        words="",
        key=uuid4(),
    )
    return study


def download(page: Page, to: Path) -> bytes:
    with page.expect_download() as arriving:
        page.get_by_role("button", name="保存理由并下载").click()
    arriving.value.save_as(to)
    return to.read_bytes()


def test_a_report_is_put_in_order_checked_and_leaves(
    analysed: Studied, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(analysed.qin, f"/study/{analysed.study_id}/report/")
    assert problems_of(page) == []
    first = page.locator(".quote-row").first
    expect(first).to_contain_text("参与者 1")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(first).to_contain_text("参与者 2")
    page.get_by_role("button", name="导出前检查").click()
    expect(page.get_by_text("这些像是姓名、地点、号码或日期：成都")).to_be_visible()
    assert problems_of(page) == []
    page.get_by_role("button", name="保存理由并下载").click()
    expect(page.get_by_text("请写明为什么可以导出，或先改正。").first).to_be_visible()
    assert problems_of(page) == []
    for box in page.get_by_label("为什么可以导出").all():
        box.fill(REASON)
    made = docx.Document(io.BytesIO(download(page, tmp_path / "report.docx")))
    text = [each.text for each in made.paragraphs]
    assert "“填起来麻烦” （参与者 2，引语 1.1）" in text
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "特征" in cells
    assert "n (%) 或均值 (SD)" in cells
    assert any("COREQ 32" in each for each in text)
    page.get_by_role("link", name="返回报告").click()
    page.get_by_label("导出报告为").select_option("html")
    page.get_by_role("button", name="导出前检查").click()
    alone = page.context.new_page()
    alone.set_viewport_size({"width": 360, "height": 740})
    alone.set_content(download(page, tmp_path / "report.html").decode())
    expect(alone.get_by_role("heading", level=1)).to_be_visible()
    assert problems_of(alone) == []
    page.get_by_role("link", name="返回报告").click()
    left = page.get_by_role("group", name="已导出的文件")
    expect(left).to_contain_text("报告：Word 文件（docx）")
    expect(left).to_contain_text("报告：一个网页（html）")
    expect(left).to_contain_text(REASON)


def test_tables_leave_from_a_narrow_screen_in_english(
    analysed: Studied, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(analysed.qin, f"/study/{analysed.study_id}/report/", width=360)
    assert problems_of(page) == []
    page.get_by_label("导出报告为").select_option("csv")
    page.get_by_label("语言").select_option("en")
    page.get_by_role("button", name="导出前检查").click()
    expect(page.get_by_text("English")).to_be_visible()
    assert problems_of(page) == []
    for box in page.get_by_label("为什么可以导出").all():
        box.fill(REASON)
    with zipfile.ZipFile(io.BytesIO(download(page, tmp_path / "tables.zip"))) as archive:
        coreq = archive.read("coreq.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(coreq)))
    assert rows[0] == ["No.", "Item", "Reported"]
    assert rows[12][2] == "3 participants interviewed"
