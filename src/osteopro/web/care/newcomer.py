"""The enrolment form: what was typed, what is wrong with it, and the newcomer it describes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.followup.actions import Newcomer
from osteopro.patients import search
from osteopro.patients.search import BadPhone
from osteopro.patients.terms import (
    Channel,
    ClinicalProfile,
    Education,
    MedicineClass,
    Person,
    Sex,
)
from osteopro.ui.components import DateParts, FieldError
from osteopro.web.care import words

LONGEST_NAME = 40
OLDEST = 120
Code = TypeVar("Code", bound=StrEnum)
Wrong = Callable[[str, str], None]


@dataclass(frozen=True)
class Sheet:
    """The fields exactly as typed, so that they can be shown again."""

    name: str = ""
    address_as: str = ""
    phone: str = ""
    sex: str = ""
    channel: str = Channel.ONLINE
    education: str = Education.UNKNOWN
    med_class: str = MedicineClass.NONE
    site: str = ""
    manager: str = ""
    backup: str = ""
    birth: DateParts = field(default_factory=DateParts)
    dose: DateParts = field(default_factory=DateParts)
    flags: frozenset[str] = frozenset()
    another: bool = False


def sheet(post: QueryDict) -> Sheet:
    """Read the form."""
    plain = ("name", "address_as", "phone", "sex", "channel", "education", "med_class")
    people = ("site", "manager", "backup")
    return Sheet(
        **{name: post.get(name, "").strip() for name in (*plain, *people)},
        birth=_parts(post, "birth"),
        dose=_parts(post, "dose"),
        flags=frozenset(post.getlist("flags")) & frozenset(words.FLAGS),
        another="another" in post,
    )


@dataclass(frozen=True)
class Checked:
    """The newcomer, or every mistake at once."""

    newcomer: Newcomer | None
    errors: tuple[FieldError, ...]


def checked(typed: Sheet, today: date, managers: Mapping[int, Sequence[int]]) -> Checked:
    """Check everything. `managers` are the follow-up managers of each clinic one works at."""
    errors: list[FieldError] = []

    def wrong(name: str, sentence: str) -> None:
        errors.append(FieldError(name, sentence))

    person = _person(typed, today, wrong)
    sex = _code(Sex, typed.sex, "sex", gettext("Choose the sex."), wrong)
    channel = _code(Channel, typed.channel, "channel", gettext("Choose how to report."), wrong)
    education = _code(
        Education, typed.education, "education", gettext("Choose the schooling."), wrong
    )
    profile = _profile(typed, wrong)
    team = _team(typed, managers, wrong)
    if not (person and sex and channel and education and profile and team) or errors:
        return Checked(None, tuple(errors))
    site, manager, backup = team
    newcomer = Newcomer(
        site_id=site,
        person=person,
        sex=sex,
        channel=channel,
        manager=manager,
        backup=backup,
        education=education,
        profile=profile,
    )
    return Checked(newcomer, ())


def _person(typed: Sheet, today: date, wrong: Wrong) -> Person | None:
    if not typed.name:
        wrong("name", gettext("Enter the name."))
    elif len(typed.name) > LONGEST_NAME:
        wrong("name", gettext("The name is too long."))
    birth = _birth(typed.birth, today, wrong)
    phone = _phone(typed.phone, wrong)
    if birth is None or phone is None:
        return None
    return Person(typed.name, birth, phone, typed.address_as[:LONGEST_NAME])


def _profile(typed: Sheet, wrong: Wrong) -> ClinicalProfile | None:
    sentence = gettext("Choose the medicine.")
    medicine = _code(MedicineClass, typed.med_class, "med_class", sentence, wrong)
    dose = _dose(typed.dose, wrong)
    return ClinicalProfile(medicine, dose, typed.flags) if medicine else None


def _team(
    typed: Sheet, managers: Mapping[int, Sequence[int]], wrong: Wrong
) -> tuple[int, int, int] | None:
    """Clinic, manager and backup: both follow up there, and they are two people."""
    site = _number(typed.site, managers, "site", gettext("Choose the clinic."), wrong)
    team = managers.get(site or 0, ())
    manager = _number(typed.manager, team, "manager", gettext("Choose the manager."), wrong)
    backup = _number(typed.backup, team, "backup", gettext("Choose the backup."), wrong)
    if manager is not None and manager == backup:
        wrong("backup", gettext("The backup must be somebody else."))
    if site is None or manager is None or backup is None:
        return None
    return site, manager, backup


def _birth(parts: DateParts, today: date, wrong: Wrong) -> date | None:
    if not any(parts):
        wrong("birth", gettext("Enter the birth date."))
        return None
    day = _date(parts)
    if day is None:
        wrong("birth", gettext("This date does not exist."))
    elif day > today:
        wrong("birth", gettext("This date is in the future."))
    elif today.year - day.year > OLDEST:
        wrong("birth", gettext("Check the year."))
    else:
        return day
    return None


def _phone(typed: str, wrong: Wrong) -> str | None:
    if not typed:
        wrong("phone", gettext("Enter the mobile number."))
        return None
    try:
        return search.normal_phone(typed)
    except BadPhone as bad:
        sentence = gettext("A mobile number has 11 digits. You entered %(n)s.")
        wrong("phone", sentence % {"n": bad.digits})
        return None


def _dose(parts: DateParts, wrong: Wrong) -> date | None:
    if not any(parts):
        return None
    day = _date(parts)
    if day is None:
        wrong("dose", gettext("This date does not exist."))
    return day


def _code(kind: type[Code], typed: str, name: str, sentence: str, wrong: Wrong) -> Code | None:
    if typed in set(kind):
        return kind(typed)
    wrong(name, sentence)
    return None


def _number(
    typed: str, known: Collection[int], name: str, sentence: str, wrong: Wrong
) -> int | None:
    if typed.isdecimal() and len(typed) < 18 and int(typed) in known:
        return int(typed)
    wrong(name, sentence)
    return None


def _date(parts: DateParts) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _parts(post: QueryDict, name: str) -> DateParts:
    return DateParts(*(post.get(f"{name}-{part}", "").strip() for part in DateParts._fields))
