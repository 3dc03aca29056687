"""HL7's R4 JSON schema, cut to two resources (see schema/README.md)."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from osteopro.instruments.problems import MOST_PROBLEMS, Problem, problem

FOLDER = Path(__file__).parent / "schema"
_KINDS = {
    "type": "shape",
    "enum": "not-in-list",
    "const": "not-in-list",
    "pattern": "format",
    "minItems": "empty",
    "minProperties": "empty",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
}


def schema_problems(document: Any, resource: str = "QuestionnaireResponse") -> list[Problem]:
    """Every violation of the R4 schema, at most 50; [] for a valid resource."""
    validator = _validator(resource)
    if validator.is_valid(document):
        return []
    found: list[Problem] = []
    for error in validator.iter_errors(document):
        found += _problems_of(error, resource)
        if len(found) >= MOST_PROBLEMS:
            break
    return found[:MOST_PROBLEMS]


@cache
def _validator(resource: str) -> jsonschema_rs.Draft6Validator:
    schema = orjson.loads((FOLDER / f"{resource}.json").read_bytes())
    return jsonschema_rs.Draft6Validator(schema)


def _problems_of(error: jsonschema_rs.ValidationError, resource: str) -> list[Problem]:
    path = fhir_path(resource, error.instance_path)
    kind = str(error.schema_path[-1]) if error.schema_path else ""
    details = error.kind.as_dict()
    if kind == "additionalProperties":
        return [problem("unknown-key", f"{path}.{key}", key=key) for key in details["unexpected"]]
    if kind == "required":
        key = details["property"]
        return [problem("missing", f"{path}.{key}", key=key)]
    return [problem(_KINDS.get(kind, "shape"), path)]


def fhir_path(resource: str, parts: list[str | int]) -> str:
    """["item", 0, "linkId"] → QuestionnaireResponse.item[0].linkId"""
    text = resource
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text
