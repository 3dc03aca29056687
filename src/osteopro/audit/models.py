"""Append-only events in hash chains. For investigation, never for screens."""

from django.db import models


class Event(models.Model):
    """One thing that somebody did. `hash` covers every field and the hash before it."""

    append_only = True

    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    # Plain numbers, no foreign keys: audit outlives what it describes and never blocks it.
    actor = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=40)
    request_id = models.CharField(max_length=40, blank=True)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_event_in_order")
        ]
        indexes = [models.Index(fields=["at"]), models.Index(fields=["actor", "at"])]


class Head(models.Model):
    """The last link of each chain; locked while events are added to it."""

    stream = models.CharField(max_length=40, unique=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class Seal(models.Model):
    """A daily digest over all heads: a chain cut short afterwards no longer matches it."""

    append_only = True

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    heads = models.JSONField()
    hash = models.CharField(max_length=64)
