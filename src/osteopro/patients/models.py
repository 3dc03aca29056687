"""The patient (pseudonymous), who that is (sealed), and who cares for them."""

from django.conf import settings
from django.db import models

from osteopro.patients.terms import (
    BatchState,
    CareRole,
    Channel,
    Education,
    MedicineClass,
    ReminderWay,
    RowState,
    Sex,
)
from osteopro.sites.models import Site


class Patient(models.Model):
    """A person in the programme, without anything that says who it is."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="patient"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="patients")
    pseudonym = models.UUIDField(unique=True)
    sex = models.CharField(max_length=6, choices=[(s, s) for s in Sex])
    education = models.CharField(
        max_length=12, choices=[(e, e) for e in Education], default=Education.UNKNOWN
    )
    channel = models.CharField(max_length=20, choices=[(c, c) for c in Channel])
    created_at = models.DateTimeField()


class Identity(models.Model):
    """Name, birth date, numbers: the only place, sealed with rotating keys (invariant 8)."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="identity")
    sealed = models.BinaryField()
    sealed_at = models.DateTimeField()


class SearchKey(models.Model):
    """A keyed hash of something one may search by; says nothing without the key."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="search_keys")
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "digest", "patient"], name="patients_search_key_once"
            )
        ]


class Profile(models.Model):
    """The clinical facts that rules read. A change is a new row; the latest holds."""

    append_only = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="profiles")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    med_class = models.CharField(max_length=30, choices=[(m, m) for m in MedicineClass])
    next_dose_due = models.DateField(null=True)
    flags = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["patient", "-id"])]


class ContactPlan(models.Model):
    """How and when somebody likes to be reached. One row, replaced in place."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="contact_plan")
    reminders = models.CharField(max_length=5, choices=[(w, w) for w in ReminderWay])
    call_times = models.JSONField(default=list)
    call_days = models.JSONField(default=list)
    dialect = models.CharField(max_length=40, blank=True)
    hard_of_hearing = models.BooleanField(default=False)
    low_sight = models.BooleanField(default=False)
    changed_at = models.DateTimeField()


class IntakeDraft(models.Model):
    """An enrolment form that is not finished. Sealed, since it holds a name and numbers."""

    uuid = models.UUIDField(unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="intake_drafts"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-touched_at"]),
            models.Index(fields=["touched_at"]),
        ]


class ImportBatch(models.Model):
    """A file of people that was uploaded to be brought in; its rows hold what stood in it."""

    uuid = models.UUIDField(unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports"
    )
    # The role in which the owner brought it: every row is added in it.
    capacity = models.CharField(max_length=40)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in BatchState])
    sealed = models.TextField(blank=True)
    links_now = models.BooleanField(default=False)
    staged_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # When the refused rows were handed back; they are gone since.
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-staged_at"]),
            models.Index(fields=["state", "staged_at"]),
        ]


class ImportRow(models.Model):
    """One row of the file. The cells are sealed and go when the row is done with.

    `problems` and `same` hold codes, limits and numbers of rows and patients, no cell.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    # Made of the file's content, the clinic and the row's number: the key of the enrolment form.
    key = models.UUIDField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in RowState])
    sealed = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    same = models.JSONField(default=list)
    # The uploader says that it is somebody else than those in `same`.
    another = models.BooleanField(default=False)
    patient = models.ForeignKey(Patient, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="patients_import_row_once")
        ]
        indexes = [models.Index(fields=["batch", "state", "number"])]


class CareAssignment(models.Model):
    """Who cares for a patient in which part, from when to when."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="care_team")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel"
    )
    role = models.CharField(max_length=10, choices=[(r, r) for r in CareRole])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "role"],
                condition=models.Q(until__isnull=True) & ~models.Q(role=CareRole.PHYSICIAN),
                name="patients_one_manager_one_backup",
            )
        ]
        indexes = [models.Index(fields=["account", "role"])]


class Witness(models.Model):
    """The name of somebody who heard a patient agree and is not staff, sealed."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="witnesses")
    sealed = models.TextField()
    sealed_at = models.DateTimeField()


class Helper(models.Model):
    """Somebody of the family who helps one patient, with a sign-in of their own.

    The account is the same for every patient they help. What changes about who may do what is
    a new row: the one before is stopped.
    """

    # Made by the form it was typed in: the same form sent twice adds once.
    key = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="helpers")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helps"
    )
    # Name, number and relation; the keyed hash of the number finds them at sign-in.
    sealed = models.TextField()
    phone_digest = models.CharField(max_length=32)
    scopes = models.JSONField(default=list)
    since = models.DateTimeField()
    # The first moment at which it no longer holds.
    until = models.DateTimeField()
    # The helper's own consent: nothing is shown before it (clinical content 6.1).
    accepted_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.BigIntegerField(null=True)
    last_used = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "account"],
                condition=models.Q(stopped_at__isnull=True),
                name="patients_helps_once",
            ),
            models.UniqueConstraint(fields=["patient", "key"], name="patients_helper_added_once"),
        ]
        indexes = [models.Index(fields=["phone_digest"])]


class StudyKey(models.Model):
    """Who is behind a row of the qualitative study, sealed: the one link between the two.

    Nothing here says in clear which patient it is, the audit trail of the study neither.
    """

    guid = models.UUIDField(unique=True)
    sealed = models.TextField()
    # A keyed hash of the person: finds their rows again, says nothing without the key.
    digest = models.CharField(max_length=32)
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["digest"])]


class StudyOriginals(models.Model):
    """What was taken out of one version of a transcript, sealed; the version is without it."""

    version = models.UUIDField(unique=True)
    sealed = models.TextField()
    kept_at = models.DateTimeField()


class StudyDraft(models.Model):
    """What is being typed of a transcript, sealed: people are still named in it."""

    transcript = models.UUIDField(unique=True)
    sealed = models.TextField()
    kept_at = models.DateTimeField()
