"""The files of a report: Word, one page, tables. All three say the same, in either language."""

import io
from datetime import UTC, datetime
from uuid import uuid4

import docx
import pytest
from django.utils.translation import override
from docx.oxml.ns import qn

from osteopro.audit import one_chain
from osteopro.audit.terms import study_stream
from osteopro.research import actions
from osteopro.research.manuscript.parts import Manuscript, strings
from osteopro.research.models import Statement, StudyConsent
from osteopro.web.study.report_files import Format, written
from osteopro.web.study.reported.document import document
from tests import studies, study_results
from tests.studies import Studied

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SEXES = ("female", "female", "female", "female", "male")


@pytest.fixture
def analysed(study: Studied) -> Studied:
    """Five participants, one of them a man; a quote of the first stands in the report."""
    themes = study_results.structured(study, people=len(SEXES))
    for number, sex in enumerate(SEXES, start=1):
        study_results.of_sex(study, number, sex)
    first = Statement.objects.filter(quote="填起来麻烦").order_by("pk")[0]
    actions.choose_quote(
        by=study.qin.actor, study_id=study.study_id, statement=first.guid, theme=themes[0]
    )
    return study


def manuscript(studied: Studied, language: str = "zh-hans") -> Manuscript:
    proved = one_chain.prove(study_stream(studied.study_id))
    with override(language):
        return document(study_results.facts(studied), fewest=3, proved=proved, at=AT)


def test_word_has_headings_captions_heads_and_the_flow(analysed: Studied) -> None:
    made = docx.Document(io.BytesIO(written(manuscript(analysed), Format.WORD)))
    styles = [(each.style.name, each.text) for each in made.paragraphs if each.style]
    assert ("Title", studies.DESCRIPTION.title) in styles
    assert [text for name, text in styles if name == "Heading 2"] == ["1 嫌麻烦", "2 安心"]
    assert ("Quote", "“填起来麻烦” （参与者 1，引语 1.1）") in styles
    captions = [text for name, text in styles if name == "Caption"]
    assert "表 . 研究参与者" in captions  # between them the number that Word counts
    fields = [each.get(qn("w:instr")) for each in made.element.iter(qn("w:fldSimple"))]
    assert fields.count(r"SEQ Table \* ARABIC") == len([c for c in captions if c.startswith("表")])
    assert fields.count(r"SEQ Figure \* ARABIC") == 1
    flow, *others = made.tables
    about = flow._tbl.tblPr.find(qn("w:tblDescription"))
    assert about is not None
    assert "进入分析：5" in str(about.get(qn("w:val")))
    for each in others:
        properties = each.rows[0]._tr.trPr
        assert properties is not None
        assert properties.find(qn("w:tblHeader")) is not None
    assert made.core_properties.language == "zh-CN"
    (of_letters,) = made.styles.element.iter(qn("w:lang"))
    assert (of_letters.get(qn("w:val")), of_letters.get(qn("w:eastAsia"))) == ("en-GB", "zh-CN")
    assert (made.core_properties.author, made.core_properties.last_modified_by) == ("OsteoPRO", "")


@pytest.mark.parametrize("as_", Format)
def test_the_same_report_is_the_same_bytes(analysed: Studied, as_: Format) -> None:
    assert written(manuscript(analysed), as_) == written(manuscript(analysed), as_)


def test_a_report_in_english(analysed: Studied) -> None:
    made = manuscript(analysed, "en")
    said = strings(made)
    assert made.title == studies.DESCRIPTION.title_translated
    assert "Five of 5 participants spoke of this." in said
    assert "Result: the chain is whole." in said
    page = written(made, Format.PAGE).decode()
    assert '<html lang="en">' in page
    assert "Table 1. Participants of the study" in page


def test_a_page_brings_everything_with_it(analysed: Studied) -> None:
    page = written(manuscript(analysed), Format.PAGE).decode()
    assert "<svg" in page
    assert "填起来麻烦" in page
    for outside in ("src=", "url(", "@import", "<script", "<link", "href="):
        assert outside not in page


def test_nothing_small_leaves_in_any_file(analysed: Studied) -> None:
    """One man of five: neither his cell nor the women's stands anywhere."""
    made = manuscript(analysed)
    rows = [
        row
        for row in study_results.tables(written(made, Format.TABLES))["table-1.csv"]
        if row[0] == "性别"
    ]
    assert rows == [["性别", "女", "…", ""], ["性别", "男", "…", ""]]
    assert "4 (80.0)" not in written(made, Format.PAGE).decode()


def test_every_table_is_a_file(analysed: Studied) -> None:
    found = study_results.tables(written(manuscript(analysed), Format.TABLES))
    assert set(found) == {
        f"{name}.csv"
        for name in (
            "table-1",
            "flow",
            "themes-participants",
            "who-is-quoted",
            "quotes",
            "coreq",
            "srqr",
        )
    }
    assert found["quotes.csv"][1] == ["1.1", "嫌麻烦", "1", "填起来麻烦", ""]
    assert found["themes-participants.csv"][1] == ["1 嫌麻烦", "1", "1", "1", "1", "1"]
    assert len(found["coreq.csv"]) == 33
    assert len(found["srqr.csv"]) == 22
    assert found["who-is-quoted.csv"][1:3] == [["1", "2", "1"], ["2", "2", "从未引用"]]


def test_who_is_not_to_be_quoted_is_not_as_a_deviant_case_either(analysed: Studied) -> None:
    said = Statement.objects.filter(quote="回得快，心里踏实").order_by("pk")[1]
    theme = study_results.facts(analysed).board.themes[0]
    actions.note_deviant(
        by=analysed.qin.actor,
        study_id=analysed.study_id,
        statement=said.guid,
        theme=theme.guid,
        comment="不嫌麻烦",
        key=uuid4(),
    )
    assert "回得快，心里踏实" in strings(manuscript(analysed))
    StudyConsent.objects.filter(screening__participant__number=2).update(scopes=["audio"])
    found = strings(manuscript(analysed))
    assert not any("回得快，心里踏实" in each for each in found)
    assert "不符合：参与者 2的一条陈述，本人不同意引用。" in found
