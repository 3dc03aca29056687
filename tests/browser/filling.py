"""Typing into a page as people do, whatever kind of field it is."""

from playwright.sync_api import Page


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
