"""Who is on call at the viewer's clinics: what is planned, and who it is now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.followup import on_call, on_duty
from osteopro.followup.models import Duty
from osteopro.followup.on_call import Span
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic

AHEAD = timedelta(days=27)


@dataclass(frozen=True)
class Rota:
    """The next four weeks of one clinic, from the day of duty that it is now.

    `waits_until` is when an emergency that nobody on call takes is the first task.
    """

    clinic: Clinic
    today: date
    spans: tuple[Span, ...]
    waits_until: datetime

    @property
    def tonight(self) -> Span:
        """Today's duty, whether it has begun or not."""
        return self.spans[0]

    @property
    def begins(self) -> datetime:
        """When today's duty begins or began."""
        return on_call.begins(self.clinic.service, self.today)

    @property
    def ends(self) -> datetime:
        """When it ends."""
        return on_call.ends(self.clinic.service, self.today)


@dataclass(frozen=True, slots=True)
class Shift:
    """The viewer is on call now, at this clinic, until `ends`."""

    clinic: Clinic
    ends: datetime


def rotas(site_ids: Collection[int]) -> list[Rota]:
    """What is planned at these clinics, oldest clinic first; one query for all."""
    clinics = [sites_queries.clinic(pk) for pk in sorted(site_ids)]
    now = clock.now()
    today = {each.site_id: on_call.day_of(each.service.hours, now) for each in clinics}
    decided = _decided(clinics, min(today.values(), default=now.date()))
    return [
        Rota(
            clinic=each,
            today=today[each.site_id],
            spans=tuple(_spans(each, today[each.site_id], decided)),
            waits_until=_waits_until(each, today[each.site_id], now),
        )
        for each in clinics
    ]


def shift(viewer: Viewer) -> Shift | None:
    """What this viewer is on call for now; None where nothing is shut, or others are. One query
    for each clinic of theirs that is shut."""
    now = clock.now()
    for pk in sorted(viewer.site_ids):
        clinic = sites_queries.clinic(pk)
        if on_duty.who(clinic, now) == viewer.account_id:
            day = on_call.day_of(clinic.service.hours, now)
            return Shift(clinic, on_call.ends(clinic.service, day))
    return None


def _decided(clinics: Collection[Clinic], first: date) -> dict[tuple[int, date], Span]:
    sites = [each.site_id for each in clinics]
    # Clinics in other time zones may be a day ahead.
    until = first + AHEAD + on_call.A_DAY
    rows = Duty.objects.filter(site_id__in=sites, day__gte=first, day__lte=until)
    newest = rows.annotate(able=on_duty.able(), away=on_duty.away()).order_by("pk")
    return {
        (row.site_id, row.day): Span(row.day, row.day, row.account if row.able else None, row.away)
        for row in newest
    }


def _spans(clinic: Clinic, today: date, decided: dict[tuple[int, date], Span]) -> list[Span]:
    planned = on_call.days(today, today + AHEAD)
    nobody = (Span(day, day, None) for day in planned)
    return on_call.spans([decided.get((clinic.site_id, each.first), each) for each in nobody])


def _waits_until(clinic: Clinic, today: date, now: datetime) -> datetime:
    """Of an emergency that comes while the clinic is shut: now, or in the coming night."""
    at = max(now, on_call.begins(clinic.service, today))
    return clinic.service.emergency_due(at, on_call=False)
