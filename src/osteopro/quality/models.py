"""What staff say of the programme. Who answered and what was answered stand apart."""

from django.db import models

from osteopro.instruments.models import InstrumentVersion


class SurveyTurn(models.Model):
    """This member of staff answered in this round. Neither when nor what."""

    append_only = True

    round = models.PositiveIntegerField()
    account = models.BigIntegerField()
    # Drawn anew for each try, so that of two tries at once only one is kept.
    lot = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "account"], name="quality_one_turn_a_round")
        ]


class SurveyAnswer(models.Model):
    """One filled-in staff questionnaire, of nobody: no account, no time, no order.

    The id is drawn by lot: counted ids would tell who was first.
    """

    append_only = True

    id = models.BigIntegerField(primary_key=True)
    round = models.PositiveIntegerField()
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["round"])]
