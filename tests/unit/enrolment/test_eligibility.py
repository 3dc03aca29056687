"""Who may take part: the vectors of clinical content 6.2, and what holds always."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.form import read_form
from osteopro.enrolment.rules import Verdict, eligibility
from osteopro.enrolment.terms import Status

TODAY = date(2026, 11, 23)
ELIGIBLE, DECIDE, NOT = Status.ELIGIBLE, Status.NEEDS_DECISION, Status.NOT_ELIGIBLE
FINE: dict[str, Any] = {
    "enr-birth": "1960-05-01",
    "enr-date": TODAY.isoformat(),
    "enr-op-dx": "confirmed",
    "enr-symptom": ["pain", "fatigue"],
    "enr-depr": "no",
    "enr-cancer": "no",
    "enr-other": {"present": False, "decision": None},
    "enr-cog": "yes",
    "phq2-1": 0,
    "phq2-2": 1,
    "consent_complete": True,
}


def judged(changes: dict[str, Any]) -> Verdict:
    return eligibility(read_form({**FINE, **changes}))


@pytest.mark.parametrize(
    ("birth", "status"),
    [
        ("1976-11-23", ELIGIBLE),  # the 50th birthday is today
        ("1976-11-24", NOT),  # 49 years and 364 days
        ("1945-11-24", ELIGIBLE),  # 80 years and 364 days: still 80
        ("1945-11-23", NOT),  # the 81st birthday is today
    ],
)
def test_age_is_judged_in_completed_years(birth: str, status: Status) -> None:
    assert judged({"enr-birth": birth}) == Verdict(
        status, () if status is ELIGIBLE else ("enr-birth",)
    )


@pytest.mark.parametrize(
    ("on", "status"), [("2026-02-28", NOT), ("2026-03-01", ELIGIBLE), ("2028-02-29", ELIGIBLE)]
)
def test_a_birthday_on_29_february_is_on_1_march_in_common_years(on: str, status: Status) -> None:
    assert judged({"enr-birth": "1976-02-29", "enr-date": on}).status is status


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Verdict(ELIGIBLE)),
        ({"phq2-1": 1, "phq2-2": 2}, Verdict(DECIDE, ("phq2-total",))),
        ({"phq2-1": 3, "phq2-2": None}, Verdict(ELIGIBLE)),
        ({"phq2-1": None, "phq2-2": None}, Verdict(ELIGIBLE)),
        ({"enr-cancer": "remission"}, Verdict(ELIGIBLE)),
        ({"enr-cancer": "unknown"}, Verdict(DECIDE, ("enr-cancer",))),
        ({"enr-cancer": "current"}, Verdict(NOT, ("enr-cancer",))),
        ({"enr-depr": "stable"}, Verdict(ELIGIBLE)),
        ({"enr-depr": "unknown"}, Verdict(DECIDE, ("enr-depr",))),
        ({"enr-depr": "serious"}, Verdict(NOT, ("enr-depr",))),
        ({"enr-symptom": ["none"]}, Verdict(NOT, ("enr-symptom",))),
        ({"enr-symptom": []}, Verdict(NOT, ("enr-symptom",))),
        ({"enr-op-dx": "not-confirmed"}, Verdict(NOT, ("enr-op-dx",))),
        ({"enr-cog": "help"}, Verdict(ELIGIBLE)),
        ({"enr-cog": "no"}, Verdict(DECIDE, ("enr-cog",))),
        ({"enr-other": {"present": True, "decision": None}}, Verdict(DECIDE, ("enr-other",))),
        ({"enr-other": {"present": True, "decision": "include"}}, Verdict(ELIGIBLE)),
        ({"enr-other": {"present": True, "decision": "exclude"}}, Verdict(NOT, ("enr-other",))),
        ({"rf-selfharm": "no"}, Verdict(ELIGIBLE)),
        ({"rf-selfharm": "some"}, Verdict(DECIDE, ("rf-selfharm",))),
        ({"rf-selfharm": "act"}, Verdict(DECIDE, ("rf-selfharm",))),
        ({"rf-selfharm": "pnts"}, Verdict(DECIDE, ("rf-selfharm",))),
        ({"consent_complete": False}, Verdict(ELIGIBLE, ("consent",))),
        (
            {"consent_complete": False, "enr-cog": "no"},
            Verdict(DECIDE, ("enr-cog", "consent")),
        ),
        # What refuses outweighs what waits for a clinician.
        ({"enr-depr": "serious", "enr-cog": "no"}, Verdict(NOT, ("enr-depr",))),
    ],
)
def test_vectors(changes: dict[str, Any], expected: Verdict) -> None:
    assert judged(changes) == expected


def test_a_screen_of_three_is_never_an_exclusion_by_itself() -> None:
    for first in range(4):
        for second in range(4):
            found = judged({"phq2-1": first, "phq2-2": second}).status
            assert found is (DECIDE if first + second >= 3 else ELIGIBLE)


def test_the_status_is_spelled_as_in_the_clinical_content() -> None:
    assert set(Status) == {"eligible", "needs clinician decision", "not eligible"}


def forms() -> st.SearchStrategy[dict[str, Any]]:
    """Any form that can be judged."""
    rules = criteria()
    single = {
        name: st.sampled_from([*rule.codes, None] if rule.optional else list(rule.codes))
        for name, rule in rules.fields.items()
        if not rule.several
    }
    symptoms = st.one_of(
        st.just(["none"]),
        st.lists(st.sampled_from(rules.fields["enr-symptom"].codes[:-1]), unique=True),
    )
    other = st.sampled_from(
        [{"present": False}]
        + [{"present": True, "decision": d} for d in (None, "include", "exclude")]
    )
    points = st.sampled_from([None, 0, 1, 2, 3])
    return st.fixed_dictionaries(
        {
            "enr-birth": st.dates(date(1940, 1, 1), date(1980, 1, 1)).map(date.isoformat),
            "enr-date": st.just(TODAY.isoformat()),
            **single,
            "enr-symptom": symptoms,
            "enr-other": other,
            "phq2-1": points,
            "phq2-2": points,
            "consent_complete": st.booleans(),
        }
    )


@given(forms(), st.randoms(use_true_random=False))
def test_the_order_of_fields_and_symptoms_does_not_matter(
    form: dict[str, Any], dice: Random
) -> None:
    names = list(form)
    dice.shuffle(names)
    mixed = {name: form[name] for name in names}
    mixed["enr-symptom"] = dice.sample(form["enr-symptom"], len(form["enr-symptom"]))
    assert eligibility(read_form(mixed)) == eligibility(read_form(form))


EXCLUSIONS = (
    {"enr-depr": "serious"},
    {"enr-cancer": "current"},
    {"enr-other": {"present": True, "decision": "exclude"}},
    {"enr-op-dx": "not-confirmed"},
    {"enr-symptom": ["none"]},
    {"enr-birth": "1930-01-01"},
)


@given(forms(), st.lists(st.sampled_from(EXCLUSIONS), min_size=1))
def test_an_exclusion_whatever_else_holds_is_not_eligible(
    form: dict[str, Any], exclusions: list[dict[str, Any]]
) -> None:
    changed = dict(form)
    for exclusion in exclusions:
        changed |= exclusion
    found = eligibility(read_form(changed))
    assert found.status is NOT
    before = eligibility(read_form(form))
    if before.status is NOT:
        assert set(before.reasons) <= set(found.reasons)


@given(forms())
def test_reasons_are_there_exactly_when_something_stands_in_the_way(form: dict[str, Any]) -> None:
    found = eligibility(read_form(form))
    in_the_way = [reason for reason in found.reasons if reason != "consent"]
    assert bool(in_the_way) == (found.status is not ELIGIBLE)
    assert ("consent" in found.reasons) == (not form["consent_complete"])
    assert len(set(found.reasons)) == len(found.reasons)


@given(st.integers(0, 364))
def test_everybody_of_80_may_join_on_every_day_of_the_year(days: int) -> None:
    birth = date(1945, 11, 24) + timedelta(days=days)
    assert judged({"enr-birth": birth.isoformat()}).status is ELIGIBLE
