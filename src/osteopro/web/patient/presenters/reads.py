"""Who opened my record, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from osteopro.accounts.queries import staff_names
from osteopro.audit.queries import Read
from osteopro.followup.queries.frame import Frame
from osteopro.patients.helpers import helper_people
from osteopro.web.patient.presenters import dates, family

# What is noted when somebody takes a copy of their own data home.
COPY = "copy"


@dataclass(frozen=True)
class Day:
    """One day with everybody who looked, the latest first."""

    day: str
    lines: tuple[str, ...]


def days(of: Frame, reads: Sequence[Read]) -> list[Day]:
    """Reads of others by day of the clinic's wall; one line for each person and kind of thing.

    One's own looking is left out, but for a copy that was made. `reads` are newest first.
    """
    others = [read for read in reads if not own(of, read)]
    names = staff_names({read.actor for read in others if read.actor is not None})
    family_names = {
        account: family.name_and_relation(person)
        for account, person in helper_people(of.patient_id).items()
    }
    found: dict[str, dict[str, None]] = {}
    for read in others:
        staff = names.get(read.actor or 0)
        helper = family_names.get(read.actor or 0, gettext("Somebody who helps you"))
        who = staff.shown(dates.language()) if staff else helper
        line = looked(who, read.object_type)
        found.setdefault(dates.long_day(of, of.local(read.at).date()), {})[line] = None
    return [Day(day, tuple(lines)) for day, lines in found.items()]


def own(of: Frame, read: Read) -> bool:
    """Whether it was the patient, who only looked."""
    return read.actor == of.account_id and read.object_type != COPY


def looked(name: str, object_type: str) -> str:
    """李护士看了您的记录."""
    if object_type == COPY:
        return gettext("A copy of your data was made here")
    sentence = {
        "occasion": gettext("%(name)s read a record of yours"),
        "consent": gettext("%(name)s looked at your consent"),
    }.get(object_type, gettext("%(name)s looked at your page"))
    return sentence % {"name": name}
