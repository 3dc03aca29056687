"""Browser tests wait for what they assert: a look that does not wait fails on a busy machine."""

import re
from pathlib import Path

import pytest

JOURNEYS = Path(__file__).parents[1] / "browser"
# What a page is asked at once, and what only lets time go by.
HASTY = re.compile(
    r"assert [^,\n]*(?:\.url\b|\.title\(\)|\.is_(?:visible|hidden|checked|enabled)\(\)"
    r"|\.input_value\(\)|\.get_attribute\(|\.inner_text\(\)|activeElement|locator\(.*\.count\(\))"
)
BLIND = re.compile(r"wait_for_timeout|networkidle|\bsleep\(")
# A string is evaluated anew with each look, which the pages' own policy forbids.
REFUSED = re.compile(r"""wait_for_function\(\s*f?["'](?!\(|\w+ =>|async)""")


@pytest.mark.parametrize("rule", [HASTY, BLIND, REFUSED], ids=["hasty", "blind", "refused"])
def test_no_journey_looks_before_the_page_is_there(rule: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(JOURNEYS)}: {match[0]}"
        for path in sorted(JOURNEYS.rglob("*.py"))
        for match in rule.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (HASTY, 'assert page.url.endswith("#call")'),
        (HASTY, 'assert not page.get_by_label("a").is_checked()'),
        (HASTY, 'assert page.locator("h1").count() == 1'),
        (BLIND, "page.wait_for_timeout(300)"),
        (REFUSED, """page.wait_for_function("'taken' in window")"""),
    ],
)
def test_such_a_look_is_seen(rule: re.Pattern[str], line: str) -> None:
    assert rule.search(line)
