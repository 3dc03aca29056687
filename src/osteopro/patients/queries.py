"""Reading patients. Everything sensitive starts from `visible_to(viewer)`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from osteopro.access.terms import Permission, Viewer
from osteopro.patients import models, sealing, search, written_forms
from osteopro.patients.helpers import every_helper_person
from osteopro.patients.models import (
    CareAssignment,
    Identity,
    Patient,
    Profile,
    SearchKey,
    Witness,
)
from osteopro.patients.search import KeyKind
from osteopro.patients.terms import (
    CallTime,
    CareRole,
    Channel,
    ClinicalProfile,
    ContactPlan,
    Education,
    IdentitySpan,
    MedicineClass,
    Person,
    ReminderWay,
    Sex,
)
from osteopro.patients.written_forms import Known


class NotVisible(LookupError):
    """No such patient for this viewer; pages answer 404 either way."""


@dataclass(frozen=True, slots=True)
class CareTeam:
    """Accounts that care for a patient; `physicians` may be several."""

    manager: int | None
    backup: int | None
    physicians: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OnFile:
    """What stands in a patient's row beside who they are."""

    site_id: int
    sex: Sex
    education: Education
    channel: Channel


@dataclass(frozen=True, slots=True)
class DatedProfile:
    """The facts for rules as they were recorded at a moment."""

    at: datetime
    by: int | None
    facts: ClinicalProfile


def visible_to(viewer: Viewer) -> QuerySet[Patient]:
    """Patients this viewer may know of: their own self, their care team, their clinics.

    An administrator and a researcher see none (resolution 22).
    """
    if viewer.patient_id is not None:
        return Patient.objects.filter(pk=viewer.patient_id)
    may_care = any(viewer.can(p) for p in (Permission.FOLLOW_UP, Permission.VISIT))
    if not may_care:
        return Patient.objects.none()
    in_team = Q(care_team__account_id=viewer.account_id, care_team__until__isnull=True)
    scope = Q(site_id__in=viewer.site_ids) | Q(pk__in=Patient.objects.filter(in_team).values("pk"))
    return Patient.objects.filter(scope)


def check_visible(viewer: Viewer, patient_id: int) -> None:
    """Raise NotVisible unless this viewer may know of the patient."""
    if not visible_to(viewer).filter(pk=patient_id).exists():
        raise NotVisible(patient_id)


def person(patient_id: int) -> Person:
    """Who this patient is. For pages that were allowed to ask, never for logs or exports."""
    return people([patient_id])[patient_id]


def on_file(patient_id: int) -> OnFile:
    """Clinic, sex, schooling, and how they report."""
    columns = ("site_id", "sex", "education", "channel")
    site, sex, education, channel = Patient.objects.values_list(*columns).get(pk=patient_id)
    return OnFile(site, Sex(sex), Education(education), Channel(channel))


def people(patient_ids: Collection[int]) -> Mapping[int, Person]:
    """Who these patients are, by id, in one query."""
    rows = Identity.objects.filter(patient_id__in=set(patient_ids))
    return {row.patient_id: sealing.unseal(row.sealed) for row in rows}


def witness_names(patient_id: int) -> Mapping[int, str]:
    """Names of those who heard this patient agree and are not staff, by their row's id."""
    rows = Witness.objects.filter(patient_id=patient_id).values_list("pk", "sealed")
    return {pk: sealing.unseal_text(sealed) for pk, sealed in rows}


def find_identity_spans(text: str, patient_id: int) -> tuple[IdentitySpan, ...]:
    """Where this patient's name, numbers and days, and names of those around them, stand in a text.

    Places (code points, half-open) and kinds, never the words; whoever asks notes that they did
    (`study_vault.find_identity_spans` does).
    """
    return written_forms.find(text, known_of([patient_id])[patient_id])


def known_of(patient_ids: Collection[int]) -> Mapping[int, Known]:
    """What may stand in a text about each of these patients. Three queries."""
    helpers = every_helper_person(patient_ids)
    witnesses: dict[int, list[str]] = {}
    for row in Witness.objects.filter(patient_id__in=patient_ids):
        witnesses.setdefault(row.patient_id, []).append(sealing.unseal_text(row.sealed))
    found = {}
    for patient_id, who in people(patient_ids).items():
        around = helpers.get(patient_id, ())
        names = [*(each.name for each in around), *witnesses.get(patient_id, ())]
        phones = [each.phone for each in around]
        found[patient_id] = written_forms.known_of(who, names, phones)
    return found


def clinical_profile(patient_id: int) -> ClinicalProfile:
    """The facts for rules as they stand now."""
    row = Profile.objects.filter(patient_id=patient_id).order_by("-id").first()
    if row is None:
        return ClinicalProfile()
    return _facts(row)


@lru_cache(maxsize=10_000)
def profile_at(row_id: int) -> ClinicalProfile:
    """The facts of one stored row. Rows never change, so each is read once per process."""
    return _facts(Profile.objects.get(pk=row_id))


def _facts(row: Profile) -> ClinicalProfile:
    return ClinicalProfile(MedicineClass(row.med_class), row.next_dose_due, frozenset(row.flags))


def contact_plan(patient_id: int) -> ContactPlan:
    """How and when to reach this patient; the defaults for somebody of whom nothing was noted."""
    return contact_plans([patient_id])[patient_id]


def contact_plans(patient_ids: Collection[int]) -> Mapping[int, ContactPlan]:
    """Contact plans by patient, in one query."""
    rows = models.ContactPlan.objects.filter(patient_id__in=set(patient_ids))
    noted = {
        row.patient_id: ContactPlan(
            reminders=ReminderWay(row.reminders),
            call_times=tuple(CallTime(time) for time in row.call_times),
            call_days=tuple(row.call_days),
            dialect=row.dialect,
            hard_of_hearing=row.hard_of_hearing,
            low_sight=row.low_sight,
        )
        for row in rows
    }
    return {pk: noted.get(pk, ContactPlan()) for pk in patient_ids}


def profiles(patient_id: int) -> list[DatedProfile]:
    """Every state of the facts for rules, oldest first; one query."""
    rows = Profile.objects.filter(patient_id=patient_id).order_by("id")
    return [DatedProfile(row.at, row.by, _facts(row)) for row in rows]


def care_team(patient_id: int) -> CareTeam:
    """Who cares for this patient now."""
    return care_teams([patient_id])[patient_id]


def care_teams(patient_ids: Collection[int]) -> Mapping[int, CareTeam]:
    """Care teams by patient, in one query."""
    rows = CareAssignment.objects.filter(patient_id__in=set(patient_ids), until__isnull=True)
    found: dict[int, dict[str, list[int]]] = {pk: {} for pk in patient_ids}
    for patient_id, role, account in rows.order_by("pk").values_list(
        "patient_id", "role", "account_id"
    ):
        found[patient_id].setdefault(role, []).append(account)
    return {
        pk: CareTeam(
            manager=next(iter(team.get(CareRole.MANAGER, ())), None),
            backup=next(iter(team.get(CareRole.BACKUP, ())), None),
            physicians=tuple(team.get(CareRole.PHYSICIAN, ())),
        )
        for pk, team in found.items()
    }


def find(viewer: Viewer, text: str, limit: int = 20) -> list[int]:
    """Patients in scope whose name, pinyin initials or phone fits what was typed."""
    wanted = Q()
    for kind, digest in search.keys_for_query(text):
        wanted |= Q(kind=kind, digest=digest)
    if not wanted:
        return []
    ids = SearchKey.objects.filter(wanted).values("patient_id")
    return list(
        visible_to(viewer).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)[:limit]
    )


def by_phone(phone: str) -> list[int]:
    """Patients with this E.164 number: a couple may share one."""
    digest = search.digest(KeyKind.PHONE, phone)
    rows = SearchKey.objects.filter(kind=KeyKind.PHONE, digest=digest).order_by("patient_id")
    return list(rows.values_list("patient_id", flat=True))


def same_person(candidate: Person) -> list[int]:
    """Patients who are probably this person: same phone, same id, or same name and birth date."""
    phone = set(by_phone(candidate.phone))
    named = _with(KeyKind.NAME, search.normal_name(candidate.name))
    born = _with(KeyKind.BIRTH, candidate.birth.isoformat())
    numbered = (
        _with(KeyKind.ID_NUMBER, candidate.id_number.upper()) if candidate.id_number else set()
    )
    return sorted((phone & named) | (named & born) | numbered)


def birth_matches(patient_id: int, given: date) -> bool:
    """Whether `given` is this patient's birth date; the second check of a personal link."""
    digest = search.digest(KeyKind.BIRTH, given.isoformat())
    return SearchKey.objects.filter(
        patient_id=patient_id, kind=KeyKind.BIRTH, digest=digest
    ).exists()


def _with(kind: KeyKind, text: str) -> set[int]:
    rows = SearchKey.objects.filter(kind=kind, digest=search.digest(kind, text))
    return set(rows.values_list("patient_id", flat=True))
