"""When due work was done, and how it went."""

from django.db import models


class JobRun(models.Model):
    """One run of one job. The health page looks at the latest of each."""

    job = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["job", "-started_at"])]
