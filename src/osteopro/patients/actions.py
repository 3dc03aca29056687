"""Bringing a person into the system, and changing who cares for them."""

import uuid
from collections.abc import Sequence

from osteopro import clock
from osteopro.accounts import actions as accounts_actions
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import (
    helpers,
    intake_drafts,
    models,
    queries,
    sealing,
    search,
    staging,
    study_drafts,
    study_vault,
)
from osteopro.patients.models import (
    CareAssignment,
    Identity,
    Patient,
    Profile,
    SearchKey,
    Witness,
)
from osteopro.patients.terms import (
    CareRole,
    Channel,
    ClinicalProfile,
    ContactPlan,
    Education,
    MedicineClass,
    Person,
    ReminderWay,
    Sex,
)


@journal.action
def add_patient(
    *,
    by: Actor,
    site_id: int,
    person: Person,
    sex: Sex,
    channel: Channel,
    education: Education = Education.UNKNOWN,
    profile: ClinicalProfile | None = None,
) -> int:
    """Store a new person: account, pseudonymous row, sealed identity, search keys, profile.

    Returns the patient's id. `person.phone` must be E.164 (search.normal_phone).
    Whether the person may join, and who cares for them, is decided above.
    """
    patient = Patient.objects.create(
        account_id=accounts_actions.add_patient_account(by=by),
        site_id=site_id,
        pseudonym=uuid.uuid4(),
        sex=sex,
        education=education,
        channel=channel,
        created_at=clock.now(),
    )
    Identity.objects.create(patient=patient, sealed=sealing.seal(person), sealed_at=clock.now())
    _index(patient.pk, person)
    set_profile(by=by, patient_id=patient.pk, profile=profile or ClinicalProfile())
    journal.record(
        "patient.added",
        by=by,
        object_type="patient",
        object_id=patient.pk,
        patient_id=patient.pk,
        site=site_id,
        channel=channel,
    )
    return patient.pk


@journal.action
def renew_patient(
    *,
    by: Actor,
    patient_id: int,
    site_id: int,
    person: Person,
    sex: Sex,
    channel: Channel,
    education: Education,
) -> None:
    """Bring the row of somebody who comes back up to date: who they are, where, how they report.

    The same person and the same row; `person.phone` must be E.164.
    """
    patient = Patient.objects.select_for_update().get(pk=patient_id)
    new = {"site_id": site_id, "sex": sex, "channel": Channel(channel), "education": education}
    changed = sorted(name for name, value in new.items() if getattr(patient, name) != value)
    for name in changed:
        setattr(patient, name, new[name])
    patient.save(update_fields=changed)
    identity = Identity.objects.get(patient_id=patient_id)
    if sealing.unseal(identity.sealed) != person:
        identity.sealed, identity.sealed_at = sealing.seal(person), clock.now()
        identity.save(update_fields=["sealed", "sealed_at"])
        _index(patient_id, person)
        changed.append("identity")
    journal.record(
        "patient.renewed",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        changed=changed,
    )


@journal.action
def set_profile(*, by: Actor, patient_id: int, profile: ClinicalProfile) -> None:
    """Record the clinical facts as they are now; earlier ones stay on record."""
    Profile.objects.create(
        patient_id=patient_id,
        at=clock.now(),
        by=by.account_id,
        med_class=MedicineClass(profile.med_class),
        next_dose_due=profile.next_dose_due,
        flags=sorted(profile.flags),
    )
    journal.record(
        "patient.profile-set",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
    )


@journal.action
def set_contact_plan(*, by: Actor, patient_id: int, plan: ContactPlan) -> None:
    """Note how and when this person likes to be reached; replaces what was noted before."""
    if queries.contact_plan(patient_id) == plan:
        journal.nothing_changed()
        return
    models.ContactPlan.objects.update_or_create(
        patient_id=patient_id,
        defaults={
            "reminders": ReminderWay(plan.reminders),
            "call_times": list(plan.call_times),
            "call_days": list(plan.call_days),
            "dialect": plan.dialect,
            "hard_of_hearing": plan.hard_of_hearing,
            "low_sight": plan.low_sight,
            "changed_at": clock.now(),
        },
    )
    journal.record(
        "patient.contact-plan-set",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        reminders=plan.reminders,
    )


@journal.action
def set_channel(*, by: Actor, patient_id: int, channel: Channel) -> None:
    """Note how this person reports from now on; the trail keeps the way before."""
    patient = Patient.objects.select_for_update().get(pk=patient_id)
    before, patient.channel = patient.channel, Channel(channel)
    patient.save(update_fields=["channel"])
    journal.record(
        "patient.channel-set",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        before=before,
        channel=channel,
    )


@journal.action
def assign(*, by: Actor, patient_id: int, account_id: int, role: CareRole) -> None:
    """Make this member of staff the patient's manager, backup or physician from now on.

    For manager and backup the one before ends at the same moment: a patient is
    never without, and never has two.
    """
    journal.nothing_changed()
    assign_all(by=by, patient_ids=[patient_id], account_id=account_id, role=role)


@journal.action
def assign_all(*, by: Actor, patient_ids: Sequence[int], account_id: int, role: CareRole) -> None:
    """As `assign` for many patients at once, with an event for each."""
    current = CareAssignment.objects.filter(
        patient_id__in=patient_ids, role=role, until__isnull=True
    )
    theirs = set(current.filter(account_id=account_id).values_list("patient_id", flat=True))
    new = [pk for pk in patient_ids if pk not in theirs]
    if not new:
        journal.nothing_changed()
        return
    now = clock.now()
    current.filter(patient_id__in=new).update(until=now)
    CareAssignment.objects.bulk_create(
        CareAssignment(patient_id=pk, account_id=account_id, role=role, since=now) for pk in new
    )
    for patient_id in new:
        journal.record(
            "care-team.assigned",
            by=by,
            object_type="account",
            object_id=account_id,
            patient_id=patient_id,
            role=role,
        )


@journal.action
def unassign(*, by: Actor, patient_id: int, role: CareRole) -> None:
    """Let nobody have this role for a patient any more."""
    current = CareAssignment.objects.filter(patient_id=patient_id, role=role, until__isnull=True)
    journal.nothing_changed()
    for account_id in current.values_list("account_id", flat=True):
        journal.record(
            "care-team.ended",
            by=by,
            object_type="account",
            object_id=account_id,
            patient_id=patient_id,
            role=role,
        )
    current.update(until=clock.now())


@journal.action
def keep_witness(*, by: Actor, patient_id: int, name: str) -> int:
    """Keep the name of somebody who heard a patient agree, sealed; returns the row's id."""
    row = Witness.objects.create(
        patient_id=patient_id, sealed=sealing.seal_text(name.strip()), sealed_at=clock.now()
    )
    journal.record(
        "patient.witness-named",
        by=by,
        object_type="witness",
        object_id=row.pk,
        patient_id=patient_id,
    )
    return row.pk


@journal.action
def rotate_identity_keys(*, by: Actor) -> int:
    """Seal every identity under the newest key and index it anew; returns how many.

    Everything else under these keys goes along: witnesses, the staff's second factors,
    unfinished enrolments, files that are being brought in, helpers, the vault of the study.
    """
    count = 0
    for identity in Identity.objects.select_for_update().iterator(chunk_size=500):
        identity.sealed = sealing.reseal(identity.sealed)
        identity.sealed_at = clock.now()
        identity.save(update_fields=["sealed", "sealed_at"])
        _index(identity.patient_id, sealing.unseal(identity.sealed))
        count += 1
    for witness in Witness.objects.select_for_update().iterator(chunk_size=500):
        witness.sealed, witness.sealed_at = sealing.reseal_text(witness.sealed), clock.now()
        witness.save(update_fields=["sealed", "sealed_at"])
    accounts_actions.reseal_second_factors()
    intake_drafts.reseal_drafts()
    helpers.reseal_helpers()
    staging.reseal_rows()
    study_vault.reseal()
    study_drafts.reseal()
    journal.record("identity.keys-rotated", by=by, object_type="identity", object_id="all", n=count)
    return count


def _index(patient_id: int, person: Person) -> None:
    SearchKey.objects.filter(patient_id=patient_id).delete()
    SearchKey.objects.bulk_create(
        SearchKey(patient_id=patient_id, kind=kind, digest=digest)
        for kind, digest in dict.fromkeys(search.keys_of(person))
    )
