"""On a phone and a computer: write, ask for a visit, see where it stands, take it back."""

from playwright.sync_api import Page, expect

from osteopro.accounts import actions as accounts_actions
from osteopro.followup.models import Request
from osteopro.messaging.models import Message
from tests import builders
from tests.browser.patient.conftest import Open, come_in, leave, main_button, violations
from tests.browser.sizes import PATIENT_SIZES
from tests.builders import Someone


def choose(page: Page, name: str, code: str) -> None:
    page.locator(f"input[name={name}][value={code}]").check(force=True)


@PATIENT_SIZES
def test_write_and_ask(
    open_page: Open, wang_xiuying: Someone, language: str, viewport: dict[str, int]
) -> None:
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language=language
    )
    builders.consent(wang_xiuying)
    builders.send(wang_xiuying)
    page = open_page(viewport)
    come_in(page, wang_xiuying)
    page.goto("/me/")
    leave(page, ".rows a[href='/me/messages/']")
    main_button(page)
    found = {"write": violations(page)}
    main_button(page)
    expect(page.locator(".error-summary")).to_be_visible()
    found["write, refused"] = violations(page)
    choose(page, "topic", "medicine")
    page.locator("#f-words").fill("胸口痛，药要不要停")
    main_button(page)
    # What must be done at once stands first, then that medicines are not changed here.
    expect(page.locator(".notice.bad")).to_be_visible()
    expect(page.locator(".notice.warn")).to_be_visible()
    found["written"] = violations(page)
    main_button(page)
    expect(page.locator("input[name=why][value=med]")).to_be_checked()
    found["ask"] = violations(page)
    choose(page, "times", "morning")
    choose(page, "companion", "family")
    main_button(page)
    expect(page.locator(".notice.ok")).to_be_visible()
    found["asked"] = violations(page)
    assert (Message.objects.get().topic, Request.objects.get().state) == ("medicine", "open")
    page.goto("/me/")
    expect(page.locator("a[href='/me/appointments/']").first).to_be_visible()
    found["home"] = violations(page)
    page.goto("/me/appointments/")
    leave(page, "button[name=withdraw]")
    expect(page.locator(".notice.ok")).to_be_visible()
    assert Request.objects.get().state == "withdrawn"
    assert {name: what for name, what in found.items() if what} == {}
