"""The scores of a sitting against the last own ones, and the list naming which form said so."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup.actions import Receipt
from osteopro.followup.models import CareState, OpenItem
from osteopro.records.terms import ByWhom
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import page, review_url

# Vector Q1 of the clinical content: everything at its best.
BEST: Mapping[str, str] = {
    **dict.fromkeys(("qol-pf1", "qol-pf2", "qol-pf3", "qol-pf4"), "d0"),
    **dict.fromkeys(("qol-da1", "qol-da2", "qol-da3"), "d0"),
    **{"qol-so1": "f4", "qol-so2": "f4", "qol-so3": "f0"},
    **{"qol-em1": "f4", "qol-em2": "f0", "qol-em3": "f0"},
    **{"qol-gh1": "g4", "qol-gh2": "f4"},
    **{"phq2-1": "0", "phq2-2": "0"},
}
GLOOMY: Mapping[str, str] = {"qol-em1": "f0", "qol-em2": "f4", "qol-em3": "f4"}
LONG_AGO = MONDAY - timedelta(days=90)


def sitting(
    someone: builders.Someone, at: datetime, values: Mapping[str, str], **record: Any
) -> Receipt:
    """A record with every form that rides on it."""
    with clock.frozen(at):
        receipt = builders.send(someone, **{"qol_gh1": values["qol-gh1"], **record})
        builders.finish(someone, receipt, values)
    return receipt


def scores(text: str) -> str:
    """The panel of scores, as one reads it."""
    return text.split('<div class="scores">', 1)[1].split("近 3 个月")[0]


@pytest.fixture
def old_enough(clinic: builders.Clinic, monday: datetime) -> builders.Someone:
    """Somebody who takes part for four months."""
    return builders.patient(clinic, starts_on=(MONDAY - timedelta(days=120)).date())


def test_worse_and_better_are_told_apart_with_the_day_they_are_compared_with(
    old_enough: builders.Someone, li: Client
) -> None:
    sitting(old_enough, LONG_AGO, {**BEST, "qol-pf1": "d4", "qol-pf2": "d4"})
    now = sitting(old_enough, MONDAY, {**BEST, **GLOOMY})
    shown = scores(page(li.get(review_url(now))))
    assert "生活质量，分越高越好" in shown
    assert "和 " in shown
    assert "变差：生活质量总分、心情；好转：身体活动；其余差不多" in shown
    assert shown.index("生活质量总分") < shown.index("身体活动</th>")
    assert "50 <span" in shown, "PF before: two of four at their worst"
    assert "<b>0</b>" in shown, "EM now"


def test_symptoms_are_compared_with_the_last_record_by_the_programmes_threshold(
    old_enough: builders.Someone, li: Client
) -> None:
    heavier = {"sym_fatigue": "very", "sym_sleep": "very", "sym_mood": "quite"}
    builders.send(old_enough, at=MONDAY - timedelta(days=8))
    now = builders.send(old_enough, **heavier)
    shown = scores(page(li.get(review_url(now))))
    assert "症状，分越高越差" in shown
    assert "变差：核心症状" in shown
    assert "32.9 <span" in shown
    assert "生活质量" not in shown, "nothing of a form that was not asked"


def test_the_familys_answers_are_passed_over_and_not_compared(
    old_enough: builders.Someone, li: Client
) -> None:
    builders.send(old_enough, at=MONDAY - timedelta(days=16))
    family = builders.send(
        old_enough, at=MONDAY - timedelta(days=8), by_whom=ByWhom.PROXY, sym_pain_rest="9"
    )
    now = builders.send(old_enough)
    shown = scores(page(li.get(review_url(now))))
    assert "32.9 <span" in shown, "the last own record, not the family's"
    assert "差不多" in shown
    theirs = scores(page(li.get(review_url(family))))
    assert "家属代填，不和本人的比。" in theirs
    assert "→" not in theirs


def test_a_first_sitting_and_a_scale_without_value_say_so(
    old_enough: builders.Someone, li: Client
) -> None:
    left_out = {f"qol-so{n}": None for n in (1, 2, 3)} | {f"qol-em{n}": None for n in (1, 2, 3)}
    now = sitting(old_enough, MONDAY, {k: v for k, v in BEST.items() if k not in left_out})
    shown = scores(page(li.get(review_url(now))))
    assert "还没有本人以前的分可比。" in shown
    assert "未计算（有分的项太少）" in shown
    assert "未计算（答得太少）" in shown


def test_the_list_names_the_form_that_raised_the_level(
    old_enough: builders.Someone, li: Client
) -> None:
    sitting(old_enough, LONG_AGO, BEST)
    assert CareState.objects.get().level == 0
    now = sitting(old_enough, MONDAY, {**BEST, **GLOOMY})
    assert CareState.objects.get().level == 1
    text = page(li.get("/care/"))
    assert "生活质量总分 100 → 80；心情 100 → 0" in text
    assert "生活质量总分 100 → 80；心情 100 → 0" in page(li.get(review_url(now)))


def test_a_domain_alone_is_named_as_quality_of_life(
    old_enough: builders.Someone, li: Client
) -> None:
    sitting(old_enough, LONG_AGO, BEST)
    sitting(old_enough, MONDAY, {**BEST, "qol-em1": "f2", "qol-em2": "f2"})
    assert "生活质量：心情 100 → 66.7" in page(li.get("/care/"))


def test_low_mood_on_two_forms_is_two_reasons(old_enough: builders.Someone, li: Client) -> None:
    sitting(
        old_enough,
        MONDAY,
        {**BEST, "phq2-1": "3", "phq2-2": "2", "rf-selfharm": "no"},
        sym_mood="quite",
        rf_selfharm="no",
    )
    reasons = OpenItem.objects.get(closed_at=None).reasons
    assert [r.get("form", "") for r in reasons if r["id"] == "T-A05"] == ["screen", ""]
    text = page(li.get("/care/"))
    assert "心情两题：PHQ-2 总分 5" in text
    assert "心情差、担心：3" in text


def test_the_page_costs_the_same_with_many_sittings(
    old_enough: builders.Someone, li: Client
) -> None:
    now = builders.send(old_enough)
    li.get(review_url(now))
    with CaptureQueriesContext(connection) as few:
        li.get(review_url(now))
    for week in range(10, 1, -1):
        builders.send(old_enough, at=MONDAY - timedelta(days=8 * week))
    li.get(review_url(now))
    with CaptureQueriesContext(connection) as many:
        li.get(review_url(now))
    assert len(many) <= len(few)
