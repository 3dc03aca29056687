"""Each step read: what it says, or every mistake in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.facts import (
    DiagnosisBasis,
    Facts,
    Fracture,
    FractureCause,
    FractureCount,
    FractureSite,
)
from osteopro.enrolment.partial_date import BadDate, first_day, partial_date
from osteopro.patients.labels import FLAGS
from osteopro.patients.rules import is_plain
from osteopro.patients.terms import (
    CallTime,
    Channel,
    ClinicalProfile,
    ContactPlan,
    Education,
    MedicineClass,
    Person,
    ReminderWay,
    Sex,
)
from osteopro.records.measuring import Measured
from osteopro.records.terms import MeasuredHow
from osteopro.ui.components import FieldError
from osteopro.web.care import labels
from osteopro.web.care.fields import Wrong, birth_of, code_of, dose_of, number_of, phone_of
from osteopro.web.care.intake import mood
from osteopro.web.care.intake.setting import Setting
from osteopro.web.care.intake.sheet import FRACTURES, Step, Typed

LONGEST_NAME, LONGEST_NOTE = 40, 400
WEEK = range(1, 8)
HEIGHT, WEIGHT = (Decimal(80), Decimal(220)), (Decimal(20), Decimal(250))
T_SCORE = (Decimal(-10), Decimal(10))
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True)
class Who:
    """The person without those around them; `site_id` is the clinic."""

    site_id: int
    person: Person
    sex: Sex
    education: Education


@dataclass(frozen=True)
class Disease:
    """Codes for eligibility, facts for the chart, and what was measured."""

    codes: Mapping[str, Any]
    facts: Facts
    measured: Measured | None


@dataclass(frozen=True)
class Health:
    """Codes for eligibility, and the other condition in words."""

    codes: Mapping[str, Any]
    other: str


@dataclass(frozen=True)
class Reach:
    channel: Channel
    plan: ContactPlan
    email: str


@dataclass(frozen=True)
class People:
    """The emergency contact, who must be there, and a helper, who may."""

    emergency: tuple[str, str, str]
    helper: tuple[str, str, str]


@dataclass(frozen=True)
class Team:
    manager: int
    backup: int
    physician: int | None


def who(typed: Typed, wrong: Wrong, at: Setting) -> Who | None:
    """Name, birth, numbers, schooling, clinic."""
    person = _person(typed, wrong, at.today)
    sex = code_of(Sex, typed.one("sex"), "sex", gettext("Choose the sex."), wrong)
    education = code_of(
        Education,
        typed.one("education") or Education.UNKNOWN,
        "education",
        gettext("Choose the schooling."),
        wrong,
    )
    known = [each.site_id for each in at.clinics]
    site = number_of(typed.one("site"), known, "site", gettext("Choose the clinic."), wrong)
    if person is not None and at.born not in (None, person.birth):
        wrong("birth", gettext("The birth date on file is another. Add somebody else as new."))
    if person is None or sex is None or education is None or site is None:
        return None
    return Who(site, person, sex, education)


def disease(typed: Typed, wrong: Wrong, at: Setting) -> Disease:
    """Diagnosis, symptoms, fractures, height and weight."""
    codes = {
        "enr-op-dx": _coded(typed, "enr-op-dx", gettext("Say whether it is confirmed."), wrong),
        "enr-symptom": _symptoms(typed, wrong),
    }
    facts = Facts(
        basis=_chosen(DiagnosisBasis, typed.one("basis")),
        diagnosed_on=_partial(typed, "diagnosed", wrong, at.today),
        t_score=_decimal(typed, "t_score", T_SCORE, wrong),
        fracture_count=_count(typed, wrong),
        fractures=_fractures(typed, wrong, at.today),
    )
    if facts.basis is None and codes["enr-op-dx"] == "confirmed":
        wrong("basis", gettext("Choose what the diagnosis rests on."))
    return Disease(codes, facts, _measured(typed, wrong, at.today))


def health(typed: Typed, wrong: Wrong, at: Setting) -> Health:
    """What may stand against joining, and whether the person understands."""
    sentence = gettext("Choose an answer.")
    codes: dict[str, Any] = {
        name: _coded(typed, name, sentence, wrong) for name in ("enr-depr", "enr-cancer", "enr-cog")
    }
    name, other = criteria().other, typed.one(criteria().other)
    if other not in labels.YES_NO:
        wrong(name, sentence)
    words = typed.one("other_text") if other == "yes" else ""
    if other == "yes" and not words:
        wrong("other_text", gettext("Write which condition it is."))
    elif len(words) > LONGEST_NOTE:
        wrong("other_text", gettext("That is too long."))
    codes[name] = {"present": other == "yes", "decision": None}
    return Health(codes, words)


def mood_answers(typed: Typed, wrong: Wrong, at: Setting) -> Mapping[str, Any]:
    """The mood screen; a question may be declined but not passed over."""
    given = mood.values(at.screen, typed)
    for item in mood.questions(at.screen, typed):
        if item.link_id not in given:
            wrong(item.link_id, gettext("Choose an answer."))
    return mood.for_eligibility(at.screen, typed)


def medicines(typed: Typed, wrong: Wrong, at: Setting) -> ClinicalProfile | None:
    """The physician's list and what else rules must know."""
    sentence = gettext("Choose the medicine.")
    medicine = code_of(MedicineClass, typed.one("med_class"), "med_class", sentence, wrong)
    dose = dose_of(typed.date("dose"), wrong)
    flags = frozenset(typed.many("flags")) & frozenset(FLAGS)
    return ClinicalProfile(medicine, dose, flags) if medicine else None


def reach(typed: Typed, wrong: Wrong, at: Setting) -> Reach | None:
    """How this person reports, and how and when to reach them."""
    sentence = gettext("Choose how to report.")
    channel = code_of(Channel, typed.one("channel"), "channel", sentence, wrong)
    way = code_of(ReminderWay, typed.one("reminders"), "reminders", gettext("Choose a way."), wrong)
    email = _email(typed, wrong, needed=way is ReminderWay.EMAIL)
    times = tuple(each for each in CallTime if each in typed.many("call_times"))
    if channel is Channel.PHONE and not times:
        wrong("call_times", gettext("Choose when to phone."))
    dialect = typed.one("dialect")
    if len(dialect) > LONGEST_NAME:
        wrong("dialect", gettext("That is too long."))
    if channel is None or way is None:
        return None
    plan = ContactPlan(
        reminders=way,
        call_times=times,
        call_days=tuple(day for day in WEEK if str(day) in typed.many("call_days")),
        dialect=dialect,
        hard_of_hearing=bool(typed.one("hearing")),
        low_sight=bool(typed.one("sight")),
    )
    return Reach(channel, plan, email)


def people(typed: Typed, wrong: Wrong, at: Setting) -> People:
    """Whom to call in an emergency, and who helps."""
    return People(
        emergency=_contact(typed, "emergency", wrong, needed=True),
        helper=_contact(typed, "helper", wrong, needed=bool(typed.one("helper_name"))),
    )


def team(typed: Typed, wrong: Wrong, at: Setting) -> Team | None:
    """Who cares for this person: two people follow up, a physician may be named."""
    site = typed.one("site")
    known = [each.site_id for each in at.clinics if str(each.site_id) == site]
    managers = at.managers(known[0]) if known else ()
    physicians = at.physicians(known[0]) if known else ()
    manager = number_of(
        typed.one("manager"), managers, "manager", gettext("Choose the manager."), wrong
    )
    backup = number_of(
        typed.one("backup"), managers, "backup", gettext("Choose the backup."), wrong
    )
    if manager is not None and manager == backup:
        wrong("backup", gettext("The backup must be somebody else."))
    physician = None
    if typed.one("physician"):
        sentence = gettext("Choose the physician.")
        physician = number_of(typed.one("physician"), physicians, "physician", sentence, wrong)
    if manager is None or backup is None:
        return None
    return Team(manager, backup, physician)


CHECKS: Mapping[Step, Callable[[Typed, Wrong, Setting], Any]] = {
    Step.WHO: who,
    Step.DISEASE: disease,
    Step.HEALTH: health,
    Step.MOOD: mood_answers,
    Step.MEDICINES: medicines,
    Step.REACH: reach,
    Step.PEOPLE: people,
    Step.TEAM: team,
}


def errors_in(check: Callable[..., Any], typed: Typed, at: Setting) -> tuple[Any, list[FieldError]]:
    """What a check reads and every mistake it finds."""
    found: list[FieldError] = []

    def wrong(name: str, sentence: str) -> None:
        found.append(FieldError(name, sentence))

    return check(typed, wrong, at), found


def _person(typed: Typed, wrong: Wrong, today: date) -> Person | None:
    name = _name(typed, "name", wrong)
    if not name:
        wrong("name", gettext("Enter the name."))
    birth = birth_of(typed.date("birth"), today, wrong)
    phone = phone_of(typed.one("phone"), wrong)
    number = typed.one("id_number").upper()
    if number and not (number.isalnum() and number.isascii() and len(number) <= LONGEST_NAME):
        wrong("id_number", gettext("A number has letters and digits only."))
    address_as = _name(typed, "address_as", wrong)
    if birth is None or phone is None:
        return None
    return Person(name, birth, phone, address_as, id_number=number)


def _name(typed: Typed, field: str, wrong: Wrong) -> str:
    name = typed.one(field)
    if len(name) > LONGEST_NAME:
        wrong(field, gettext("The name is too long."))
    elif not is_plain(name):
        wrong(field, gettext("The name has characters that cannot be seen."))
    return name


def _contact(typed: Typed, who: str, wrong: Wrong, *, needed: bool) -> tuple[str, str, str]:
    """Name, E.164 number and relation; empty when nobody was named and nobody need be."""
    name = _name(typed, f"{who}_name", wrong)
    relation = _name(typed, f"{who}_relation", wrong)
    number = typed.one(f"{who}_phone")
    if not (needed or number):
        return "", "", ""
    if not name:
        wrong(f"{who}_name", gettext("Enter the name."))
    phone = phone_of(number, lambda _field, sentence: wrong(f"{who}_phone", sentence))
    if needed and who == "emergency" and not relation:
        wrong(f"{who}_relation", gettext("Write who this is to the patient."))
    return name, phone or "", relation


def _coded(typed: Typed, name: str, sentence: str, wrong: Wrong) -> str:
    code = typed.one(name)
    if code not in criteria().fields[name].codes:
        wrong(name, sentence)
    return code


def _symptoms(typed: Typed, wrong: Wrong) -> list[str]:
    rule = criteria().fields["enr-symptom"]
    chosen = [code for code in rule.codes if code in typed.many("enr-symptom")]
    if not chosen:
        wrong("enr-symptom", gettext("Choose at least one, or “none”."))
    elif rule.alone in chosen and len(chosen) > 1:
        wrong("enr-symptom", gettext("“None” cannot stand beside others."))
    return chosen


def _chosen(kind: type[Code], typed: str) -> Code | None:
    return kind(typed) if typed in set(kind) else None


def _count(typed: Typed, wrong: Wrong) -> FractureCount:
    sentence = gettext("Say whether a bone ever broke.")
    found = code_of(FractureCount, typed.one("fractures"), "fractures", sentence, wrong)
    return found or FractureCount.NONE


def _fractures(typed: Typed, wrong: Wrong, today: date) -> tuple[Fracture, ...]:
    """The fractures that were described: at least one where there was any."""
    if typed.one("fractures") not in (FractureCount.ONE, FractureCount.SEVERAL):
        return ()
    wanted = 1 if typed.one("fractures") == FractureCount.ONE else FRACTURES
    found = []
    for n in range(1, wanted + 1):
        on = _partial(typed, f"fx{n}", wrong, today)
        site = _chosen(FractureSite, typed.one(f"fx{n}-site"))
        if site is None and (n == 1 or on):
            wrong(f"fx{n}-site", gettext("Choose the bone."))
        elif site is not None and not on:
            wrong(f"fx{n}", gettext("Enter at least the year."))
        elif site is not None:
            cause = _chosen(FractureCause, typed.one(f"fx{n}-cause")) or FractureCause.UNKNOWN
            found.append(Fracture(site, on, cause))
    return tuple(found)


def _partial(typed: Typed, name: str, wrong: Wrong, today: date) -> str:
    parts = typed.date(name)
    try:
        on = partial_date(*parts)
    except BadDate:
        wrong(name, gettext("This date does not exist."))
        return ""
    if on and first_day(on) > today:
        wrong(name, gettext("This date is in the future."))
    return on


def _decimal(
    typed: Typed, name: str, limits: tuple[Decimal, Decimal], wrong: Wrong
) -> Decimal | None:
    """A number with at most one decimal within the limits; None when left out."""
    words = typed.one(name).replace("−", "-").replace(",", ".")
    if not words:
        return None
    number = None
    if len(words) <= 7 and set(words) <= set("-.0123456789"):
        try:
            number = Decimal(words)
        except InvalidOperation:
            number = None
    if number is None or not limits[0] <= number <= limits[1] or number != round(number, 1):
        low, high = limits
        sentence = gettext("Enter a number from %(low)s to %(high)s, one decimal at most.")
        wrong(name, sentence % {"low": low, "high": high})
        return None
    return number


def _measured(typed: Typed, wrong: Wrong, today: date) -> Measured | None:
    height = _decimal(typed, "height", HEIGHT, wrong)
    weight = _decimal(typed, "weight", WEIGHT, wrong)
    if height is None and weight is None:
        return None
    return Measured(today, height, weight, MeasuredHow.ENROLMENT)


def _email(typed: Typed, wrong: Wrong, *, needed: bool) -> str:
    address = typed.one("email")
    if not address:
        if needed:
            wrong("email", gettext("Enter the e-mail address."))
        return ""
    try:
        validate_email(address)
    except ValidationError:
        wrong("email", gettext("This is not an e-mail address."))
    return address
