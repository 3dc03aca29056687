"""The report: counted, with the traps of the paper (quotes twice the same number, who is never
quoted, planned and real minutes, percentages)."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.research import actions
from osteopro.research.checklists import Checklist, items
from osteopro.research.models import Meaning, Statement, StudyConsent
from osteopro.research.queries import report
from osteopro.web.study.checked_items import SOURCES
from tests import studies, study_results
from tests.studies import Studied
from tests.study_results import facts, of_sex

pytestmark = pytest.mark.django_db
TEXT = "访谈者：怎么样？\nP：填起来麻烦。\nP：回得快，心里踏实。"
WORDS = {"填起来麻烦": "嫌麻烦", "回得快，心里踏实": "安心"}


@pytest.fixture
def themes(study: Studied) -> dict[str, UUID]:
    """Three participants, two themes; the third said nothing that was marked."""
    for number in (1, 2):
        studies.agreed(study, studies.frozen(study, TEXT, number=number), WORDS)
    studies.frozen(study, TEXT, number=3)
    meanings = {row.label: row.guid for row in Meaning.objects.order_by("pk")}
    return dict(zip(meanings, study_results.ordered(study, meanings), strict=True))


def choose(study: Studied, theme: UUID, quote: str) -> None:
    for row in Statement.objects.filter(quote=quote):
        actions.choose_quote(
            by=study.qin.actor, study_id=study.study_id, statement=row.guid, theme=theme
        )


def test_every_item_of_the_checklists_has_its_source() -> None:
    for which in Checklist:
        assert set(SOURCES[which]) == {each.number for each in items(which)}


@pytest.mark.invariant(10)
def test_no_number_of_a_quote_stands_twice(study: Studied, themes: dict[str, UUID]) -> None:
    for label, theme in themes.items():
        choose(study, theme, next(q for q, meant in WORDS.items() if meant == label))
    found = facts(study)
    assert [each.number for each in found.quotes] == ["1.1", "1.2", "2.1", "2.2"]
    assert found.quoted == {1, 2}
    assert found.said == {1: 2, 2: 2, 3: 0}


@pytest.mark.invariant(10)
def test_who_did_not_agree_to_be_quoted_is_not(study: Studied, themes: dict[str, UUID]) -> None:
    choose(study, themes["嫌麻烦"], "填起来麻烦")
    consent = StudyConsent.objects.get(screening__participant__number=1)
    consent.scopes = ["audio"]
    consent.save(update_fields=["scopes"])
    assert {each.participant for each in facts(study).quotes} == {2}
    StudyConsent.objects.filter(screening__participant__number=2).update(withdrawn_at=clock.now())
    assert facts(study).quotes == ()


@pytest.mark.invariant(10)
def test_table_one_counts_the_newest_values_and_rounds_as_the_paper(study: Studied) -> None:
    for number in range(1, 15):
        studies.interview(study, number)
        for value in ("male", "female") if number <= 10 else ("male",):
            of_sex(study, number, value)
    found = next(each for each in report.table_one(study.study_id) if each.name == "sex")
    assert [(each.code, each.share.n, str(each.share.percent)) for each in found.levels] == [
        ("female", 10, "71.4"),
        ("male", 4, "28.6"),
    ]
    assert found.unknown == 0


def test_the_page_names_what_is_missing_and_what_was_not_planned(
    qin: Client, study: Studied, themes: dict[str, UUID]
) -> None:
    choose(study, themes["嫌麻烦"], "填起来麻烦")
    page = qin.get(f"/study/{study.study_id}/report/").content.decode()
    assert "平均 13.0 分钟（13.0 到 13.0）" in page
    assert "3 次中有 3 次在计划之外" in page
    assert "参与者 2" in page
    assert "从未引用" in page
    srqr = qin.get(f"/study/{study.study_id}/report/?list=srqr").content.decode()
    assert "四川大学华西医院生物医学伦理审查委员会 2023-1" in srqr


def test_quotes_are_chosen_on_the_page_of_the_theme(
    qin: Client, study: Studied, themes: dict[str, UUID]
) -> None:
    page = f"/study/{study.study_id}/themes/theme/{themes['嫌麻烦']}/"
    assert qin.get(page).content.decode().count("填起来麻烦") == 2
    row = Statement.objects.filter(quote="填起来麻烦")[0]
    qin.post(page, {"do": "quote", "statement": row.guid})
    assert [each.statement for each in facts(study).quotes] == [row.guid]
    qin.post(page, {"do": "unquote", "statement": row.guid})
    assert facts(study).quotes == ()


@pytest.mark.invariant(10)
def test_small_groups_are_left_out(qin: Client, study: Studied) -> None:
    for number in (1, 2):
        studies.interview(study, number)
        of_sex(study, number, "male")
    assert "<td>不列出</td>" in qin.get(f"/study/{study.study_id}/report/").content.decode()
    whole = qin.get(f"/study/{study.study_id}/report/?fewest=1").content.decode()
    assert "<td>不列出</td>" not in whole


def test_the_report_costs_a_constant_number_of_queries(
    study: Studied, themes: dict[str, UUID]
) -> None:
    with CaptureQueriesContext(connection) as before:
        facts(study)
    for number in (4, 5, 6):
        studies.agreed(study, studies.frozen(study, TEXT, number=number), WORDS)
    with CaptureQueriesContext(connection) as after:
        facts(study)
    assert len(after) == len(before) <= 64


def test_quotes_stand_in_the_order_the_team_gives_them(
    qin: Client, study: Studied, themes: dict[str, UUID]
) -> None:
    theme = themes["嫌麻烦"]
    choose(study, theme, "填起来麻烦")
    first, second = (each.statement for each in facts(study).quotes)
    down = {"statement": str(first), "theme": str(theme), "place": "2"}
    page = f"/study/{study.study_id}/report/"
    for _twice in range(2):
        assert qin.post(f"{page}quote/", down).status_code == 302
        assert [each.statement for each in facts(study).quotes] == [second, first]
    assert [each.number for each in facts(study).quotes] == ["1.1", "1.2"]
    shown = qin.get(f"/study/{study.study_id}/themes/theme/{theme}/").content.decode()
    assert shown.index(str(second)) < shown.index(str(first))
    for wrong in ({**down, "place": "x"}, {**down, "statement": str(uuid4())}):
        assert qin.post(f"{page}quote/", wrong).status_code == 404


@pytest.mark.invariant(1)
def test_who_withdrew_is_not_in_table_one(study: Studied) -> None:
    for number in (1, 2):
        studies.interview(study, number)
    assert {each.people for each in report.table_one(study.study_id)} == {2}
    StudyConsent.objects.filter(screening__participant__number=2).update(withdrawn_at=clock.now())
    assert {each.people for each in report.table_one(study.study_id)} == {1}
