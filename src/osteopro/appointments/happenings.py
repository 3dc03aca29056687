"""Events that patients told with a day and details, for many patients at once (5.4, term E)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from osteopro.followup.models import Request
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers, values_from_json
from osteopro.instruments.definition import Item, Questionnaire
from osteopro.instruments.planning import SignalRule
from osteopro.instruments.terms import Signal, State
from osteopro.records import queries as records_queries

_COUNTS = frozenset({Signal.FALL, Signal.FALL_INJURY, Signal.FRACTURE})


def told_by(wanted: QuerySet[Request], since: datetime) -> set[int]:
    """The patients of these requests who told of a fall or the like with its day and details,
    in what stands of their forms since then. One query, which opens only forms with such a day."""
    with_day = Q()
    for item in {rule.on for form in _forms() for rule in _rules(form)}:
        with_day |= Q(values__has_key=item)
    if not with_day:
        return set()
    rows = records_queries.latest_versions().filter(
        with_day, patient_id__in=wanted.values("patient_id"), effective__gte=since
    )
    return {
        patient
        for patient, form, values in rows.values_list("patient_id", "instrument_id", "values")
        if _tells(form, values, since.date())
    }


def _tells(row_id: int, values: dict[str, Any], since: date) -> bool:
    form = instruments_queries.published_by_id(row_id).instrument.questionnaire
    answers = Answers(form, values_from_json(form, values), complete=False)
    return any(_told(rule, answers, since) for rule in _rules(row_id))


def _told(rule: SignalRule, answers: Answers, since: date) -> bool:
    day = answers.value(rule.on or "")
    if not rule.holds(answers) or not isinstance(day, date) or day < since:
        return False
    asked_with = _siblings(answers.questionnaire, rule.on or "")
    return any(answers.state(item.link_id) is State.GIVEN for item in asked_with)


def _siblings(form: Questionnaire, link_id: str) -> Iterable[Item]:
    """The questions that are asked together with this one: its details."""
    together = form.item(link_id).enable_when
    return (
        item
        for item in form.items
        if item.link_id != link_id and together and item.enable_when == together
    )


def _forms() -> list[int]:
    return [each.row_id for each in instruments_queries.known()]


def _rules(row_id: int) -> list[SignalRule]:
    signals = instruments_queries.published_by_id(row_id).instrument.planning.signals
    return [rule for rule in signals if rule.signal in _COUNTS and rule.on is not None]
