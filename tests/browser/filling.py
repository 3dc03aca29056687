"""Typing into a page as people do, whatever kind of field it is."""

import os
from datetime import date

from playwright.sync_api import Page

from osteopro.signin import queries as signin_queries
from tests.builders import Someone

# Two browsers share two cores with two servers: how long a page may take says nothing here; ms.
PATIENCE = 15_000
# A second tap this soon is taken for trembling and does nothing (ux R5); ms.
TAP_PAUSE = 700
# What a page knows of the last tap: an answer chosen since, or a new page, and the next one counts.
WATCH_TAPS = """(() => {
  let last = -Infinity;
  addEventListener('click', event => {
    if (event.target.closest('a, button, summary')) last = event.timeStamp; }, true);
  addEventListener('change', () => { last = -Infinity; }, true);
  window.sinceTap = () => new Event('').timeStamp - last; })()"""


def rested(page: Page) -> None:
    """Wait until a tap counts again; the page was opened with WATCH_TAPS."""
    page.wait_for_function("pause => sinceTap() >= pause", arg=TAP_PAUSE)


def leave(page: Page, selector: str) -> None:
    """Press what leads to another page, once a press counts, and wait for that page."""
    page.wait_for_load_state()
    rested(page)
    page.locator("main").evaluate("main => { main.dataset.left = '' }")
    page.locator(selector).first.click()
    # Put in place by script or loaded anew: either way the old content is gone.
    page.wait_for_function(
        "() => document.readyState === 'complete'"
        " && document.querySelector('main:not([data-left])')"
    )


def comes_true(page: Page, promise: str) -> None:
    """Wait until this promise gives true; `wait_for_function` takes every promise for true."""
    came = page.evaluate(
        f"""async patience => {{
            for (const end = Date.now() + patience; Date.now() < end;) {{
                if (await ({promise})) return true;
                await new Promise(requestAnimationFrame);
            }}
            return false; }}""",
        PATIENCE,
    )
    assert came, promise


def picture(page: Page, name: str) -> None:
    """For whoever wants to look: OSTEOPRO_PICTURES names a folder."""
    if folder := os.environ.get("OSTEOPRO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def enter(page: Page, fields: dict[str, object]) -> None:
    """Type and choose what a step asks."""
    page.evaluate("document.querySelectorAll('main details').forEach(e => { e.open = true })")
    for name, value in fields.items():
        wanted = value if isinstance(value, list) else [value]
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate("e => e.tagName + ':' + e.type")
        if kind in ("INPUT:radio", "INPUT:checkbox"):
            for each in wanted:
                page.locator(f'[name="{name}"][value="{each}"]').check(force=True)
        elif kind.startswith("SELECT"):
            field.select_option(str(value))
        elif kind != "INPUT:hidden":
            field.fill(str(value))


def go_on(page: Page) -> None:
    """Press the one main button of the page."""
    with page.expect_navigation():
        page.locator("main button.main").click()


def link(someone: Someone) -> str:
    """The path of somebody's personal link."""
    url = signin_queries.link_url(someone.patient_id)
    assert url is not None
    return url[url.index("/go/") :]


def enter_day(page: Page, name: str, day: date) -> None:
    """Type a day into the three fields that `name` has."""
    for part, value in (("", day.year), ("-month", day.month), ("-day", day.day)):
        page.locator(f"#f-{name}{part}").fill(str(value))
