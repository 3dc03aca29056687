"""How a report was answered, in words for the patient's own team: never a colour of alarm."""

from typing import Any

from django.utils.translation import gettext

from osteopro import clock
from osteopro.enrolment.reading import text_language
from osteopro.followup.queries.review import Sitting
from osteopro.followup.queries.second_look import SecondLook, Talked
from osteopro.web.care import labels
from osteopro.web.care.talk_page import AGREES
from osteopro.web.care.words import in_language, said, when


def second_look(sitting: Sitting) -> dict[str, Any]:
    """Rows of the panel, when the talk is due, and whether scores carry a star."""
    found, zone = sitting.second_look, sitting.clinic.zone
    language = text_language(sitting.language)
    rows = [(gettext("To ask about"), said(each.detail)) for each in found.noted]
    if found.asked is not None:
        answer = said(found.asked.said) if found.asked.said else gettext("not answered")
        rows += [(gettext("Asked before sending"), said(found.asked.text))]
        rows += [(gettext("Said to it"), answer)]
    rows += [
        (
            gettext("Talked about %(when)s") % {"when": when(each.at, zone, clock.now())},
            _talked(each),
        )
        for each in found.talked
    ]
    return {
        "rows": rows,
        "title": _title(found),
        "aside": gettext("for the patient’s own team") if found.noted else "",
        "starred": bool(found.noted),
        "due": when(found.talk_due, zone, clock.now()) if found.talk_due else "",
        "teach": in_language(found.teach, language) if found.teach else "",
        "speaking": language,
    }


def _title(found: SecondLook) -> str:
    if found.noted:
        return gettext("Needs a follow-up question")
    return gettext("Report to talk about") if found.talk_due else gettext("Talk about this report")


def _talked(each: Talked) -> str:
    numbers = [
        gettext("pain %(rest)s at rest, %(move)s moving")
        % {"rest": _number(each.pain_rest), "move": _number(each.pain_move)},
        gettext("something happened") if each.event else "",
        str(labels.LEVELS[each.level]),
        gettext("report and talk: %(agrees)s") % {"agrees": AGREES[each.agrees]},
        each.note,
    ]
    return gettext("; ").join(part for part in numbers if part)


def _number(pain: int | None) -> str:
    return gettext("not said") if pain is None else str(pain)
