"""One table to look up, one to write to."""

from django.db import models


class Person(models.Model):
    """Somebody who may send."""

    number = models.BigIntegerField(unique=True)


class Sent(models.Model):
    """Twenty answers and six scores of somebody."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()
    answers = models.JSONField()
    scores = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"])]
