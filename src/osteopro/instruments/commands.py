"""What `osteopro score` and `osteopro questionnaire` do, without terminal, clock or database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from osteopro.instruments.checker import Checked, Terms, check
from osteopro.instruments.export import UnknownLanguageError, export_document
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.instruments.library import Instrument, load_instruments
from osteopro.instruments.problems import Problem, operation_outcome, sentence
from osteopro.instruments.scoring import ScaleScore, displayed, rounded
from osteopro.instruments.strict_json import read_strict
from osteopro.instruments.tiers import tier_report

_FIRST_YEAR = 1900
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class BadInputError(ValueError):
    """Input that cannot be used: one sentence per problem, and an OperationOutcome for FHIR."""

    def __init__(self, problems: list[str], outcome: Mapping[str, Any] | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.outcome = outcome


BadInput = BadInputError


def cli_score(raw: bytes, instruments: Mapping[str, Instrument] | None = None) -> dict[str, Any]:
    """Scores of a FHIR QuestionnaireResponse: `{"questionnaire", "scores": […]}` (design 6).

    `value` has at most 6 decimals and `display` one; both are null with a `reason` (resolution
    78). Scores do not depend on the time, so neither does this. BadInput lists all problems.
    """
    known = load_instruments() if instruments is None else instruments
    checked = check(raw, known, Terms(now=_authored(raw)))
    if not checked.ok or checked.instrument is None:
        raise _bad(list(checked.problems))
    return score_report(checked)


def score_report(checked: Checked) -> dict[str, Any]:
    """The scores of an accepted response as plain JSON values."""
    name = checked.instrument.canonical if checked.instrument else None
    return {"questionnaire": name, "scores": [score_json(found) for found in checked.scores]}


def score_json(found: ScaleScore) -> dict[str, Any]:
    """One score: numbers as JSON numbers, missing ones as null."""
    value, shown = rounded(found.value), displayed(found.value)
    return {
        "scale": found.scale,
        "value": None if value is None else float(value),
        "display": None if shown is None else float(shown),
        "answered": found.answered,
        "asked": found.asked,
        "reason": None if found.reason is None else str(found.reason),
    }


def cli_export(
    code: str, language: str | None = None, instruments: Mapping[str, Instrument] | None = None
) -> dict[str, Any]:
    """The newest version of an instrument as a FHIR document; `code` may also be url|version."""
    known = load_instruments() if instruments is None else instruments
    versions = [found for found in known.values() if code in (found.code, found.canonical)]
    if not versions:
        names = ", ".join(sorted({found.code for found in known.values()}))
        raise BadInputError([f"no questionnaire {code}; there are {names}"])
    newest = max(versions, key=lambda found: _version_key(found.version))
    try:
        return export_document(newest, language)
    except UnknownLanguageError as error:
        raise BadInputError([str(error)]) from error


def cli_import(raw: bytes) -> dict[str, Any]:
    """The tier report of a FHIR R4 Questionnaire; BadInput if it is not a valid one."""
    document, problems = read_strict(raw, resource="Questionnaire")
    if not problems:
        problems = schema_problems(document, "Questionnaire")
    if problems:
        raise _bad(problems)
    return tier_report(document)


def _bad(problems: list[Problem]) -> BadInputError:
    sentences = [sentence(found) for found in problems]
    return BadInputError(sentences, operation_outcome(problems, "en"))


def _authored(raw: bytes) -> datetime:
    """The moment of the response itself, so that no answer lies in its future."""
    try:
        found = datetime.fromisoformat(orjson.loads(raw)["authored"])
    except (ValueError, TypeError, KeyError):
        return _END_OF_TIME
    return found if found.tzinfo and found.year >= _FIRST_YEAR else _END_OF_TIME


def _version_key(version: str) -> tuple[tuple[int, int | str], ...]:
    parts = version.split(".")
    return tuple((1, int(part)) if part.isdigit() else (0, part) for part in parts)
