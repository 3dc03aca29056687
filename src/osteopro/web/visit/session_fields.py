"""The fields of the page on which an in-person session is written down."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.appointments.guide import Look
from osteopro.enrolment.reading import text_language
from osteopro.followup.terms import Agrees
from osteopro.triage import queries as triage_queries
from osteopro.ui import components as c
from osteopro.web.visit import words
from osteopro.web.visit.session_around import Around
from osteopro.web.visit.session_form import NOT_SAID, Typed

UNITS = {"height_cm": "cm", "weight_kg": "kg"}
AGREES: Mapping[Agrees, object] = {
    Agrees.YES: _("The same"),
    Agrees.PARTLY: _("Partly"),
    Agrees.NO: _("They differ"),
}


def earlier(around: Around, name: str) -> str:
    """The value of before today, beside the field."""
    if name not in around.measured:
        return gettext("Not measured before.")
    value, on = around.measured[name]
    values = {"value": f"{value.normalize():f}", "unit": UNITS[name], "day": on.isoformat()}
    return gettext("Before: %(value)s %(unit)s on %(day)s") % values


def look(look: Look, typed: Typed) -> dict[str, Any]:
    """One thing that is looked at, with its choices and its number."""
    number = look.number
    chosen = typed.get(look.code)
    return {
        "code": look.code,
        "label": words.said(look.label),
        "help": words.said(look.help),
        "options": [
            c.Option("", gettext("Choose"), not chosen),
            *(c.Option(a.code, words.said(a.text), a.code == chosen) for a in look.answers),
        ],
        "number": {
            "code": number.code,
            "label": words.said(number.label),
            "unit": words.said(number.unit),
        }
        if number
        else None,
    }


def questions(around: Around) -> list[str]:
    """What is asked about the last report, in the language the patient speaks."""
    spoken = text_language(around.standing.language)
    return [text[spoken] for _name, text in triage_queries.checks().script.questions]


def events() -> dict[str, str]:
    """Whether something happened, in words."""
    return {"yes": gettext("Something happened"), "no": gettext("Nothing happened")}


def choices(of: Mapping[Any, object], chosen: str) -> list[c.Answer]:
    """Codes and labels as answers to choose one from."""
    return [c.Answer(str(code), str(label), checked=code == chosen) for code, label in of.items()]


def numbers(chosen: str) -> list[c.Option]:
    """Pain from 0 to 10, or that it was not said."""
    choices = [("", gettext("Choose")), *((str(n), str(n)) for n in range(11))]
    choices.append((NOT_SAID, gettext("not said")))
    return [c.Option(value, label, value == chosen) for value, label in choices]
