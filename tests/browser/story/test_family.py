"""A daughter helps: asked with a code, in by her own link, a proxy's record, out with one press."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from osteopro.accounts import actions as accounts_actions
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.sealing import unseal_text
from tests import builders
from tests.browser.filling import enter_day, leave, link
from tests.browser.story.conftest import (
    Opens,
    Turning,
    looked_over,
    read_text_message,
    signs_in,
)
from tests.builders import Clinic, Someone

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-hans": {"helping": "您在帮", "proxy": "家人代填", "out": "您现在看不到这份记录了"},
    "en": {
        "helping": "You are helping",
        "proxy": "Online family",
        "out": "You can no longer see this record",
    },
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_daughter_helps(clinic: Clinic, time: Turning, opens: Opens, language: str) -> None:
    words = WORDS[language]
    her = builders.patient(clinic)
    builders.send(her, by_whom=builders.ByWhom.SELF)
    time.go_on(days=7)
    accounts_actions.set_preference(by=her.actor, account_id=her.account_id, language=language)
    mother, daughter, nurse = opens(360, language), opens(360, language), opens(1366, language)
    mother.goto(link(her))
    _birth(mother, her)
    _asks(mother)
    _agrees(daughter, her)
    expect(daughter.locator(".helping")).to_contain_text(words["helping"])
    looked_over(daughter, patient=True)
    _enters_as_proxy(daughter)
    signs_in(nurse, clinic.li)
    nurse.goto(f"/care/patients/{her.patient_id}/")
    expect(nurse.locator("main")).to_contain_text(words["proxy"])
    expect(nurse.locator("main")).to_contain_text("王芳")
    nurse.goto(f"/care/patients/{her.patient_id}/helpers/")
    looked_over(nurse, patient=False)
    mother.goto("/me/helpers/")
    looked_over(mother, patient=True)
    leave(mother, "button[value='stop']")
    expect(mother.locator("main")).not_to_contain_text("139")
    daughter.goto("/me/")
    expect(daughter.locator("main")).to_contain_text(words["out"])
    looked_over(daughter, patient=True)


def _asks(mother: Page) -> None:
    mother.goto("/me/helpers/")
    leave(mother, "a.btn.main")
    expect(mother.locator("#f-name")).to_be_visible()
    looked_over(mother, patient=True)
    mother.locator("#f-name").fill("王芳")
    mother.locator("#f-phone").fill("139 0000 1111")
    for name, value in (("relation", "daughter"), ("lasting", "quarter"), ("agree", "1")):
        mother.locator(f"input[name={name}][value='{value}']").check(force=True)
    leave(mother, "main .btn.main")
    expect(mother.locator("#f-code")).to_be_visible()
    looked_over(mother, patient=True)
    message = OutboundMessage.objects.filter(kind="sign-in-code").latest("pk")
    mother.locator("#f-code").fill(unseal_text(str(message.params["sealed"])))
    leave(mother, "main .btn.main")
    expect(mother.locator("section.card h2")).to_contain_text("王芳")


def _agrees(daughter: Page, her: Someone) -> None:
    daughter.goto(read_text_message())
    looked_over(daughter, patient=True)
    _birth(daughter, her)
    expect(daughter.locator("button[value='agree']")).to_be_visible()
    looked_over(daughter, patient=True)
    leave(daughter, "button[value='agree']")


def _enters_as_proxy(daughter: Page) -> None:
    """A quiet week, as the daughter sees it; nothing that is for the mother alone."""
    daughter.goto("/me/record/start/")
    expect(daughter.locator("input[name='by-whom'][value='proxy']")).to_be_attached()
    expect(daughter.locator("input[name='by-whom'][value='self']")).to_have_count(0)
    looked_over(daughter, patient=True)
    daughter.locator("input[name='by-whom'][value='proxy']").check(force=True)
    leave(daughter, "main .btn.main")
    answers: Mapping[str, Any] = dict(builders.STEADY) | {"sym-mood": "quite"}
    seen = set()
    while match := re.search(r"/me/record/[^/]+/((?!more|check)[^/]+)/", daughter.url):
        link_id = match[1]
        assert link_id not in seen, f"stuck at {link_id}"
        seen.add(link_id)
        given = answers.get(link_id)
        if given is None:
            leave(daughter, "button[name=skip]")
            continue
        value = given[0] if isinstance(given, list) else given
        chosen = daughter.locator(f"input[name='{link_id}'][value='{value}']")
        chosen.check(force=True)
        leave(daughter, "main .btn.main")
    assert "rf-selfharm" not in seen
    leave(daughter, "main .btn.main")
    looked_over(daughter, patient=True)
    leave(daughter, "main .btn.main")
    daughter.wait_for_url("**/done/")


def _birth(page: Page, someone: Someone) -> None:
    enter_day(page, "birth", someone.person.birth)
    leave(page, "main .btn.main")
