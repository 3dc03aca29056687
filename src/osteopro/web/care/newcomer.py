"""The enrolment form: what was typed, what is wrong with it, and the newcomer it describes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.followup.actions import Newcomer
from osteopro.patients.rules import is_plain
from osteopro.patients.terms import Channel, ClinicalProfile, Education, MedicineClass, Person, Sex
from osteopro.ui.components import DateParts, FieldError
from osteopro.web.care import labels
from osteopro.web.care.fields import (
    Wrong,
    birth_of,
    code_of,
    dose_of,
    number_of,
    parts_of,
    phone_of,
)

LONGEST_NAME = 40


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
        birth=parts_of(post, "birth"),
        dose=parts_of(post, "dose"),
        flags=frozenset(post.getlist("flags")) & frozenset(labels.FLAGS),
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
    sex = code_of(Sex, typed.sex, "sex", gettext("Choose the sex."), wrong)
    channel = code_of(Channel, typed.channel, "channel", gettext("Choose how to report."), wrong)
    education = code_of(
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
    elif not is_plain(typed.name):
        wrong("name", gettext("The name has characters that cannot be seen."))
    if not is_plain(typed.address_as):
        wrong("address_as", gettext("The name has characters that cannot be seen."))
    birth = birth_of(typed.birth, today, wrong)
    phone = phone_of(typed.phone, wrong)
    if birth is None or phone is None:
        return None
    return Person(typed.name, birth, phone, typed.address_as[:LONGEST_NAME])


def _profile(typed: Sheet, wrong: Wrong) -> ClinicalProfile | None:
    sentence = gettext("Choose the medicine.")
    medicine = code_of(MedicineClass, typed.med_class, "med_class", sentence, wrong)
    dose = dose_of(typed.dose, wrong)
    return ClinicalProfile(medicine, dose, typed.flags) if medicine else None


def _team(
    typed: Sheet, managers: Mapping[int, Sequence[int]], wrong: Wrong
) -> tuple[int, int, int] | None:
    """Clinic, manager and backup: both follow up there, and they are two people."""
    site = number_of(typed.site, managers, "site", gettext("Choose the clinic."), wrong)
    team = managers.get(site or 0, ())
    manager = number_of(typed.manager, team, "manager", gettext("Choose the manager."), wrong)
    backup = number_of(typed.backup, team, "backup", gettext("Choose the backup."), wrong)
    if manager is not None and manager == backup:
        wrong("backup", gettext("The backup must be somebody else."))
    if site is None or manager is None or backup is None:
        return None
    return site, manager, backup
