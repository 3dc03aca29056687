"""Blindness in pages, and bringing a round together in them."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from osteopro.research.models import (
    AgreementRun,
    Discrepancy,
    DiscussionNote,
    Statement,
)
from osteopro.research.terms import RoundMode, StatementState
from tests import coding as builder
from tests import settling
from tests.coding import Coded
from tests.integration.web_care.conftest import SignIn
from tests.integration.web_study.test_coding_pages import FORM, board, text
from tests.settling import TEDIOUS
from tests.studies import Studied

pytestmark = pytest.mark.django_db
SECRETS = ("怀疑没有人看", "说得很轻", "语气很淡", "她很失望")


@pytest.fixture
def luo(study: Studied, sign_in: SignIn) -> Client:
    return sign_in(study.luo)


@pytest.mark.invariant(5)
def test_no_page_tells_the_work_of_others_before_all_handed_in(
    qin: Client, luo: Client, zhou: Client, study: Studied
) -> None:
    coded = builder.blind(study)
    guid = coded.mark(study.qin, FORM)
    here = f"{board(coded)}?at={guid}"
    act = {"statement": guid, "do": "mean", "label": SECRETS[0], "rationale": SECRETS[2]}
    qin.post(here, act)
    qin.post(here, {"statement": guid, "do": "memo", "memo": SECRETS[1]})
    base = f"/study/{study.study_id}/"
    (one,) = coded.view.texts
    qin.post(f"{base}colaizzi/read/{one.guid}/", {"impression": SECRETS[3]})
    qin.post(f"{base}colaizzi/{coded.no}/", {"do": "submit"})
    pages = (
        board(coded),
        f"{base}colaizzi/",
        f"{base}colaizzi/{coded.no}/",
        f"{base}colaizzi/read/{one.guid}/",
        f"{base}colaizzi/meanings/?q=",
        f"{base}themes/",
        f"{base}log/",
        base,
    )
    for other in (luo, zhou):
        for page in pages:
            shown = text(other.get(page))
            assert not [each for each in SECRETS if each in shown], page
            assert "<mark" not in shown
            assert "1 条" not in shown
        assert other.get(here).status_code == 404
    found = f"{base}colaizzi/meanings/?q=没有"
    assert json.loads(qin.get(found).content) == {"labels": [SECRETS[0]]}
    luo.post(f"{base}colaizzi/{coded.no}/", {"do": "submit"})
    shown = text(luo.get(here))
    assert all(each in shown for each in SECRETS[:3])
    assert json.loads(luo.get(found).content) == {"labels": [SECRETS[0]]}


def together(client: Client, coded: Coded) -> tuple[str, int]:
    """Bring the round together. The board of the consensus and its number."""
    here = f"/study/{coded.studied.study_id}/colaizzi/{coded.no}/"
    gone = client.post(here, {"do": "together"})
    no = int(gone["Location"].rstrip("/").split("/")[-1])
    return board(coded, no), no


def settle(guid: UUID, study: Studied, **other: Any) -> dict[str, Any]:
    return {
        "do": "settle",
        "span": guid,
        "meanings": "嫌麻烦",
        "state": "consensus",
        "deciders": [study.qin.account_id, study.luo.account_id],
        **other,
    }


def test_a_difference_is_discussed_and_settled(qin: Client, study: Studied) -> None:
    coded = settling.handed_in(study)
    here, no = together(qin, coded)
    guid = Statement.objects.get(quote=TEDIOUS).guid
    place = f"{here}?at={guid}"
    shown = text(qin.get(place))
    assert "罗老师" in shown
    assert "没有标出" in shown
    qin.post(place, {"do": "discuss", "said": "再听一遍录音"})
    assert DiscussionNote.objects.get().text == "再听一遍录音"
    for wrong in (
        {"deciders": [study.qin.account_id]},
        {"meanings": ""},
        {"span": ""},
        {"state": "clarify", "asked": "2027-01-01", "asked_words": "字太小"},
        {"state": ""},
    ):
        refused = qin.post(place, settle(guid, study, rationale="录音里叹气", **wrong))
        assert refused.status_code == 422, wrong
        assert "录音里叹气" in text(refused)
    assert qin.post(place, {"do": "discuss", "said": ""}).status_code == 422
    ahead = {"state": "clarify", "asked": "2027-01-01", "asked_words": "字太小"}
    assert "不能是以后的日期" in text(qin.post(place, settle(guid, study, **ahead)))
    asked = {"state": "clarify", "asked": "2026-11-20", "asked_words": "字太小"}
    qin.post(place, settle(guid, study, **asked))
    assert "字太小" in text(qin.get(place))
    qin.post(place, settle(guid, study))
    agreed = Statement.objects.get(quote=TEDIOUS, round__mode=RoundMode.CONSENSUS)
    assert agreed.state == StatementState.ACCEPTED
    states = Discrepancy.objects.filter(items=[str(guid)]).values_list("state", flat=True)
    assert set(states) == {"consensus"}
    assert "商定" in text(qin.get(f"/study/{study.study_id}/colaizzi/{no}/"))


def test_what_is_held_not_significant_is_left_out(qin: Client, study: Studied) -> None:
    coded = settling.handed_in(study)
    here, _no = together(qin, coded)
    guid = Statement.objects.get(quote=TEDIOUS).guid
    qin.post(f"{here}?at={guid}", settle(guid, study, span="none", meanings=""))
    assert not Statement.objects.filter(quote=TEDIOUS, round__mode=RoundMode.CONSENSUS).exists()
    assert "认为不是重要陈述" in text(qin.get(f"{here}?at={guid}"))


def test_agreement_is_counted_and_explained(qin: Client, study: Studied) -> None:
    coded = settling.handed_in(study)
    here = f"/study/{study.study_id}/colaizzi/{coded.no}/"
    shown = text(qin.post(here, {"do": "count", "unit": "character"}, follow=True))
    assert AgreementRun.objects.filter(unit="character").count() == 7
    assert "Krippendorff" in shown
    assert "95 %" in shown


def test_nothing_is_compared_while_somebody_codes(qin: Client, study: Studied) -> None:
    coded = builder.blind(study)
    here = f"/study/{study.study_id}/colaizzi/{coded.no}/"
    for do in ("together", "count"):
        refused = qin.post(here, {"do": do})
        assert refused.status_code == 422
        assert "还有人没有交" in text(refused)


def test_three_coders_have_a_table_of_pairs_and_meanings_are_compared(
    qin: Client, study: Studied
) -> None:
    three = [study.qin, study.luo, study.zhou]
    coded = builder.blind(study, coders=three)
    for who in three:
        for words, meaning in ((TEDIOUS, "嫌麻烦"), ("几分钟就好", "熟了就快")):
            coded.mark(who, words, "别的" if who is study.zhou else meaning)
    here = f"/study/{study.study_id}/colaizzi/{coded.no}/"
    assert "两两" not in text(qin.get(here))
    coded.submit(*three)
    for unit in ("character", "meaning"):
        shown = text(qin.post(here, {"do": "count", "unit": unit}, follow=True))
    rows = re.findall(r"<tr><th scope=\"row\">(\w+、\w+)</th>(.*?)</tr>", shown)
    kappa = {
        frozenset(names.split("、")): re.findall(r"num\">([^<]+)<", cells) for names, cells in rows
    }
    assert kappa[frozenset({"秦老师", "罗老师"})] == ["1.00", "1.00"]
    assert kappa[frozenset({"秦老师", "周研究员"})] == ["1.00", "0.00"]
    assert len(kappa) == 3
