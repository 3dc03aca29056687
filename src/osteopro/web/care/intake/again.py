"""The enrolment form of somebody who comes back, filled with what is known of them.

What decides about joining is asked anew: symptoms, other health, mood, height and weight. So is
who cares for them; and fractures tell by themselves what is recent.
"""

from collections.abc import Mapping
from typing import Any

from osteopro.enrolment import screenings
from osteopro.enrolment.facts import Facts
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ProfileFlag
from osteopro.ui.components import DateParts
from osteopro.web.care.intake.sheet import FRACTURES, RETURNING
from osteopro.web.care.words import typed_phone

Fields = dict[str, Any]


def fields_of_return(patient_id: int) -> Fields:
    """The fields by name, as they would have been typed."""
    found = screenings.intake(patient_id)
    return {
        RETURNING: patient_id,
        **_who(patient_id),
        **(_disease(found.facts, found.answers) if found else {}),
        **_medicines(patient_id),
        **_reach(patient_id),
    }


def _who(patient_id: int) -> Fields:
    person, row = patients_queries.person(patient_id), patients_queries.on_file(patient_id)
    contacts = {
        f"{who}_{what}": getattr(person, f"{who}_{what}")
        for who in ("emergency", "helper")
        for what in ("name", "relation")
    }
    return {
        "site": str(row.site_id),
        "name": person.name,
        "address_as": person.address_as,
        **_date("birth", person.birth.isoformat()),
        "sex": row.sex.value,
        "phone": typed_phone(person.phone),
        "id_number": person.id_number,
        "education": row.education.value,
        "channel": row.channel.value,
        "email": person.email,
        **contacts,
        "emergency_phone": typed_phone(person.emergency_phone),
        "helper_phone": typed_phone(person.helper_phone),
    }


def _disease(facts: Facts, answers: Mapping[str, Any]) -> Fields:
    diagnosis = answers.get("enr-op-dx") or [""]
    return {
        "enr-op-dx": diagnosis[0],
        "basis": facts.basis.value if facts.basis else "",
        **_date("diagnosed", facts.diagnosed_on),
        "t_score": "" if facts.t_score is None else str(facts.t_score),
        "fractures": facts.fracture_count.value,
        **_fractures(facts),
    }


def _fractures(facts: Facts) -> Fields:
    fields: Fields = {}
    for number, each in enumerate(facts.fractures[:FRACTURES], 1):
        fields |= {f"fx{number}-site": each.site.value, f"fx{number}-cause": each.cause.value}
        fields |= _date(f"fx{number}", each.on)
    return fields


def _medicines(patient_id: int) -> Fields:
    facts = patients_queries.clinical_profile(patient_id)
    dose = facts.next_dose_due.isoformat() if facts.next_dose_due else ""
    return {
        "med_class": facts.med_class.value,
        "flags": sorted(facts.flags - {ProfileFlag.RECENT_FRACTURE}),
        **_date("dose", dose),
    }


def _reach(patient_id: int) -> Fields:
    plan = patients_queries.contact_plan(patient_id)
    return {
        "reminders": plan.reminders.value,
        "dialect": plan.dialect,
        "hearing": "1" if plan.hard_of_hearing else "",
        "sight": "1" if plan.low_sight else "",
        "call_times": [each.value for each in plan.call_times],
        "call_days": [str(day) for day in plan.call_days],
    }


def _date(name: str, on: str) -> Fields:
    """The three fields of a date, a month or a year as ISO text."""
    parts = [part.lstrip("0") for part in on.split("-")] if on else []
    return {
        f"{name}-{field}": parts[place] if place < len(parts) else ""
        for place, field in enumerate(DateParts._fields)
    }
