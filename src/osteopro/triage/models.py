"""Every ruleset and every set of validity checks that was ever in force, as published."""

from django.db import models


class RulesetVersion(models.Model):
    """One immutable version of the rules of rapid assessment with their texts."""

    append_only = True

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    documents = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="triage_version_once")
        ]


class CheckSetVersion(models.Model):
    """One immutable version of the validity checks with their texts."""

    append_only = True

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="triage_checks_once")
        ]


class AdviceDraft(models.Model):
    """A new wording of one advice, waiting for a second person; the newest of a code counts."""

    append_only = True

    code = models.CharField(max_length=20)
    title = models.JSONField()
    text = models.JSONField()
    by = models.BigIntegerField()
    at = models.DateTimeField()


class AdviceDecision(models.Model):
    """What became of a draft. Published, it is the `edition`-th own wording of its advice."""

    append_only = True

    draft = models.OneToOneField(AdviceDraft, on_delete=models.PROTECT, related_name="decision")
    published = models.BooleanField()
    edition = models.PositiveIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["published"])]


class LibrarySignature(models.Model):
    """A clinician answers for the library of advice as it stood: `digest` is of that (see
    `editions.fingerprint`), so it holds for nothing that came later."""

    append_only = True

    ruleset = models.CharField(max_length=61)
    digest = models.CharField(max_length=64, unique=True)
    by = models.BigIntegerField()
    at = models.DateTimeField()
