"""Bytes and requests of whole pages, as sent compressed (design section 8, resolution 24)."""

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import osteopro.ui
from osteopro.ui.components import Lane, WorkRow

STATIC = Path(osteopro.ui.__file__).parent / "static" / "ui"


def wire(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def test_next_patient_page_is_at_most_5_kb(pages: SimpleNamespace, patient_page: str) -> None:
    assert wire(pages.sample(patient_page).encode()) <= 5 * 1024


def test_first_visit_is_at_most_30_kb_and_4_requests(
    open_page: Any, pages: SimpleNamespace
) -> None:
    page = open_page(pages.sample("home.html"))
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    linked = page.evaluate("[...document.querySelectorAll('link, script, img')].length")
    assert 1 + linked <= 4
    assert len(loaded) <= 3
    assert all(name.startswith("http://ui.test/static/ui/") for name in loaded)
    files = [STATIC / "patient.css", STATIC / "js" / "patient.js", STATIC / "icon.svg"]
    total = wire(pages.sample("home.html").encode()) + sum(wire(f.read_bytes()) for f in files)
    assert total <= 30 * 1024


def test_worklist_of_50_rows_is_at_most_60_kb(pages: SimpleNamespace) -> None:
    rows = tuple(
        WorkRow(
            f"/care/records/{n}/", "routine", "平稳", f"某{n}", f"{50 + n % 30} 女", f"第 {n} 位"
        )
        for n in range(50)
    )
    lanes = [Lane("reply", "待回复", 50, ("routine",), rows)]
    assert wire(pages.render("worklist.html", lanes=lanes).encode()) <= 60 * 1024
