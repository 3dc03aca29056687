"""What `osteopro validity` does, without terminal, clock or database (design 6)."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from osteopro.instruments.library import Instrument, load_instruments
from osteopro.instruments.terms import Mode
from osteopro.triage.case import Case
from osteopro.triage.casefile import CaseReader, read_object
from osteopro.triage.cli import ruleset_with_forms
from osteopro.triage.engine import assess
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level
from osteopro.triage.validity.asking import Asked, ToAsk, to_ask, worded
from osteopro.triage.validity.checking import Flag, check
from osteopro.triage.validity.checkset import CheckSet, load_checks

ON_SCREEN = (None, Mode.ONLINE)


def cli_validity(
    raw: bytes,
    checks: CheckSet | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> dict[str, Any]:
    """Check a case: JSON in, a JSON object out (design 6; resolutions 77, 87).

    Beside the keys of a triage case it takes `seconds`, {linkId: seconds on screen}, and
    `asked`, [{"id", "at"}] of gentle questions asked before. BadInput lists every problem.
    """
    known = load_instruments() if instruments is None else instruments
    rules, checks = ruleset_with_forms(known), checks or load_checks()
    document = read_object(raw)
    reader = CaseReader(rules, known)
    seconds = _seconds(document, known, reader.problems)
    before = _asked(document.get("asked", []), checks, reader)
    case = reader.case(document)
    flags = check(case, checks, known, seconds)
    asked = _ask(case, flags, checks, before, rules, known)
    return {
        "flags": [{"id": flag.id, "detail": dict(flag.detail)} for flag in flags],
        "ask": asked and _question_json(asked),
        "checks": checks.name,
    }


def _ask(
    case: Case,
    flags: tuple[Flag, ...],
    checks: CheckSet,
    before: list[Asked],
    rules: Ruleset,
    known: Mapping[str, Instrument],
) -> ToAsk | None:
    """The question before sending: on screen only, and never beside an emergency message."""
    if case.response is None or case.response.mode not in ON_SCREEN:
        return None
    today = case.now.astimezone(case.zone).date()
    flag = to_ask(flags, checks, before, today, case.zone)
    if flag is None or assess(case, rules, known).level is Level.EMERGENCY:
        return None
    return worded(flag, case, checks, known)


def _question_json(asked: ToAsk) -> dict[str, Any]:
    answers = [{"code": each.key, "text": dict(each.text)} for each in asked.question.answers]
    return {"id": asked.check, "text": dict(asked.text), "answers": answers}


def _seconds(
    document: Mapping[str, Any], known: Mapping[str, Instrument], problems: list[str]
) -> dict[str, Fraction]:
    raw = document.get("seconds") or {}
    if not isinstance(raw, dict):
        problems.append("seconds is not an object")
        return {}
    response = document.get("response")
    canonical = response.get("questionnaire") if isinstance(response, dict) else None
    form = known.get(canonical) if isinstance(canonical, str) else None
    found: dict[str, Fraction] = {}
    for item, value in raw.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            problems.append(f"seconds.{item}: not a number")
        elif not math.isfinite(value) or value < 0:
            problems.append(f"seconds.{item}: {value} is not 0 or above")
        elif form is not None and item not in form.questionnaire.nodes:
            problems.append(f"seconds.{item}: {form.code} has no such item")
        else:
            found[item] = Fraction(Decimal(str(value)))
    return found


def _asked(raw: Any, checks: CheckSet, reader: CaseReader) -> list[Asked]:
    if not isinstance(raw, list):
        reader.problems.append("asked is not a list")
        return []
    found: list[Asked] = []
    for index, entry in enumerate(raw):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str) or checks.check(name) is None:
            reader.problems.append(f"asked[{index}].id: no check {name}")
            continue
        at = reader.moment(entry.get("at"), f"asked[{index}].at")
        if at is not None:
            found.append(Asked(name, at))
    return found
