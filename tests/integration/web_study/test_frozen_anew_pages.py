"""Pages of coding after a transcript was frozen anew: they go on in the new version."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.research import versions
from osteopro.research.models import Statement, StatementMeaning
from osteopro.research.terms import RoundMode, StatementState
from tests import coding as builder
from tests import settling
from tests.integration.web_study.test_coding_pages import board, selected, text
from tests.integration.web_study.test_together_pages import settle, together
from tests.settling import FORM, NURSE, TEDIOUS
from tests.studies import Studied

pytestmark = pytest.mark.django_db


def test_a_consensus_is_settled_in_its_page_in_the_new_version(qin: Client, study: Studied) -> None:
    coded = settling.handed_in(study)
    old, _no = together(qin, coded)
    guid = Statement.objects.get(quote=TEDIOUS).guid
    qin.post(f"{old}?at={guid}", settle(guid, study))
    newest = coded.freeze_anew()
    gone_on = qin.get(f"{old}?at={guid}")
    assert gone_on.status_code == 302
    now = gone_on["Location"]
    assert "嫌麻烦" in text(qin.get(now))
    # A page that was open before still settles, and one statement stands.
    for here, meaning in ((f"{old}?at={guid}", "要填的多"), (now, "嫌麻烦得很")):
        done = qin.post(here, settle(guid, study, meanings=meaning), follow=True)
        assert meaning in text(done)
        (stands,) = Statement.objects.filter(
            round__mode=RoundMode.CONSENSUS, state=StatementState.ACCEPTED, quote=TEDIOUS
        )
        assert stands.version_id == newest
    assert text(qin.get(now)).count("data-row-link") == 4


def test_where_words_are_gone_the_page_says_so_and_it_is_decided_anew(
    qin: Client, study: Studied
) -> None:
    coded = settling.handed_in(study)
    old, _no = together(qin, coded)
    guid = Statement.objects.filter(quote=NURSE).order_by("pk")[0].guid
    coded.freeze_anew((NURSE, "打来就好了"))
    here = qin.get(f"{old}?at={guid}")["Location"]
    shown = text(qin.get(here))
    assert "请重新商定" in shown
    assert f'value="{guid}"' not in shown
    refused = qin.post(here, settle(guid, study))
    assert refused.status_code == 422
    qin.post(here, settle(guid, study, span="none", meanings=""))
    assert not Statement.objects.filter(state=StatementState.ORPHAN).exists()
    assert "认为不是重要陈述" in text(qin.get(here))


def test_who_codes_alone_goes_on_in_the_new_version(qin: Client, study: Studied) -> None:
    coded = builder.blind(study)
    guid = coded.mark(study.qin, FORM)
    old = board(coded)
    marking: dict[str, Any] = selected(coded, TEDIOUS)
    newest = coded.freeze_anew()
    meant = {"do": "mean", "statement": guid, "label": "怀疑没有人看"}
    shown = qin.post(f"{old}?at={guid}", meant, follow=True)
    assert "怀疑没有人看" in text(shown)
    assert StatementMeaning.objects.get().statement.version_id == newest
    assert TEDIOUS in text(qin.post(old, marking, follow=True))
    now = versions.text_of(newest)
    living = Statement.objects.filter(state=StatementState.PROPOSED)
    assert {now[row.start : row.end] for row in living} == {FORM, TEDIOUS}


@pytest.mark.parametrize("places", [1, 8])
@pytest.mark.parametrize("anew", [False, True])
def test_a_consensus_costs_a_constant_number_of_queries(
    qin: Client, study: Studied, places: int, anew: bool
) -> None:
    coded = builder.blind(study)
    start = coded.text.index("刚开始嘛")
    for n in range(places):
        words = coded.text[start + 4 * n : start + 4 * n + 4]
        coded.mark(study.qin if n % 2 else study.luo, words, f"意义{n}")
    coded.submit(study.qin, study.luo)
    here, _no = together(qin, coded)
    if anew:
        coded.freeze_anew()
        here = qin.get(here)["Location"]
    qin.get(here)
    with CaptureQueriesContext(connection) as counted:
        page = qin.get(here)
    assert text(page).count("data-row-link") == places
    assert len(counted) <= (49 if anew else 47)
