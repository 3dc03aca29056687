"""What `osteopro triage` does, without terminal, clock or database (design 6)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from osteopro.instruments.library import Instrument, load_instruments
from osteopro.triage.advice import FollowUp
from osteopro.triage.case import Assessment, Case, Current, PastRecord
from osteopro.triage.casefile import read_case
from osteopro.triage.engine import assess
from osteopro.triage.ruleset import (
    Ruleset,
    build_ruleset,
    load_ruleset,
    read_documents,
    with_form_rules,
)
from osteopro.triage.terms import Level

ROW = 3


def cli_triage(
    raw: bytes,
    ruleset: Ruleset | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> dict[str, Any]:
    """Assess a case: JSON in, a JSON object out (resolutions 68, 77, 78, 100).

    The message is the form used in service hours, its variables in braces. BadInput lists every
    problem of the input.
    """
    known = load_instruments() if instruments is None else instruments
    rules = ruleset or ruleset_with_forms(known)
    case, _ = read_case(raw, rules, known)
    follow_up = FollowUp(attention_before=attention_before(case, rules, known))
    return assessment_json(assess(case, rules, known, follow_up), rules)


def ruleset_with_forms(instruments: Mapping[str, Instrument]) -> Ruleset:
    """The packaged rules together with those that forms bring along."""
    if not any(instrument.rules for instrument in instruments.values()):
        return load_ruleset()
    return build_ruleset(with_form_rules(read_documents(), instruments.values()))


def assessment_json(assessment: Assessment, ruleset: Ruleset) -> dict[str, Any]:
    """The result as plain JSON values."""
    message = assessment.message
    text = ruleset.messages.template(message, in_hours=True, on_call=False)
    return {
        "level": str(assessment.level),
        "rules": [
            {
                "id": rule.id,
                "level": str(rule.level),
                "because": dict(rule.because),
                "tags": list(rule.tags),
            }
            for rule in assessment.rules
        ],
        "tags": list(assessment.tags),
        "message": {"code": message.code, "text": dict(text), "add": list(message.add)},
        "advice": list(assessment.advice),
        "ruleset": assessment.ruleset,
    }


def attention_before(
    case: Case, ruleset: Ruleset, instruments: Mapping[str, Instrument], most: int = ROW - 1
) -> int:
    """How many records right before this one were at attention or higher, up to `most`."""
    forms = frozenset().union(*(series.forms for series in ruleset.series.values() if series.days))
    records = [
        record
        for record in case.history
        if instruments[record.canonical].code in forms
        and (case.response is None or record.authored < case.response.authored)
    ]
    records.sort(key=lambda record: record.authored, reverse=True)
    for count, record in enumerate(records[:most]):
        if assess(_as_then(case, record), ruleset, instruments).level is Level.ROUTINE:
            return count
    return min(len(records), most)


def _as_then(case: Case, record: PastRecord) -> Case:
    response = Current(
        authored=record.authored,
        canonical=record.canonical,
        answers=record.answers,
        proxy=record.proxy,
        status="completed",
    )
    reviewed = tuple(entry for entry in case.assessed if entry.at < record.authored)
    return replace(case, now=record.authored, response=response, assessed=reviewed)
