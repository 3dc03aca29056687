"""What the enrolment form is checked against: the day, the clinic's people, the forms in use."""

from dataclasses import dataclass, replace
from datetime import date

from osteopro import clock
from osteopro.access.terms import Role, Viewer
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.consent import stands, to_ask_on_return
from osteopro.enrolment.definition import ConsentText
from osteopro.enrolment.terms import Purpose
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind
from osteopro.patients import queries as patients_queries
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic
from osteopro.web.care.colleagues import MANAGERS, holders, witnesses


@dataclass(frozen=True)
class Setting:
    """`clinics` are those at which the viewer may enrol; `screen` is the short mood form.

    `returning` is the patient who comes back, None for a newcomer, and `born` their birth date on
    file; `asked` are the purposes to be asked about and `standing` those agreed to before.
    """

    author: int
    today: date
    clinics: tuple[Clinic, ...]
    screen: Instrument
    consent: ConsentText
    returning: int | None = None
    born: date | None = None
    asked: tuple[Purpose, ...] = tuple(Purpose)
    standing: frozenset[Purpose] = frozenset()

    def managers(self, site_id: int) -> tuple[int, ...]:
        """Who may follow patients at this clinic."""
        return holders(MANAGERS, site_id)

    def physicians(self, site_id: int) -> tuple[int, ...]:
        return holders((Role.PHYSICIAN,), site_id)

    def colleagues(self, site_id: int) -> tuple[int, ...]:
        """Who else could have heard a consent on the phone."""
        return witnesses(site_id, self.author)


def setting_for(viewer: Viewer, returning: int | None = None) -> Setting:
    """The setting on this day; `returning` is a patient who left and comes back."""
    clinics = [each for each in sites_queries.all_clinics() if each.site_id in viewer.site_ids]
    at = Setting(
        author=viewer.account_id,
        today=clock.today(HOSPITAL),
        clinics=tuple(clinics),
        screen=instruments_queries.latest(Kind.SCREEN).instrument,
        consent=enrolment_queries.current_text().text,
    )
    if returning is None:
        return at
    found = enrolment_queries.consents(returning)
    return replace(
        at,
        returning=returning,
        born=patients_queries.person(returning).birth,
        asked=to_ask_on_return(found),
        standing=stands(found),
    )
