"""A clinic of the hospital: its name, phone, hours and working days."""

from django.db import models


class Site(models.Model):
    """One clinic. Staff and patients belong to it; promises are made on its hours."""

    code = models.SlugField(unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    phone = models.CharField(max_length=20)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    opens = models.TimeField()
    closes = models.TimeField()
    # Days on which this site differs from the packaged calendar: {"2026-12-31": false}.
    own_days = models.JSONField(default=dict)
