"""Phoning the emergency contact: what is said, and what is not (clinical content 3.1)."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from osteopro.accounts import queries as accounts_queries
from osteopro.followup import attempts
from osteopro.followup.queries.review import CallView, Sitting
from osteopro.followup.terms import CallOutcome
from osteopro.triage.terms import Level
from osteopro.ui.formats import shown_phone


def contact(sitting: Sitting, caller: int) -> dict[str, Any] | None:
    """Whom to phone and what to read out when an emergency was tried three times, or the number
    is wrong; None before that, or for any other record. Nothing of what the patient told us is in
    it."""
    item = sitting.item
    if item is None or item.level is not Level.EMERGENCY or not sitting.open:
        return None
    since = [call for call in reversed(sitting.calls) if call.at >= item.opened_at]
    if not attempts.emergency_contact_due([call.outcome for call in since]):
        return None
    person = sitting.person
    return {
        "name": person.emergency_name,
        "relation": person.emergency_relation,
        "phone": shown_phone(person.emergency_phone),
        "href": "tel:" + person.emergency_phone,
        "wrong_number": _wrong_number(since),
        "script": _script(sitting, caller, wrong_number=_wrong_number(since)),
        "language": sitting.language,
    }


def _wrong_number(since: Sequence[CallView]) -> bool:
    return since[-1].outcome is CallOutcome.WRONG_NUMBER


def _script(sitting: Sitting, caller: int, *, wrong_number: bool) -> list[str]:
    """In the language of the patient's family."""
    with translation.override(sitting.language):
        name = accounts_queries.staff_names([caller]).get(caller)
        said = {
            "clinic": sitting.clinic.shown(sitting.language),
            "who": name.shown(sitting.language) if name else "",
            "contact": sitting.person.emergency_name,
            "name": sitting.person.name,
            "phone": sitting.clinic.phone,
        }
        return [
            gettext("Hello, this is %(who)s of %(clinic)s. Am I speaking with %(contact)s?") % said,
            gettext("%(name)s gave us your number for when we cannot reach them.") % said,
            (_number_is_wrong() if wrong_number else _nobody_answers()) % said,
            gettext("If they do not wake up, cannot stand or feel very ill: phone 120 at once."),
        ]


def _nobody_answers() -> str:
    return gettext(
        "We phoned several times today and nobody answered. Please go and see, or "
        "phone %(name)s now, and ask them to call us at %(phone)s."
    )


def _number_is_wrong() -> str:
    return gettext(
        "The number we have is not the right one. Please go and see, or phone %(name)s now, and "
        "ask them to call us at %(phone)s."
    )
