"""What was written down at an in-person session, and what still is (clinical content 7.6)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.appointments import meeting, session_labels
from osteopro.appointments.guide import guide
from osteopro.appointments.terms import SessionPart
from osteopro.enrolment.reading import text_language
from osteopro.followup import beside
from osteopro.followup.queries import sitting as sitting_queries
from osteopro.records.queries import StoredResponse
from osteopro.summaries.sentences import sentences
from osteopro.summaries.visit import visit_summary
from osteopro.web.visit import session_fields as fields
from osteopro.web.visit import words
from osteopro.web.visit.page import language
from osteopro.web.visit.session_around import Around
from osteopro.web.visit.session_form import Typed


def writing(around: Around, typed: Typed, code: str = "") -> dict[str, Any]:
    """Everything that is written down; `code` opens a tablet."""
    names, zone = around.names(), around.standing.clinic.zone
    sits = sitting_queries.beside(around.standing.patient_id)
    return {
        "typed": typed.values,
        "day": typed.day,
        "key": typed.key,
        "earlier": {name: fields.earlier(around, name) for name in fields.UNITS},
        "looks": [fields.look(each, typed) for each in guide().looks],
        "saved": {part.value: _saved(around, part, names) for part in SessionPart},
        "pains": {name: fields.numbers(typed.get(name)) for name in ("pain_rest", "pain_move")},
        "events": fields.choices(fields.events(), typed.get("event")),
        "levels": fields.choices(words.LEVELS, typed.get("level")),
        "agreements": fields.choices(fields.AGREES, typed.get("agrees")),
        "questions": fields.questions(around) if around.occasion else [],
        "record_day": words.when(around.record.effective, zone) if around.record else "",
        "talks": around.occasion is not None,
        "sits": words.name_of(accounts_queries.staff_names([sits]), sits) if sits else "",
        "sits_myself": sits == around.viewer.account_id,
        "sits_hours": int(beside.SITS_FOR.total_seconds() // 3600),
        "together": [_together(each, names, zone) for each in around.together],
        "code": f"{code[:3]} {code[3:]}" if code else "",
        "open": around.session.open,
        "begun": around.place is not None and clock.now() >= around.place.starts_at,
        "lines": sentences(visit_summary(around.standing.patient_id), text_language(language())),
        "max_words": meeting.WORDS,
        "max_agreed": meeting.AGREED,
        "losses": _losses(around),
    }


def reading(around: Around) -> dict[str, Any]:
    """What was written down, of a session that is over."""
    names, zone, found = around.names(), around.standing.clinic.zone, around.written
    looks = found.at(SessionPart.LOOKS)
    told, plan, body = found.told, found.plan, found.body
    looked = session_labels.looked(
        looks.guide if looks else "", looks.content if looks else {}, text_language(language())
    )
    by = words.name_of(names, around.session.closed_by)
    closed = around.session.closed_at
    rows = [
        (gettext("Height"), f"{body.height_cm} cm" if body and body.height_cm else ""),
        (gettext("Weight"), f"{body.weight_kg} kg" if body and body.weight_kg else ""),
        *((gettext("Looked at"), each) for each in looked),
        (gettext("Medicines on the packages"), told.medicines if told else ""),
        (gettext("Worries"), told.worries if told else ""),
        (gettext("What was agreed"), plan.agreed if plan else ""),
        (gettext("Next step on"), plan.next_on.isoformat() if plan and plan.next_on else ""),
        (gettext("Why it ended"), around.session.why),
    ]
    return {
        "rows": [row for row in rows if row[1]],
        "ended": words.when(closed, zone) if closed else "",
        "ended_by": by,
        "together": [_together(each, names, zone) for each in around.together],
    }


def _losses(around: Around) -> list[str]:
    """What the rules will look at in the next record, said at once to whoever measured."""
    body = around.written.body
    found = []
    for name, unit in fields.UNITS.items():
        now = body.value(name) if body else None
        if now is None or name not in around.measured:
            continue
        before, on = around.measured[name]
        change = meeting.change(name, now, before, on, guide())
        if change.lost:
            values = {"n": -change.by, "unit": unit, "day": on.isoformat()}
            label = gettext("Height") if name == "height_cm" else gettext("Weight")
            less = gettext("%(n)s %(unit)s less than on %(day)s") % values
            found.append(gettext("%(label)s: %(less)s") % {"label": label, "less": less})
    return found


def _saved(around: Around, part: SessionPart, names: Mapping[int, StaffName]) -> str:
    found = around.written.at(part)
    if found is None:
        return ""
    values = {
        "who": words.name_of(names, found.by),
        "when": words.when(found.at, around.standing.clinic.zone),
    }
    return gettext("Kept: %(who)s %(when)s") % values


def _together(each: StoredResponse, names: Mapping[int, StaffName], zone: Any) -> str:
    values = {
        "form": words.said(each.instrument.questionnaire.title),
        "when": words.when(each.received, zone),
        "who": words.name_of(names, each.beside),
    }
    return gettext("%(form)s %(when)s, together with %(who)s") % values
