"""The page of a talk about a report: what is read out, and what was heard (clinical content 9.4).

What the report says is not shown here: whoever knows the number hears it (9.1, rule 11).
"""

from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.enrolment.reading import text_language
from osteopro.followup.actions import Heard
from osteopro.followup.queries.people import Standing
from osteopro.followup.terms import Agrees
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from osteopro.ui.components import Answer, FieldError, Option
from osteopro.ui.formats import shown_phone
from osteopro.ui.posted import form_key
from osteopro.web.care import labels, words
from osteopro.web.care.typed import LONGEST
from osteopro.web.care.words import in_language

NOT_SAID = "none"
PAINS = ("pain_rest", "pain_move")
EVENTS = {"yes": _("Something happened"), "no": _("Nothing happened")}
AGREES = {
    Agrees.YES: _("The same"),
    Agrees.PARTLY: _("Partly"),
    Agrees.NO: _("They differ"),
}


def context(standing: Standing, occasion: UUID, posted: QueryDict) -> dict[str, Any]:
    """What the page shows: the person, the words to say, and what was typed so far."""
    language, script = text_language(standing.language), triage_queries.checks().script
    person = standing.person
    return {
        "standing": standing,
        "occasion": occasion,
        "person": words.age_and_sex(person, standing.sex, clock.today(standing.clinic.zone)),
        "phone": shown_phone(person.phone),
        "phone_href": "tel:" + person.phone,
        "speaking": language,
        "opening": in_language(script.opening, language),
        "questions": [in_language(text, language) for _name, text in script.questions],
        "pains": {name: _numbers(posted.get(name, "")) for name in PAINS},
        "events": [
            Answer(code, str(label), checked=posted.get("event") == code)
            for code, label in EVENTS.items()
        ],
        "levels": [
            Answer(each.value, str(labels.LEVELS[each]), checked=posted.get("level") == each)
            for each in Level
        ],
        "agreements": [
            Answer(each.value, str(label), checked=posted.get("agrees") == each)
            for each, label in AGREES.items()
        ],
        "note": posted.get("note", ""),
        "key": form_key(posted) if posted else uuid4(),
        "max": LONGEST,
    }


def _numbers(chosen: str) -> list[Option]:
    choices = [("", gettext("Choose")), *((str(n), str(n)) for n in range(11))]
    choices.append((NOT_SAID, gettext("not said")))
    return [Option(value, label, value == chosen) for value, label in choices]


def heard(posted: QueryDict) -> tuple[Heard | None, list[FieldError]]:
    """What was heard, or which field is missing."""
    errors = [
        FieldError(name, gettext("Choose a number, or “not said”."))
        for name in PAINS
        if posted.get(name, "") not in {NOT_SAID, *map(str, range(11))}
    ]
    if posted.get("event") not in EVENTS:
        errors.append(FieldError("event", gettext("Choose whether something happened.")))
    if posted.get("level") not in set(Level):
        errors.append(FieldError("level", gettext("Choose how it is by what you heard.")))
    if posted.get("agrees") not in set(Agrees):
        errors.append(FieldError("agrees", gettext("Choose whether both say the same.")))
    if errors:
        return None, errors
    rest, move = (_pain(posted.get(name, "")) for name in PAINS)
    found = Heard(
        pain_rest=rest,
        pain_move=move,
        event=posted.get("event") == "yes",
        level=Level(posted.get("level", "")),
        agrees=Agrees(posted.get("agrees", "")),
        note=posted.get("note", ""),
    )
    return found, []


def _pain(value: str) -> int | None:
    return None if value == NOT_SAID else int(value)
