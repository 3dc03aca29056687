"""Who of the family helps a patient, as the manager sees and arranges it with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.terms import Scope, Viewer
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import How, Purpose, Witness
from osteopro.followup.queries.people import Standing
from osteopro.patients import helpers
from osteopro.patients.helpers import HelperView
from osteopro.patients.rules import is_plain
from osteopro.patients.terms import HelperPerson, Relation
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.components import FieldError
from osteopro.ui.formats import shown_phone
from osteopro.ui.posted import form_key
from osteopro.web.care import consent_page, fields, labels, words
from osteopro.web.care.consent_sheet import HOWS, LONGEST_NAME, witness_of
from osteopro.web.care.words import when

LASTING: Mapping[str, timedelta] = {
    "91": timedelta(days=91),
    "365": timedelta(days=365),
    "731": timedelta(days=731),
}


@dataclass(frozen=True)
class Asked:
    """Whom the patient wants to help, as written down, or every mistake at once."""

    person: HelperPerson | None
    scopes: frozenset[Scope]
    until: datetime
    how: How | None
    witness: Witness | None
    errors: tuple[FieldError, ...]


def read(post: QueryDict, viewer: Viewer, standing: Standing) -> Asked:
    """Read the form; how the patient was asked and who heard it as on the consent page."""
    errors: list[FieldError] = []

    def wrong(field: str, sentence: str) -> None:
        errors.append(FieldError(field, sentence))

    name = " ".join(post.get("name", "").split())
    if not name or len(name) > LONGEST_NAME or not is_plain(name):
        wrong("name", gettext("Enter the name."))
    phone = fields.phone_of(post.get("phone", "").strip(), wrong)
    relation = next((r for r in Relation if r == post.get("relation")), None)
    if relation is None:
        wrong("relation", gettext("Choose an answer."))
    scopes = frozenset(Scope(each) for each in post.getlist("scope") if each in set(Scope))
    if not scopes:
        wrong("scope", gettext("Choose at least one answer."))
    how = next((each for each in HOWS if each == post.get("how")), None)
    if how is None:
        wrong("how", gettext("Choose how the patient was asked."))
    witness, error = witness_of(post, consent_page.witnesses(viewer, standing))
    if how is How.PHONE and witness is None and error is None:
        error = FieldError("witness", gettext("On the phone somebody has to hear the yes."))
    if error:
        errors.append(error)
    sure = phone is not None and relation is not None and not errors
    person = HelperPerson(name, phone or "", relation or Relation.OTHER) if sure else None
    until = _until(standing.clinic.zone, post.get("lasting", ""))
    return Asked(person, scopes, until, how, witness, tuple(errors))


def context(request: HttpRequest, viewer: Viewer, standing: Standing) -> dict[str, Any]:
    """What the template needs besides mistakes."""
    post = request.POST
    found = helpers.helpers_of(standing.patient_id)
    text = enrolment_queries.current_text().text
    reader = consent_page.reader(standing)
    chosen = post.getlist("scope") if post else [Scope.READ, Scope.ENTER]
    colleagues = consent_page.witnesses(viewer, standing)
    return {
        "standing": standing,
        "person": words.age_and_sex(
            standing.person, standing.sex, clock.today(standing.clinic.zone)
        ),
        "key": form_key(post),
        "version": text.version,
        "question": reader.question(text, Purpose.HELPER),
        "lang": reader.language,
        "rows": [(each, _lines(each, standing.clinic.zone)) for each in found if not each.over],
        "past": [
            (name_and_relation(each.person), _ended(each, standing.clinic.zone))
            for each in found
            if each.over
        ],
        "typed": post if post else _from_enrolment(standing),
        "relations": [
            c.Option("", gettext("Please choose"), False),
            *(
                c.Option(each, str(labels.RELATIONS[each]), each == post.get("relation"))
                for each in Relation
            ),
        ],
        "scopes": [c.Answer(s, str(labels.SCOPES[s]), checked=s in chosen) for s in Scope],
        "lasting": [
            c.Option(days, words_, days == post.get("lasting"))
            for days, words_ in zip(
                LASTING,
                (gettext("Three months"), gettext("One year"), gettext("Two years")),
                strict=True,
            )
        ],
        "hows": consent_page.hows(post),
        "witnesses": consent_page.witness_options(post, colleagues),
    }


def names(patient_id: int) -> str:
    """Who helps now, for the patient's page."""
    found = helpers.helpers_of(patient_id)
    now = [name_and_relation(each.person) for each in found if not each.over]
    return gettext(", ").join(now) or gettext("nobody")


def _until(zone: ZoneInfo, chosen: str) -> datetime:
    last = clock.today(zone) + LASTING.get(chosen, LASTING["91"])
    return datetime.combine(last + timedelta(days=1), time.min, zone)


def _from_enrolment(standing: Standing) -> dict[str, str]:
    """Whom the patient named when joining, to begin with."""
    person = standing.person
    return {"name": person.helper_name, "phone": person.helper_phone.removeprefix("+86")}


def name_and_relation(person: HelperPerson) -> str:
    """王芳（女儿）."""
    relation = labels.RELATIONS[person.relation]
    return gettext("%(name)s (%(relation)s)") % {"name": person.name, "relation": relation}


def _lines(found: HelperView, zone: ZoneInfo) -> list[tuple[str, str]]:
    now = clock.now()
    last = (found.until - timedelta(seconds=1)).astimezone(zone).date()
    used = when(found.last_used, zone, now) if found.last_used else "–"
    agreed = when(found.accepted_at, zone, now) if found.accepted_at else gettext("not yet")
    return [
        (gettext("Helper"), name_and_relation(found.person)),
        (gettext("Mobile number"), shown_phone(found.person.phone)),
        (gettext("May"), gettext("; ").join(str(labels.SCOPES[s]) for s in sorted(found.scopes))),
        (gettext("Until"), last.isoformat()),
        (gettext("Agreed"), agreed),
        (gettext("Last looked"), used),
    ]


def _ended(found: HelperView, zone: ZoneInfo) -> str:
    ended = min(found.stopped_at or found.until, found.until)
    return gettext("ended %(when)s") % {"when": formats.staff_moment(ended.astimezone(zone))}
