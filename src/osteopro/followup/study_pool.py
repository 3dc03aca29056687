"""People of the programme as the study may look for them: what they have in common, never who.

Research asks here and is told traits. Who somebody is stays on this side: it goes from the table of
patients into the sealed key and nowhere else. Only people who agreed to research are looked at
(clinical content 6.4); members of staff are asked as themselves.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.facts import Facts, FractureCause
from osteopro.enrolment.terms import Purpose, State
from osteopro.followup.models import CareState
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.patients import study_vault
from osteopro.patients.rules import completed_years
from osteopro.patients.terms import Channel, Education, StudySubject

MONTHS_OF_YEAR = 12


class Standing(StrEnum):
    """What somebody is to the programme."""

    ACTIVE = "active"
    LEFT = "left"  # before it was over
    COMPLETED = "completed"
    PROVIDER = "provider"


_STANDINGS: Mapping[str, Standing] = {
    "": Standing.ACTIVE,
    State.LEFT: Standing.LEFT,
    State.LEFT_SILENT: Standing.LEFT,
    State.COMPLETED: Standing.COMPLETED,
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What the study may know of somebody before it knows them. None is not known.

    `age` in completed years: that of the day they joined and the whole years since, so it may be
    one year short; `months` in the programme, completed.
    """

    standing: Standing
    age: int | None = None
    sex: str | None = None
    education: str | None = None
    fracture: bool | None = None
    channel: str | None = None
    months: int | None = None


def pool(site_ids: Collection[int], asked: Collection[UUID]) -> list[Traits]:
    """Everybody of these clinics who can be asked and is behind none of the rows `asked`. Nine
    queries, however many people."""
    return [traits for traits, _order, _subject in _people(site_ids, asked)]


@journal.action
def draw(
    *,
    by: Actor,
    guid: UUID,
    site_ids: Collection[int],
    asked: Collection[UUID],
    fits: Callable[[Traits], bool],
) -> Traits | None:
    """Take one of those who fit and keep in the key who it is, under `guid`; None for nobody.

    Whom is decided by `guid`, so nobody chooses whom they know, and the same form draws the same.
    """
    found = [each for each in _people(site_ids, asked) if fits(each[0])]
    if not found:
        journal.nothing_changed()
        return None
    traits, _order, subject = min(found, key=lambda each: _lot(guid, each[1]))
    journal.nothing_changed()
    study_vault.note_study_key(by=by, guid=guid, subject=subject)
    return traits


def traits_behind(guid: UUID) -> Traits:
    """What is known today of who is behind a row, with the age to the day."""
    subject = study_vault.behind(guid)
    if subject.patient_id is None:
        return Traits(Standing.PROVIDER)
    row = CareState.objects.select_related("patient").get(patient_id=subject.patient_id)
    sites = [row.site_id]
    intake = enrolment_queries.found_on_joining(sites, subject.patient_id).get(subject.patient_id)
    ended = enrolment_queries.ended_at(sites, subject.patient_id).get(subject.patient_id)
    return Traits(
        standing=_STANDINGS.get(row.ended, Standing.LEFT),
        age=patients_queries.person(subject.patient_id).age(clock.today(HOSPITAL)),
        sex=row.patient.sex,
        education=_schooling(row.patient.education),
        fracture=_fracture(intake.facts) if intake else None,
        channel=_channel(row.channel),
        months=_months(row.starts_on, ended),
    )


def may_be_asked(guid: UUID) -> bool:
    """Whether who is behind a row may be asked today: agreed to research, alive, still on staff."""
    subject = study_vault.behind(guid)
    if subject.patient_id is None:
        return bool(access_queries.held_by(subject.account_id or 0))
    if enrolment_queries.state(subject.patient_id) is State.DIED:
        return False
    return enrolment_queries.may(subject.patient_id, Purpose.RESEARCH)


Person = tuple[Traits, bytes, StudySubject]


def _people(site_ids: Collection[int], asked: Collection[UUID]) -> list[Person]:
    everybody = [*_patients(site_ids), *_providers(site_ids)]
    known = study_vault.among([subject for _t, _o, subject in everybody], asked)
    return [each for each in everybody if each[2] not in known]


def _patients(site_ids: Collection[int]) -> list[Person]:
    agreed = enrolment_queries.agreed(Purpose.RESEARCH, site_ids)
    intakes = enrolment_queries.found_on_joining(site_ids)
    ended = enrolment_queries.ended_at(site_ids)
    today = clock.today(HOSPITAL)
    rows = CareState.objects.filter(site_id__in=site_ids).exclude(ended=State.DIED)
    columns = ("patient_id", "ended", "starts_on", "channel")
    of_patient = ("patient__pseudonym", "patient__sex", "patient__education")
    found = []
    for pk, end, starts_on, channel, pseudonym, sex, education in rows.values_list(
        *columns, *of_patient
    ):
        if pk not in agreed:
            continue
        intake = intakes.get(pk)
        traits = Traits(
            standing=_STANDINGS.get(end, Standing.LEFT),
            age=intake.age + completed_years(intake.on, today) if intake else None,
            sex=sex,
            education=_schooling(education),
            fracture=_fracture(intake.facts) if intake else None,
            channel=_channel(channel),
            months=_months(starts_on, ended.get(pk)),
        )
        found.append((traits, pseudonym.bytes, StudySubject(patient_id=pk)))
    return found


def _providers(site_ids: Collection[int]) -> list[Person]:
    """Staff who follow up or treat; a lot of their own for each."""
    working: set[int] = set()
    for permission in (Permission.FOLLOW_UP, Permission.VISIT):
        working |= set(access_queries.working_at(permission, site_ids))
    return [
        (Traits(Standing.PROVIDER), b"account:%d" % pk, StudySubject(account_id=pk))
        for pk in sorted(working)
    ]


def _lot(guid: UUID, of: bytes) -> bytes:
    return sha256(guid.bytes + of).digest()


def _fracture(facts: Facts) -> bool:
    return any(each.cause is FractureCause.FRAGILITY for each in facts.fractures)


def _schooling(code: str) -> str | None:
    return None if code == Education.UNKNOWN else code


def _channel(code: str) -> str:
    return "phone" if code == Channel.PHONE else "online"


def _months(starts_on: date, ended: datetime | None) -> int:
    until = (ended or clock.now()).astimezone(HOSPITAL).date()
    months = (until.year - starts_on.year) * MONTHS_OF_YEAR + until.month - starts_on.month
    return max(0, months - (until.day < starts_on.day))
