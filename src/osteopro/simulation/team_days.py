"""What changes in the team in the course of the months: somebody is away, patients change hands."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from osteopro import clock
from osteopro.followup import actions
from osteopro.followup.covering import Away
from osteopro.followup.terms import AwayReason, MoveReason
from osteopro.simulation.chance import uuid
from osteopro.simulation.life import Life
from osteopro.simulation.material import material
from osteopro.simulation.staffing import Colleague, Team
from osteopro.simulation.timeline import Timeline

PLANNED_AT, HANDED_AT, MIDNIGHT = time(16, 20), time(14, 30), time(0, 5)
A_DAY = timedelta(days=1)
Lives = Mapping[int, Life]


def plan(
    team: Team, timeline: Timeline, lives: Lives, start: date, today: date, source: Random
) -> None:
    """Put an absence and a hand-over where they belong in the history from `start` to `today`;
    neither in one too short for it."""
    days = _Days(team, lives, source)
    zone = team.clinic.zone

    def at(day: date, hour: time, act: Callable[[], None]) -> None:
        timeline.at(datetime.combine(day, hour, zone), act)

    about = material("staff")["absence"]
    if today - timedelta(days=about["planned"]) > start + 30 * A_DAY:
        first, last = (today - timedelta(days=about[end]) for end in ("first", "last"))
        planned = today - timedelta(days=about["planned"])
        at(planned, PLANNED_AT, partial(days.away, about, first, last))
        at(first, MIDNIGHT, partial(days.stand_in, about["who"], about["substitute"]))
        at(last + A_DAY, MIDNIGHT, partial(days.back, about["who"]))
    about = material("staff")["hand_over"]
    day = today - timedelta(days=about["days_ago"])
    if day > start + 30 * A_DAY:
        day = team.clinic.service.calendar.working_day_from(day)
        at(day, HANDED_AT, partial(days.hand_over, about))


class _Days:
    def __init__(self, team: Team, lives: Lives, source: Random) -> None:
        self.team, self.lives, self.source = team, lives, source
        self.instead: Collection[Life] = ()

    def away(self, about: Mapping[str, Any], first: date, last: date) -> None:
        """The lead plans an absence."""
        actions.plan_absence(
            by=self.team.lead.actor,
            key=uuid(self.source),
            away=Away(
                account=self.team.named(about["who"]).account_id,
                first=first,
                last=last,
                substitute=self.team.named(about["substitute"]).account_id,
            ),
            reason=AwayReason(about["reason"]),
            today=self.today,
        )

    def stand_in(self, who: str, substitute: str) -> None:
        """From now on the substitute does what there is to do."""
        self.instead = self._patients_of(self.team.named(who))
        for life in self.instead:
            life.manager = self.team.named(substitute)

    def back(self, who: str) -> None:
        """Who was away answers again."""
        for life in self.instead:
            life.manager = self.team.named(who)

    def hand_over(self, about: Mapping[str, Any]) -> None:
        """Some patients without a part get another manager for good, and are told so."""
        giver, taker = self.team.named(about["from"]), self.team.named(about["to"])
        plain = [life for life in self._patients_of(giver) if not life.resident.scene]
        chosen = plain[: about["patients"]]
        if not chosen:
            return
        actions.hand_over(
            by=self.team.lead.actor,
            key=uuid(self.source),
            patient_ids=[life.patient_id for life in chosen],
            wanted=actions.Wanted(
                on=self.today,
                reason=MoveReason(about["reason"]),
                manager=taker.account_id,
                backup=giver.account_id,
            ),
            today=self.today,
        )
        for life in chosen:
            life.manager = taker

    def _patients_of(self, manager: Colleague) -> list[Life]:
        return [life for life in self.lives.values() if life.manager == manager]

    @property
    def today(self) -> date:
        return clock.today(self.team.clinic.zone)
