"""Instruments as they stand in folders `<root>/<code>/<version>/`.

A folder holds `questionnaire.json`, `scoring.json` and `instrument.json`, and `rules.json` when
the form brings rules of its own for the rapid assessment. Adding one is all that a new form needs.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from osteopro.instruments.definition import DefinitionError, Questionnaire, parse_questionnaire
from osteopro.instruments.planning import Planning, parse_planning, planning_problems
from osteopro.instruments.spec import ScoringSpec, parse_spec
from osteopro.instruments.terms import Kind

LIBRARY = Path(__file__).parent / "library"
_KEYS = {"code", "version", "kind", "series", "baseline", "minutes"}
_OPTIONAL = {"roles", "schedule", "signals", "steady"}
# Items with a part to play for the product, by that part; so no linkId stands in code.
ROLES = frozenset({"author", "note", "wish", "safety", "tried", "headline", "private", "read-back"})


@dataclass(frozen=True)
class Instrument:
    """One published version of a form. `minutes` is the time to promise; `digest` is SHA-256 hex
    over questionnaire, scoring and description in canonical JSON."""

    code: str
    version: str
    kind: Kind
    series: str
    baseline: bool
    minutes: int
    questionnaire: Questionnaire
    spec: ScoringSpec
    document: Mapping[str, Any]
    digest: str
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    planning: Planning = field(default_factory=Planning)

    def item_for(self, role: str) -> str | None:
        """The linkId of the item that plays `role` (one of ROLES), None if the form has none."""
        return next(iter(self.roles.get(role, ())), None)

    @property
    def canonical(self) -> str:
        return self.questionnaire.canonical


@cache
def load_instruments(root: Path = LIBRARY) -> Mapping[str, Instrument]:
    """All instruments below `root` by canonical url|version, in order of code and version.

    DefinitionError lists the problems of every folder at once.
    """
    found: dict[str, Instrument] = {}
    problems: list[str] = []
    for path in sorted(root.glob("*/*/questionnaire.json")):
        try:
            instrument = load_instrument(path.parent)
        except DefinitionError as error:
            name = path.parent.relative_to(root)
            problems += [f"{name}: {problem}" for problem in error.problems]
            continue
        if instrument.canonical in found:
            problems.append(f"{instrument.canonical} is there twice")
        found[instrument.canonical] = instrument
    if problems:
        raise DefinitionError(problems)
    return MappingProxyType(found)


def load_instrument(folder: Path) -> Instrument:
    """The instrument of one folder; DefinitionError if any of its files cannot be used."""
    instrument = build_instrument(*read_documents(folder))
    if (instrument.code, instrument.version) != (folder.parent.name, folder.name):
        raise DefinitionError([f"{folder.parent.name}/{folder.name} is not the code and version"])
    return instrument


def read_documents(folder: Path) -> tuple[dict[str, Any], ...]:
    """Questionnaire, scoring, what it is for, and its rules ({} without) from a folder."""
    rules = folder / "rules.json"
    return (
        _read(folder / "questionnaire.json"),
        _read(folder / "scoring.json"),
        _read(folder / "instrument.json"),
        _read(rules) if rules.exists() else {},
    )


def build_instrument(
    document: Mapping[str, Any],
    scoring: Mapping[str, Any],
    about: Mapping[str, Any],
    rules: Mapping[str, Any] | None = None,
) -> Instrument:
    """An instrument from its documents; DefinitionError lists what is wrong.

    `rules` are kept as they are: triage reads them and refuses what it cannot run.
    """
    questionnaire = parse_questionnaire(document)
    spec = parse_spec(scoring, questionnaire)
    problems = _about_problems(about, questionnaire) or planning_problems(
        about, questionnaire, spec
    )
    if problems:
        raise DefinitionError(problems)
    return Instrument(
        code=about["code"],
        version=about["version"],
        kind=Kind(about["kind"]),
        series=about["series"],
        baseline=about["baseline"],
        minutes=about["minutes"],
        questionnaire=questionnaire,
        spec=spec,
        document=document,
        digest=digest(document, scoring, about, rules or {}),
        rules=rules or {},
        roles={role: tuple(items) for role, items in about.get("roles", {}).items()},
        planning=parse_planning(about),
    )


def digest(*documents: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over documents as JSON with sorted keys: the same content, the same digest."""
    found = hashlib.sha256()
    for document in documents:
        found.update(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))
        found.update(b"\n")
    return found.hexdigest()


def _about_problems(about: Mapping[str, Any], questionnaire: Questionnaire) -> list[str]:
    problems = [f"instrument: {key} is missing" for key in sorted(_KEYS - set(about))]
    problems += [
        f"instrument: {key!r} is unknown" for key in sorted(set(about) - _KEYS - _OPTIONAL)
    ]
    if problems:
        return problems
    problems += [
        f"instrument: role {role!r} is unknown or names an item the form lacks"
        for role, items in about.get("roles", {}).items()
        if role not in ROLES or any(item not in questionnaire.nodes for item in items)
    ]
    if about["kind"] not in set(Kind):
        problems.append(f"instrument: kind {about['kind']!r} is unknown")
    if about["version"] != questionnaire.version:
        problems.append("instrument: version differs from the questionnaire's")
    if about["code"] != questionnaire.code:
        problems.append("instrument: code is not the end of the questionnaire's url")
    if not isinstance(about["baseline"], bool):
        problems.append("instrument: baseline is neither true nor false")
    if not isinstance(about["minutes"], int) or about["minutes"] < 1:
        problems.append("instrument: minutes must be a whole number above 0")
    return problems


def _read(path: Path) -> dict[str, Any]:
    try:
        document = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise DefinitionError([f"{path.name} cannot be read: {error}"]) from error
    if not isinstance(document, dict):
        raise DefinitionError([f"{path.name} is not an object"])
    return document
