"""Who opened my record or wrote in it, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from osteopro.accounts.queries import staff_names
from osteopro.audit.queries import Read
from osteopro.followup.own_copies import PRINTED
from osteopro.followup.queries.frame import Frame
from osteopro.patients.helpers import helper_people
from osteopro.patients.study_vault import KEY_OPENED, NAMES_SOUGHT, RECORDS_READ
from osteopro.web.patient.presenters import dates, family

# What is noted when somebody takes a copy of their own data home.
COPY = "copy"
# What is noted when somebody opens a link that was shared.
SHARED = "shared-summary"
# What was said to the clinic or by it.
WORDS = "message"


@dataclass(frozen=True)
class Day:
    """One day with everybody who looked, the latest first."""

    day: str
    lines: tuple[str, ...]


def days(of: Frame, reads: Sequence[Read]) -> list[Day]:
    """Reads of others by day of the clinic's wall; one line for each person and kind of thing.

    One's own looking is left out, but for a copy that was made; so are replies, which are
    elsewhere. `reads` are newest first.
    """
    names = staff_names({read.actor for read in reads if read.actor is not None})
    others = [read for read in reads if told(of, read, read.actor in names)]
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


def told(of: Frame, read: Read, by_staff: bool) -> bool:
    """Whether it stands in the list: what others did, and copies that were made."""
    if read.object_type == COPY:
        return True
    reply = by_staff and read.object_type == WORDS
    return read.actor != of.account_id and not reply


def looked(name: str, object_type: str) -> str:
    """李护士看了您的记录."""
    if object_type == COPY:
        return gettext("A copy of your data was made here")
    if object_type == SHARED:
        return gettext("Somebody with a link to your page for the visit opened it")
    sentence = {
        PRINTED: gettext("%(name)s printed a copy of your data for you"),
        "occasion": gettext("%(name)s read a record of yours"),
        "consent": gettext("%(name)s looked at your consent"),
        "response": gettext("%(name)s filled in a record for you"),
        "visit-summary": gettext("%(name)s read your page for the visit"),
        "attachment": gettext("%(name)s opened a photo or voice note of yours"),
        WORDS: gettext("%(name)s wrote to the clinic for you"),
        KEY_OPENED: gettext("%(name)s looked up your name for the interview study"),
        RECORDS_READ: gettext("%(name)s looked at your scores for the interview study"),
        NAMES_SOUGHT: gettext("%(name)s took your name and numbers out of an interview"),
    }.get(object_type, gettext("%(name)s looked at your page"))
    return sentence % {"name": name}
