"""Who may take part (clinical content 6.2). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from osteopro.enrolment.criteria import Criteria, criteria
from osteopro.enrolment.form import Form
from osteopro.patients.rules import completed_years


class Status(StrEnum):
    """The three answers of clinical content 6.2, in its own words."""

    ELIGIBLE = "eligible"
    NEEDS_DECISION = "needs clinician decision"
    NOT_ELIGIBLE = "not eligible"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer and the names of the fields that led to it.

    Missing consent is the reason `consent` beside any status: it stops joining, not the
    person (resolution 70).
    """

    status: Status
    reasons: tuple[str, ...] = ()


def eligibility(form: Form, rules: Criteria | None = None) -> Verdict:
    """Whether somebody may take part, judged on the day of the form (clinical content 6.2).

    What refuses outweighs what a clinician must judge: the reasons are those of the status.

    >>> from osteopro.enrolment.form import read_form
    >>> eligibility(read_form({
    ...     "enr-birth": "1960-05-01", "enr-date": "2026-11-23", "enr-op-dx": "confirmed",
    ...     "enr-symptom": ["pain"], "enr-depr": "unknown", "enr-cancer": "no", "enr-cog": "yes",
    ...     "enr-other": {"present": False, "decision": None}, "consent_complete": True,
    ... })).reasons
    ('enr-depr',)
    """
    rules = rules or criteria()
    missing = () if form.consent_complete else (rules.consent_reason,)
    if refused := tuple(_refusing(form, rules)):
        return Verdict(Status.NOT_ELIGIBLE, refused + missing)
    if undecided := tuple(_undecided(form, rules)):
        return Verdict(Status.NEEDS_DECISION, undecided + missing)
    return Verdict(Status.ELIGIBLE, missing)


def _refusing(form: Form, rules: Criteria) -> Iterator[str]:
    if not rules.youngest <= completed_years(form.birth, form.on) <= rules.oldest:
        yield rules.birth
    for name, rule in rules.fields.items():
        given = form.answers.get(name, ())
        if rule.refuse.intersection(given) or not (given or rule.optional):
            yield name
    if form.other.decision == rules.other_refuses:
        yield rules.other


def _undecided(form: Form, rules: Criteria) -> Iterator[str]:
    for name, rule in rules.fields.items():
        if rule.decide.intersection(form.answers.get(name, ())):
            yield name
    if form.other.present and form.other.decision is None:
        yield rules.other
    total = form.screen_total
    if total is not None and total >= rules.screen.decide_from:
        yield rules.screen.total
