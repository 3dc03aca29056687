"""Who may take part (clinical content 6.2). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from osteopro.enrolment.criteria import Criteria, criteria
from osteopro.enrolment.form import Form
from osteopro.enrolment.terms import ScreeningState, Status
from osteopro.patients.rules import completed_years


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


@dataclass(frozen=True, slots=True)
class Decided:
    """What a clinician said about these reasons."""

    state: ScreeningState
    reasons: tuple[str, ...]


def may_join(verdict: Verdict, decided: Decided | None, rules: Criteria | None = None) -> bool:
    """Whether the programme takes this person: eligible, or included by a clinician who knew
    every reason that stands now; and never without complete consent."""
    consent = (rules or criteria()).consent_reason
    if consent in verdict.reasons or verdict.status is Status.NOT_ELIGIBLE:
        return False
    if verdict.status is Status.ELIGIBLE:
        return True
    return (
        decided is not None
        and decided.state in (ScreeningState.INCLUDED, ScreeningState.JOINED)
        and set(verdict.reasons) <= set(decided.reasons)
    )


def age_band(years: int, rules: Criteria | None = None) -> str:
    """Five years together, and one band at each end beyond the programme: enough for the flow
    of people through the study, too little to find somebody by.

    >>> age_band(49), age_band(50), age_band(64), age_band(80), age_band(81)
    ('under 50', '50-54', '60-64', '80', 'over 80')
    """
    rules = rules or criteria()
    if years < rules.youngest:
        return f"under {rules.youngest}"
    if years > rules.oldest:
        return f"over {rules.oldest}"
    first = rules.youngest + (years - rules.youngest) // 5 * 5
    last = min(first + 4, rules.oldest)
    return str(first) if first == last else f"{first}-{last}"
