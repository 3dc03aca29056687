"""Every rule of a study that always holds has tests that carry its number."""

import re

from tests.architecture.tree import ROOT

RULES = range(1, 13)
MARKED = re.compile(r"^@pytest\.mark\.invariant\((\d+)\)", re.MULTILINE)
WRITTEN = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def test_every_rule_of_a_study_is_written_down_and_proved() -> None:
    page = (ROOT / "docs/reference/study-invariants.md").read_text()
    assert [int(number) for number in WRITTEN.findall(page)] == list(RULES)
    files = [*(ROOT / "tests/unit").rglob("*.py"), *(ROOT / "tests/integration").rglob("*.py")]
    proved = {int(number) for file in files for number in MARKED.findall(file.read_text())}
    assert proved == set(RULES)
