"""Sizes, gaps and reflow, measured in the browser (T7, T8, R5)."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A control's own box, or the label that is pressed for it; links in running text are exempt.
TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .map(el => el.closest('.answer, .outcome, .suggestions label') || el)
  .filter(el => el.offsetParent && !el.matches('[type=hidden], .skip') && !el.closest('[disabled]'))
  .map(el => ({ what: el.outerHTML.slice(0, 90), box: el.getBoundingClientRect().toJSON(),
                answer: el.matches('.answer, .btn.main') }))"""


def targets(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(TARGETS)
    assert found
    return found


def sideways(page: Page, width: int, height: int, size: str) -> float:
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("size => document.documentElement.dataset.textSize = size", size)
    return float(page.evaluate(SIDEWAYS))


def test_patient_page_never_scrolls_sideways(
    open_page: Any, pages: SimpleNamespace, patient_page: str
) -> None:
    page = open_page(pages.sample(patient_page))
    cases = [
        (width, height, size)
        for width, height in ((320, 256), (360, 640))  # 320 × 256 is 1280 × 1024 at 400 %
        for size in ("standard", "large", "largest")
    ]
    assert [case for case in cases if sideways(page, *case) > 0] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_gallery_never_scrolls_sideways_at_320(
    open_page: Any, pages: SimpleNamespace, language: str
) -> None:
    page = open_page(pages.gallery("patient", language), width=320)
    assert page.evaluate(SIDEWAYS) <= 0


def test_staff_page_never_scrolls_sideways(
    open_page: Any, pages: SimpleNamespace, staff_page: str
) -> None:
    page = open_page(pages.sample(staff_page), width=1366, height=768)
    # 683 is 1366 at 200 %; narrower, tables scroll inside their own box.
    assert [width for width in (320, 683, 1366) if sideways(page, width, 768, "") > 0] == []


def test_patient_targets_are_large(
    open_page: Any, pages: SimpleNamespace, patient_page: str
) -> None:
    page = open_page(pages.sample(patient_page))
    small = [
        (found["what"], found["box"]["width"], found["box"]["height"])
        for found in targets(page)
        if min(found["box"]["width"], found["box"]["height"])
        < (60 if found["answer"] else 48) - 0.5
    ]
    assert small == []


def test_gallery_targets_are_large_and_apart(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.gallery("patient"))
    boxes = [found for found in targets(page) if found["answer"]]
    assert min(found["box"]["height"] for found in boxes) >= 60 - 0.5
    ordered = sorted(boxes, key=lambda found: found["box"]["top"])
    gaps = [
        (after["box"]["top"] - before["box"]["bottom"], after["what"])
        for before, after in pairwise(ordered)
    ]
    assert [gap for gap in gaps if gap[0] < 8 - 0.5] == []


def test_staff_targets_are_large_enough(
    open_page: Any, pages: SimpleNamespace, staff_page: str
) -> None:
    page = open_page(pages.sample(staff_page), width=1366, height=768)
    small = [
        (found["what"], found["box"])
        for found in targets(page)
        # A row's link covers its row; links in a sentence are exempt (WCAG 2.5.8).
        if "data-row-link" not in found["what"]
        and not found["what"].startswith("<a href")
        and found["box"]["height"] < 32 - 0.5
    ]
    assert small == []


@pytest.mark.parametrize("name", ["question.html", "ladder.html", "safety.html", "start.html"])
def test_last_answer_is_32_px_from_the_main_button(
    open_page: Any, pages: SimpleNamespace, name: str
) -> None:
    page = open_page(pages.sample(name))
    last = page.locator(".answer").last.bounding_box()
    button = page.locator("form .btn.main").bounding_box()
    assert last
    assert button
    assert button["y"] - last["y"] - last["height"] >= 32 - 0.5


def test_selected_answer_keeps_its_size(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("question.html"))
    answer = page.locator(".answer").nth(1)
    before = answer.bounding_box()
    answer.locator("input").check()
    expect(answer.locator("input")).to_be_checked()
    assert answer.bounding_box() == before


@pytest.mark.parametrize("name", ["question.html", "home.html", "check.html", "reply.html"])
def test_text_at_200_percent_is_not_cut(open_page: Any, pages: SimpleNamespace, name: str) -> None:
    html = pages.sample(name)
    page = open_page(html, width=360)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *, footer *')]
          .filter(el => el.childElementCount === 0 && el.textContent.trim()
            && !el.closest('.vh, svg, textarea') && el.scrollWidth > el.clientWidth + 1
            && getComputedStyle(el).display !== 'inline')
          .map(el => el.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_question_fits_one_phone_screen(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("question.html"), width=360, height=800)
    button = page.locator("form .btn.main").bounding_box()
    assert button
    assert button["y"] + button["height"] <= 800


def test_focus_ring_is_yellow_and_ink(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("question.html"))
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[type=radio]").nth(1)).to_be_focused()
    style = page.evaluate(
        """() => { const box = document.activeElement.nextElementSibling;
          const style = getComputedStyle(box);
          return [style.outlineColor, style.outlineWidth, style.boxShadow]; }"""
    )
    assert style[:2] == ["rgb(255, 212, 38)", "4px"]
    assert "rgb(26, 33, 38)" in style[2]
    assert "6px" in style[2]


def test_works_in_forced_colours(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("question.html"), forced_colors="active")
    chosen = page.locator(".answer").nth(2)
    chosen.locator("input").check()
    expect(chosen.locator("input")).to_be_checked()
    tick = page.evaluate(
        "el => getComputedStyle(el.querySelector('.box'), '::after').borderRightWidth",
        chosen.element_handle(),
    )
    assert tick == "4px"


def test_staff_bars_stay_in_the_window(open_page: Any, pages: SimpleNamespace) -> None:
    page = open_page(pages.sample("worklist.html"), width=1366, height=768)
    bar = page.locator(".keybar").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] == pytest.approx(768, abs=1)
