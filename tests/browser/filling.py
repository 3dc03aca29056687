"""Typing into a page as people do, whatever kind of field it is."""

from datetime import date

from playwright.sync_api import Page

from osteopro.signin import queries as signin_queries
from tests.builders import Someone

# A second tap this soon is taken for trembling and does nothing (ux R5).
TAP_PAUSE = 700


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
