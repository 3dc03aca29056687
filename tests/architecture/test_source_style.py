"""Shape of the code: what a linter does not say, and what our decisions rule out."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.architecture.tree import PACKAGE, functions, parsed, python_files, strings, where

LIBRARY = PACKAGE / "instruments" / "library"
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FILE = 400, 60, 80
# Each with the decision behind it.
RULED_OUT = {
    "ModelForm": "forms are ours, web may not see models",
    "GeneratedField": "SQLite remakes the table, PostgreSQL 15 knows only stored ones",
    "auto_now": "all time comes from clock.now()",
    "auto_now_add": "all time comes from clock.now()",
    "CurrentTimestamp": "all time comes from clock.now()",
    "Now": "all time comes from clock.now()",
    "post_save": "no signals between our packages",
    "pre_save": "no signals between our packages",
    "pg_advisory_lock": "rows are used for mutual exclusion",
}


def test_no_import_inside_a_function() -> None:
    inside = [
        where(path, node.lineno)
        for path, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_nothing_that_our_decisions_rule_out() -> None:
    found = [
        f"{where(path, line)}: {name}: {RULED_OUT[name]}"
        for path in python_files()
        for line, name in names_in(path)
        if name in RULED_OUT or name.startswith("django.contrib.admin")
    ]
    assert found == []


def names_in(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.keyword(arg=str(name)):
                yield node.value.lineno, name
            case ast.ImportFrom(module=str(module), names=aliases):
                yield node.lineno, module
                yield from ((node.lineno, alias.name) for alias in aliases)


def written_lines(path: Path) -> int:
    """Lines that hold something: air between functions makes no file larger."""
    return sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").splitlines())


def test_files_and_functions_stay_small() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in python_files()}
    long = [f"{where(p)}: {n} lines" for p, n in lengths.items() if n > LONGEST_FILE]
    for path, function in functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            long.append(f"{where(path, function.lineno)} {function.name}: {length} lines")
    assert long == []
    typical = median(n for path in lengths if (n := written_lines(path)))
    print(f"{len(lengths)} files, median {typical:.0f} lines, longest {max(lengths.values())}")
    assert typical <= MEDIAN_FILE


def instrument_names() -> set[str]:
    """Codes of the instruments and link ids of scored items, as their folders give them."""
    names = {folder.name for folder in LIBRARY.iterdir() if folder.is_dir()} - {"__pycache__"}
    for spec in LIBRARY.glob("*/*/scoring.json"):
        questionnaire = json.loads(spec.with_name("questionnaire.json").read_text("utf-8"))
        scoring = spec.read_text(encoding="utf-8")
        ids = (item["linkId"] for item in questionnaire["item"])
        names |= {link_id for link_id in ids if f'"{link_id}"' in scoring}
    return names


def test_no_instrument_is_named_in_code() -> None:
    """A hospital adds a questionnaire as a folder of data; code that names one would miss it."""
    names = instrument_names()
    assert names, "the library has no instruments: this test would check nothing"
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names)))})(?![\w-])")
    found = [
        f"{where(path, line)}: {hit.group()}"
        for path in python_files()
        if LIBRARY not in path.parents
        for line, text in strings(path)
        if (hit := named.search(text))
    ]
    templates = [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("static/**/*.js")]
    for path in templates:
        if hit := named.search(path.read_text(encoding="utf-8")):
            found.append(f"{where(path)}: {hit.group()}")
    assert found == []
