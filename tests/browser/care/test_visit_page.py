"""The page for a visit on a physician's screen, and on paper at its fullest."""

import re

import pytest
from playwright.sync_api import Browser, expect

from osteopro.summaries import printing
from osteopro.summaries.sheet import sheet
from tests import builders, summary_cases
from tests.browser.care.conftest import Open, problems_of
from tests.browser.filling import picture
from tests.browser.sizes import STAFF_SIZES

# The least that is printed, in CSS pixels: 10 pt for staff, 16 pt for patients.
LEAST = {False: 13.3, True: 21.3}
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.onepage *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => e.closest('title, desc') === null && e.getBoundingClientRect().width > 0)
    .map(e => parseFloat(getComputedStyle(e).fontSize)
        * (e.closest('svg') ? e.closest('svg').getScreenCTM().a : 1)))"""


@STAFF_SIZES
def test_screen_print_and_share(
    clinic: builders.Clinic, open_page: Open, width: int, language: str
) -> None:
    someone, found = clinic.people[0], {}
    address = f"/visit/{someone.patient_id}/"
    zhang = open_page(clinic.zhang, address, width=width, language=language)
    expect(zhang.locator(".onepage .sentences li")).to_have_count(3)
    found["screen"] = problems_of(zhang)
    picture(zhang, f"{width}-{language}-visit")
    zhang.locator(f'a[href="{address}share/"]').click()
    zhang.locator("button[name=make]").click()
    expect(zhang.locator("main")).to_contain_text(re.compile("/shared/[0-9a-f]{40}/"))
    found["share"] = problems_of(zhang)
    zhang.locator("button[name=stop]").click()
    expect(zhang.locator("button[name=stop]")).to_have_count(0)
    zhang.goto(f"{address}print/")
    found["print"] = problems_of(zhang)
    zhang.goto(f"/visit/{clinic.people[3].patient_id}/")
    expect(zhang.locator(".notice.warn")).to_be_visible()
    found["nothing recorded"] = problems_of(zhang)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("copy", "pages"), [(False, 1), (True, 2)])
def test_the_fullest_page_fits_on_paper_in_letters_that_are_read(
    browser: Browser, language: str, copy: bool, pages: int
) -> None:
    page = browser.new_page(viewport={"width": 718, "height": 1000})
    page.set_content(printing.document(sheet(summary_cases.fullest(), language, copy=copy)))
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == pages
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) >= LEAST[copy]
    page.close()
