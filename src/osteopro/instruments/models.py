"""Every version of every form that was ever in use, as it was published."""

from django.db import models


class InstrumentVersion(models.Model):
    """One immutable version of a form: FHIR document, scoring, what it is for."""

    append_only = True

    canonical = models.CharField(max_length=200, unique=True)  # url|version
    code = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    manifest = models.JSONField()
    document = models.JSONField()
    scoring = models.JSONField()
    rules = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="instruments_version_once")
        ]


class Recording(models.Model):
    """A question or a page read aloud. A newer row replaces an older one, which stays."""

    append_only = True

    canonical = models.CharField(max_length=200, blank=True)  # url|version; "" for a page
    slot = models.CharField(max_length=60)  # linkId, or the key of a page
    language = models.CharField(max_length=10)
    dialect = models.CharField(max_length=10)
    name = models.CharField(max_length=70)  # of the file: its SHA-256 and what kind it is
    size = models.PositiveIntegerField()
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["canonical", "slot", "dialect"])]
