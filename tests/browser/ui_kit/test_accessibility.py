"""axe over the gallery and every sample page: no violation in any state (T6)."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, strict_contrast: bool) -> list[str]:
    """What axe finds, one line per rule and place; `strict_contrast` asks for 7:1."""
    page.evaluate(AXE)
    rules = {
        "color-contrast-enhanced": {"enabled": strict_contrast},
        "target-size": {"enabled": True},
    }
    options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "axe looked at nothing"
    return [
        f"{problem['id']}: {node['html'][:140]} {node['failureSummary'][:200]}"
        for problem in found["violations"]
        for node in problem["nodes"]
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("variant", "width"), [("patient", 360), ("staff", 1366)])
def test_gallery_has_no_violation(
    open_page: Any, pages: SimpleNamespace, variant: str, width: int, language: str
) -> None:
    page = open_page(pages.gallery(variant, language), width=width, height=768)
    assert violations(page, strict_contrast=True) == []


def test_patient_page_has_no_violation(
    open_page: Any, pages: SimpleNamespace, patient_page: str
) -> None:
    page = open_page(pages.sample(patient_page))
    assert violations(page, strict_contrast=True) == []


def test_staff_page_has_no_violation(
    open_page: Any, pages: SimpleNamespace, staff_page: str
) -> None:
    page = open_page(pages.sample(staff_page), width=1366, height=768)
    assert violations(page, strict_contrast=True) == []


def test_checker_sees_a_mistake(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("home.html").replace("<h1>", "<h1 hidden>"))
    assert any(
        found.startswith("page-has-heading-one") for found in violations(page, strict_contrast=True)
    )
