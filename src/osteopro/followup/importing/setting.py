"""What the rows of a file are checked against: the day, the clinic, its people, the consent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.enrolment import queries as enrolment_queries
from osteopro.sites import queries as sites_queries


@dataclass(frozen=True)
class Setting:
    """`staff` are accounts of those who follow patients at the clinic, by user name;
    `consent` is the version of the newest consent text."""

    site_id: int
    today: date
    staff: Mapping[str, int]
    consent: str
    links_now: bool = False


def setting_for(site_id: int, *, links_now: bool = False) -> Setting:
    """The setting on this day."""
    return Setting(
        site_id=site_id,
        today=clock.today(sites_queries.clinic(site_id).zone),
        staff=accounts_queries.usernames(access_queries.who_may(Permission.FOLLOW_UP, site_id)),
        consent=enrolment_queries.current_text().text.version,
        links_now=links_now,
    )
