"""What enrolment found, in the words of the patient page."""

from collections.abc import Iterable

from django.utils.translation import gettext

from osteopro.enrolment import screenings
from osteopro.enrolment.facts import Facts
from osteopro.enrolment.screenings import Found
from osteopro.records import measuring
from osteopro.web.care.intake import words

Rows = list[tuple[str, str]]


def intake_rows(patient_id: int) -> Rows:
    """Diagnosis, symptoms, fractures and what else was found; nothing for who was never asked."""
    found = screenings.intake(patient_id)
    if found is None:
        return []
    rows = [
        (gettext("Joined"), found.on.isoformat()),
        *_disease(found.facts),
        (gettext("Symptoms"), _codes("enr-symptom", found)),
        (gettext("Depression"), _codes("enr-depr", found)),
        (gettext("Cancer"), _codes("enr-cancer", found)),
        (gettext("Another significant condition"), found.facts.other),
        (gettext("Understands and can answer"), _codes("enr-cog", found)),
        (gettext("Measured"), _measured(patient_id)),
    ]
    if found.decision is not None:
        rows.append((gettext("A physician decided"), found.decision.decision_reason))
    return [(name, value) for name, value in rows if value]


def _disease(facts: Facts) -> Rows:
    broken = (f"{words.BONES[each.site]} {each.on}" for each in facts.fractures)
    return [
        (gettext("Based on"), str(words.BASES[facts.basis]) if facts.basis else ""),
        (gettext("Diagnosed"), facts.diagnosed_on),
        (gettext("Lowest T-score"), "" if facts.t_score is None else str(facts.t_score)),
        (gettext("Broken bones"), _list(broken) or str(words.COUNTS[facts.fracture_count])),
    ]


def _codes(field: str, found: Found) -> str:
    names = words.CODES[field]
    return _list(str(names[code]) for code in found.answers.get(field, ()) if code in names)


def _measured(patient_id: int) -> str:
    """The newest height and weight with their day."""
    every = measuring.measurements(patient_id)
    if not every:
        return ""
    newest = every[-1]
    parts = [
        f"{newest.height_cm} cm" if newest.height_cm is not None else "",
        f"{newest.weight_kg} kg" if newest.weight_kg is not None else "",
        newest.on.isoformat(),
    ]
    return " ".join(part for part in parts if part)


def _list(items: Iterable[str]) -> str:
    return gettext(", ").join(items)
