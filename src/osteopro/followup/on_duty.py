"""Who is on call now, from what was decided and who is there. When a clinic is open: nobody."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission
from osteopro.followup import on_call
from osteopro.followup.models import Absence, Call, Duty, LiveCall, Opened, OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.sites.queries import Clinic
from osteopro.sites.service_time import DeadlineKind
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level


def who(clinic: Clinic, at: datetime) -> int | None:
    """Who is on call at this moment, as it was decided by then; None while the clinic is open,
    or when nobody is who could come: one query, and none in service time.

    Somebody who is away that day, or may no longer follow up there, is not on call: what is said
    to patients must be true.
    """
    if clinic.is_open(at):
        return None
    day = on_call.day_of(clinic.service.hours, at)
    rows = Duty.objects.filter(site_id=clinic.site_id, day=day, at__lte=at)
    newest = rows.annotate(able=able(), away=away()).order_by("-pk").first()
    if newest is None or newest.away or not newest.able:
        return None
    return newest.account


def covered(clinic: Clinic, at: datetime) -> bool:
    """Whether the clinic is shut and somebody is on call."""
    return who(clinic, at) is not None


def called_out(clinic: Clinic, level: Level, at: datetime) -> int | None:
    """Who on call is told of something at this level at once; None for what waits for opening."""
    return who(clinic, at) if by_night(level) else None


def by_night(level: Level) -> bool:
    """Whether the rules let the time of this level run when the clinic is shut."""
    rule = triage_queries.current().ruleset.levels[level]
    return rule.kind == DeadlineKind.MINUTES_ON_CLOCK


def able() -> Exists:
    """Of a row of Duty: who is named is in use and may follow up there."""
    return access_queries.may_now(Permission.FOLLOW_UP, account="account", site="site")


def away() -> Exists:
    """Of a row of Duty: who is named is away on that day."""
    absent = Absence.objects.filter(
        account=OuterRef("account"), first__lte=OuterRef("day"), last__gte=OuterRef("day")
    )
    return Exists(absent)


def left_unopened(clinic: Clinic, item: OpenItem) -> bool:
    """Whether somebody was on call for this record when its time passed, and yet nobody has
    opened it or phoned since it came."""
    if item.kind != ItemKind.RECORD or not covered(clinic, item.due_at):
        return False
    since = item.opened_at
    opened = Opened.objects.filter(occasion=UUID(item.source), at__gte=since)
    calls = Call.objects.filter(patient_id=item.patient_id, at__gte=since)
    live = LiveCall.objects.filter(patient_id=item.patient_id)
    return not (opened.exists() or calls.exists() or live.exists())
