"""Coding in its pages: choosing words, meanings, undo, and nothing typed is lost."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.research.models import Reading, Round, Statement, StatementMeaning
from tests import coding as builder
from tests import studies
from tests.builders import Staff
from tests.coding import Coded
from tests.integration.web_care.conftest import SignIn
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


@pytest.fixture
def luo(study: Studied, sign_in: SignIn) -> Client:
    """Who analyses too."""
    return sign_in(study.luo)


def board(coded: Coded, no: int | None = None) -> str:
    (text,) = coded.view.texts
    return f"/study/{coded.studied.study_id}/colaizzi/{no or coded.no}/{text.guid}/"


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def selected(coded: Coded, words: str) -> dict[str, Any]:
    """The fields of a selection as a browser sends it, in UTF-16 of a turn's words."""
    at = coded.text.index(words)
    line = coded.text.rindex("\n", 0, at) + 1
    turn = coded.text.index("：", line) + 1
    unit = len(coded.text[turn:at].encode("utf-16-le")) // 2
    last = unit + len(words.encode("utf-16-le")) // 2
    return {"do": "mark", "turn": turn, "from": unit, "to_turn": turn, "to": last}


def test_words_selected_behind_a_wide_character_are_marked(qin: Client, coded: Coded) -> None:
    done = qin.post(board(coded), selected(coded, FORM), follow=True)
    assert Statement.objects.get().quote == FORM
    assert "S7-01" in text(done)
    assert "已摘出" in text(done)


def test_without_a_script_words_are_typed(qin: Client, coded: Coded) -> None:
    turn = selected(coded, FORM)["turn"]
    typed = {"do": "mark", "turn": turn, "words": "嫌字小"}
    refused = qin.post(board(coded), typed)
    assert refused.status_code == 422
    assert 'value="嫌字小"' in text(refused)
    assert qin.post(board(coded), typed | {"words": "有"}).status_code == 422
    assert qin.post(board(coded), typed | {"turn": 1}).status_code == 422
    assert not Statement.objects.exists()
    qin.post(board(coded), typed | {"words": FORM})
    assert Statement.objects.get().quote == FORM


def test_a_statement_gets_a_meaning_and_everything_is_taken_back(
    qin: Client, coded: Coded, study: Studied
) -> None:
    guid = coded.mark(study.qin, FORM)
    here = f"{board(coded)}?at={guid}"
    refused = qin.post(here, {"do": "mean", "statement": guid, "label": "", "rationale": "听语气"})
    assert refused.status_code == 422
    assert "听语气" in text(refused)
    act = {"statement": guid}
    shown = qin.post(here, {**act, "do": "mean", "label": "怀疑没有人看"}, follow=True)
    assert "怀疑没有人看" in text(shown)
    link = StatementMeaning.objects.get()
    taken = qin.post(here, {**act, "do": "unlink", "link": link.guid}, follow=True)
    assert f'name="link" value="{link.guid}"' in text(taken)
    qin.post(here, {**act, "do": "relink", "link": link.guid})
    qin.post(here, {**act, "do": "reword", "meaning": link.meaning.guid, "label": "没有人看"})
    qin.post(here, {**act, "do": "memo", "memo": "说得很轻"})
    page = text(qin.get(here))
    assert "没有人看" in page
    assert "说得很轻" in page
    rejected = qin.post(here, {**act, "do": "reject"}, follow=True)
    assert "S7-01" not in text(rejected)
    qin.post(board(coded), {**act, "do": "restore"})
    assert "S7-01" in text(qin.get(board(coded)))
    assert qin.post(here, {**act, "do": "unknown"}).status_code == 404


def test_a_statement_is_let_be_other_words(qin: Client, coded: Coded, study: Studied) -> None:
    guid = coded.mark(study.qin, FORM)
    move = selected(coded, "更像走形式") | {"do": "move", "statement": guid}
    qin.post(f"{board(coded)}?at={guid}", move)
    assert Statement.objects.get().quote == "更像走形式"


def test_a_reading_is_noted(qin: Client, coded: Coded) -> None:
    (one,) = coded.view.texts
    here = f"/study/{coded.studied.study_id}/colaizzi/read/{one.guid}/"
    refused = qin.post(here, {"minutes": "半小时", "impression": "她很失望"})
    assert refused.status_code == 422
    assert "她很失望" in text(refused)
    qin.post(here, {"minutes": "20", "impression": "她很失望"})
    assert Reading.objects.get().minutes == 20
    shown = text(qin.get(here))
    assert "她很失望" in shown
    assert "<b>秦老师</b>" in shown


def test_a_round_is_opened_for_two(qin: Client, study: Studied) -> None:
    version = studies.frozen(study, builder.TALK, 7)
    here = f"/study/{study.study_id}/colaizzi/"
    chosen = {"text": [version], "coder": [study.qin.account_id]}
    refused = qin.post(here, chosen)
    assert refused.status_code == 422
    assert "至少" in text(refused)
    qin.post(here, chosen | {"coder": [study.qin.account_id, study.luo.account_id]})
    assert Round.objects.get().coders.count() == 2


@pytest.mark.parametrize("statements", [1, 60])
def test_the_board_costs_a_constant_number_of_queries(
    qin: Client, coded: Coded, study: Studied, statements: int
) -> None:
    said = [each for each in coded.text.split("：")[2] if each.strip()]
    start = coded.text.index(said[0] + said[1])
    for n in range(statements):
        builder_mark(coded, study.qin, start + n // 8, start + 10 + n % 8)
    qin.get(board(coded))
    with CaptureQueriesContext(connection) as counted:
        page = qin.get(board(coded))
    assert len(counted) <= 27
    assert text(page).count("data-row-link") == statements


def builder_mark(coded: Coded, who: Staff, start: int, end: int) -> UUID:
    return coded.mark(who, coded.text[start:end], "一样的意义")
