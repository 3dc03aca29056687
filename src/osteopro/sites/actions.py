"""Setting up a clinic and its working days."""

from collections.abc import Mapping
from datetime import date, time

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.sites import queries
from osteopro.sites.models import Site


@journal.action
def add_site(
    *,
    by: Actor,
    code: str,
    name_zh: str,
    name_en: str,
    phone: str,
    opens: time = time(8, 30),
    closes: time = time(17, 30),
    time_zone: str = "Asia/Shanghai",
) -> int:
    """Add a clinic; returns its id."""
    site = Site.objects.create(
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        phone=phone,
        opens=opens,
        closes=closes,
        time_zone=time_zone,
    )
    journal.record("site.added", by=by, object_type="site", object_id=site.pk)
    return site.pk


@journal.action
def set_own_days(*, by: Actor, site_id: int, days: Mapping[date, bool]) -> None:
    """Say which days this clinic works or is shut, whatever the packaged calendar says."""
    site = Site.objects.select_for_update().get(pk=site_id)
    site.own_days = {day.isoformat(): worked for day, worked in sorted(days.items())}
    site.save(update_fields=["own_days"])
    queries.forget()
    journal.record("site.calendar-set", by=by, object_type="site", object_id=site_id, n=len(days))
