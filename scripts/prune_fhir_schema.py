"""Make the two small, strict schemas of `instruments/schema/` from HL7's R4 `fhir.schema.json`.

    python scripts/prune_fhir_schema.py fhir.schema.json src/osteopro/instruments/schema

Keeps what a resource refers to, drops descriptions, and closes known gaps of the HL7 schema:
primitive elements that must be there, empty arrays and objects, numbers outside 32 bits.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

RESOURCES = ("QuestionnaireResponse", "Questionnaire")
REQUIRED = {
    "QuestionnaireResponse": ["status"],
    "QuestionnaireResponse_Item": ["linkId"],
    "Questionnaire": ["status"],
    "Questionnaire_Item": ["linkId", "type"],
    "Questionnaire_EnableWhen": ["question", "operator"],
    "Extension": ["url"],
}
RESOURCE_LIST = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {"resourceType": {"type": "string", "pattern": "^[A-Za-z]+$"}},
}
REFERENCE = re.compile(r'"#/definitions/([A-Za-z_0-9]+)"')
INTEGER_PATTERNS = ("^-?([0]|([1-9][0-9]*))$", "^[0]|([1-9][0-9]*)$", "^[1-9][0-9]*$")
LIMIT = 2**31


def closure(definitions: dict[str, Any], root: str) -> list[str]:
    """Names of every definition `root` needs, contained resources apart."""
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name not in seen and name != "ResourceList":
            seen.add(name)
            waiting += REFERENCE.findall(json.dumps(definitions[name]))
    return sorted(seen)


def tighten(node: Any) -> Any:
    """A copy without descriptions, with filled arrays and 32-bit integers only."""
    if isinstance(node, list):
        return [tighten(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    copy = {
        key: tighten(value)
        for key, value in node.items()
        if key != "description" or not isinstance(value, str)
    }
    if copy.get("type") == "array":
        copy["minItems"] = 1
    pattern = copy.get("pattern")
    if copy.get("type") == "number" and isinstance(pattern, str):
        del copy["pattern"]
        if pattern in INTEGER_PATTERNS:
            lowest = INTEGER_PATTERNS.index(pattern) - 1
            copy |= {"type": "integer", "maximum": LIMIT - 1}
            copy["minimum"] = -LIMIT if lowest < 0 else lowest
    return copy


def prune(schema: dict[str, Any], root: str) -> dict[str, Any]:
    """The schema of one resource."""
    definitions = schema["definitions"]
    kept = {name: tighten(definitions[name]) for name in closure(definitions, root)}
    for name, fields in REQUIRED.items():
        if name in kept:
            kept[name]["required"] = sorted({*kept[name].get("required", []), *fields})
    for definition in kept.values():
        if "properties" in definition:
            definition |= {"type": "object", "minProperties": 1}
    kept["ResourceList"] = RESOURCE_LIST
    return {
        "$schema": schema["$schema"],
        "$ref": f"#/definitions/{root}",
        "definitions": kept,
    }


def main() -> None:
    """Read the HL7 schema named first, write into the folder named second."""
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for root in RESOURCES:
        text = json.dumps(prune(schema, root), separators=(",", ":"), sort_keys=True)
        (Path(sys.argv[2]) / f"{root}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
