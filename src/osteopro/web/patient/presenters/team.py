"""Who cares for the patient, in their words: names, days, and what changes."""

from dataclasses import dataclass

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.accounts.queries import StaffName
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.team import Team
from osteopro.web.patient.presenters import dates, promises, standing


@dataclass(frozen=True)
class Member:
    """One person: name, what they do for the patient, the letter for a picture."""

    name: str
    line: str | Markup
    initial: str


@dataclass(frozen=True)
class TeamView:
    """The people in order, and the sentences that stand above them."""

    news: tuple[Markup, ...]
    members: tuple[Member, ...]


def team_view(of: Frame, team: Team) -> TeamView:
    """Who answers now comes first; who is away is said openly, with the last day."""
    return TeamView(tuple(_news(of, team)), tuple(_members(of, team)))


def _news(of: Frame, team: Team) -> list[Markup]:
    found = []
    if _away(team) and team.away_until is not None:
        sentence = gettext("%(away)s is away until %(day)s. %(name)s answers you meanwhile.")
        day = dates.together(dates.long_day(of, team.away_until))
        named = promises.name_of(team.manager)
        found.append(dates.fill(sentence, away=named, day=day, name=promises.name_of(team.answers)))
    if team.ahead is not None and team.ahead.manager is not None:
        sentence = gettext("From %(day)s %(name)s looks after your follow-up.")
        day = dates.together(dates.long_day(of, team.ahead.on))
        found.append(dates.fill(sentence, day=day, name=promises.name_of(team.ahead.manager)))
    return found


def _members(of: Frame, team: Team) -> list[Member]:
    away = _away(team)
    lines: list[tuple[StaffName | None, str | Markup]] = []
    if away:
        lines.append((team.answers, gettext("Reads your records and answers you now")))
        lines.append((team.manager, gettext("In charge of your follow-up, away at present")))
    else:
        lines.append((team.manager, gettext("Reads your records and answers you")))
    lines.append((team.backup, gettext("Stands in when somebody is away")))
    lines += [(doctor, gettext("Your doctor")) for doctor in team.physicians]
    seen: dict[int, Member] = {}
    for person, line in lines:
        if person is not None and person.account_id not in seen:
            seen[person.account_id] = _member(person, line)
    return list(seen.values())


def _member(person: StaffName, line: str | Markup) -> Member:
    name = promises.name_of(person)
    return Member(name, line, standing.initial(name))


def _away(team: Team) -> bool:
    return team.answers is not None and team.answers != team.manager
