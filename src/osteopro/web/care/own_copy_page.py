"""The form before a printed copy: when the patient asked, how that was checked, how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.followup import own_copies
from osteopro.followup.queries.people import Standing
from osteopro.followup.terms import CheckedHow, CopySpan
from osteopro.ui.components import Answer, DateParts, FieldError
from osteopro.ui.posted import form_key
from osteopro.web.care import fields

CHECKED: Mapping[CheckedHow, object] = {
    CheckedHow.ID_CARD: _("Here in person, identity card seen"),
    CheckedHow.KNOWN: _("Here in person, I know the patient"),
    CheckedHow.CALL_BACK: _("I phoned the number on file, the birth year was right"),
}
SPANS: Mapping[CopySpan, object] = {
    CopySpan.NEWEST: _("The last 3 months"),
    CopySpan.ALL: _("Everything"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was written down; `key` is of the form."""

    asked_on: date
    checked: CheckedHow
    span: CopySpan
    key: UUID


def hands_over(viewer: Viewer, standing: Standing) -> bool:
    """Whether this viewer is of the patient's own team and there is somebody to hand it to."""
    accounts = (standing.manager, standing.backup, standing.answers)
    team = own_copies.Team(accounts, standing.enrolment, standing.clinic.zone)
    return team.hands_over(viewer.account_id)


def checked(posted: QueryDict, today: date) -> tuple[Wish | None, list[FieldError]]:
    """What was typed, or what is wrong with it."""
    errors = []
    day = fields.day_of(fields.parts_of(posted, "asked"))
    if day is None:
        errors.append(FieldError("asked", gettext("Enter the day on which the patient asked.")))
    elif own_copies.refusal(day, today):
        errors.append(FieldError("asked", gettext("This date is in the future.")))
    how, span = posted.get("checked", ""), posted.get("span", "")
    if how not in CHECKED:
        errors.append(FieldError("checked", gettext("Choose how you checked who asked.")))
    if span not in SPANS:
        errors.append(FieldError("span", gettext("Choose how much to print.")))
    if errors or day is None:
        return None, errors
    return Wish(day, CheckedHow(how), CopySpan(span), form_key(posted)), []


def context(posted: QueryDict, standing: Standing) -> dict[str, Any]:
    """The fields with what was typed; the day is today until somebody says another."""
    today = clock.today(standing.clinic.zone)
    now = DateParts(str(today.year), str(today.month), str(today.day))
    how, span = posted.get("checked", ""), posted.get("span", "")
    return {
        "key": form_key(posted),
        "asked": fields.parts_of(posted, "asked") if posted else now,
        "ways": [Answer(each, str(words), checked=each == how) for each, words in CHECKED.items()],
        "spans": [Answer(each, str(words), checked=each == span) for each, words in SPANS.items()],
    }
