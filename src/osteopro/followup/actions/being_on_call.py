"""Putting somebody on call, and telling them what waits."""

from datetime import date
from uuid import UUID

from django.db.models import F

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, on_call, on_duty, standing, state
from osteopro.followup.models import Absence, Duty, OpenItem
from osteopro.followup.on_call import OnCallRefused
from osteopro.followup.terms import CallOutcome, ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.sites import queries as sites_queries
from osteopro.sites.models import Site
from osteopro.triage.terms import Level


@journal.action
def set_on_call(
    *, by: Actor, key: UUID, site_id: int, first: date, last: date, account: int | None
) -> None:
    """Decide who is on call at a clinic on these days, both included; None: nobody any more.

    The same form twice decides once. A day that was decided before is decided anew from now on.
    Raises OnCallRefused: `on-call-backwards`, `on-call-over`, `on-call-too-far`,
    `on-call-elsewhere` (may not follow up there), `on-call-no-phone` (no number to wake them by),
    `on-call-away` (on one of the days).
    """
    Site.objects.select_for_update().get(pk=site_id)
    if Duty.objects.filter(key=key).exists():
        journal.nothing_changed()
        return
    now = clock.now()
    hours = sites_queries.clinic(site_id).service.hours
    on_call.check_days(first, last, on_call.day_of(hours, now))
    if account is not None:
        _check_person(account, site_id, first, last)
    Duty.objects.bulk_create(
        Duty(key=key, site_id=site_id, day=day, account=account, at=now, by=by.person)
        for day in on_call.days(first, last)
    )
    journal.record(
        "on-call.decided",
        by=by,
        object_type="site",
        object_id=site_id,
        account=account,
        first=first.isoformat(),
        last=last.isoformat(),
    )


@journal.action
def call_out(*, by: Actor, patient_id: int) -> bool:
    """Tell who is on call now of the emergencies of one patient that nobody has spoken about;
    False when they know of all of them. For what came before they were on call, too."""
    row = state.locked(patient_id)
    account = on_duty.who(state.clinic(row), clock.now())
    if account is None:
        journal.nothing_changed()
        return False
    news = [
        alert
        for item in _emergencies(patient_id)
        for alert in alerts.for_on_call(account, patient_id, item.source, Level.EMERGENCY)
    ]
    if not messaging_queries.not_asked_for(each.key for each in news):
        journal.nothing_changed()
        return False
    messaging_actions.enqueue(news)
    journal.record(
        "on-call.alerted",
        by=by,
        object_type="account",
        object_id=account,
        patient_id=patient_id,
    )
    return True


def _emergencies(patient_id: int) -> list[OpenItem]:
    """Open emergencies of a patient in which no call reached them."""
    items = OpenItem.objects.filter(
        patient_id=patient_id,
        kind=ItemKind.RECORD,
        level=Level.EMERGENCY.rank,
        closed_at__isnull=True,
    )
    reached = standing.calls().filter(patient_id=patient_id, outcome=CallOutcome.REACHED)
    spoken = reached.order_by("-at").values_list("at", flat=True).first()
    return [item for item in items.order_by("pk") if spoken is None or spoken < item.opened_at]


def _check_person(account: int, site_id: int, first: date, last: date) -> None:
    if account not in access_queries.who_may(Permission.FOLLOW_UP, site_id):
        raise OnCallRefused("on-call-elsewhere")
    if not accounts_queries.staff_name(account).phone:
        raise OnCallRefused("on-call-no-phone")
    # One that was called off ends before it begins.
    absences = Absence.objects.filter(account=account, first__lte=last, last__gte=first)
    if absences.filter(first__lte=F("last")).exists():
        raise OnCallRefused("on-call-away")
