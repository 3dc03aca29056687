"""Who helps a patient and what they may do, in the words of patients."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext

from osteopro.access.terms import Scope
from osteopro.followup.queries.frame import Frame
from osteopro.patients.helpers import HelperView
from osteopro.patients.terms import HelperPerson, Relation
from osteopro.web.patient.presenters import dates

MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class HelperCard:
    """One helper on the page: who, what, until when, last use."""

    helper_id: int
    name: str
    lines: tuple[str, ...]
    waits: bool


def relation_words(relation: Relation) -> str:
    """女儿."""
    return {
        Relation.DAUGHTER: gettext("Daughter"),
        Relation.SON: gettext("Son"),
        Relation.SPOUSE: gettext("Husband or wife"),
        Relation.CHILD_IN_LAW: gettext("Son- or daughter-in-law"),
        Relation.GRANDCHILD: gettext("Grandchild"),
        Relation.OTHER: gettext("Someone else"),
    }[relation]


def scope_words(scope: Scope) -> tuple[str, str]:
    """What a helper may do and what that means."""
    return {
        Scope.READ: (
            gettext("Read"),
            gettext("Replies, what became of a record, changes over time"),
        ),
        Scope.ENTER: (gettext("Fill in"), gettext("Records, and words to the clinic")),
        Scope.APPOINTMENTS: (gettext("Arrange visits"), gettext("Ask for a visit and see it")),
    }[scope]


def scopes_words(scopes: Collection[Scope]) -> str:
    """看、填写、约看病."""
    names = [dates.small(scope_words(scope)[0]) for scope in Scope if scope in scopes]
    return gettext(", ").join(names)


def name_and_relation(person: HelperPerson) -> str:
    """王芳（女儿）."""
    if person.relation is Relation.OTHER:
        return person.name
    words = {"name": person.name, "relation": dates.small(relation_words(person.relation))}
    return gettext("%(name)s (%(relation)s)") % words


def last_day(of: Frame, found: HelperView) -> str:
    """The last day on which it holds."""
    return dates.day(of, of.local(found.until - MOMENT).date())


def card(of: Frame, found: HelperView) -> HelperCard:
    """What the patient's page says about somebody who helps now."""
    waits = found.accepted_at is None
    lines = [
        gettext("May: %(what)s") % {"what": scopes_words(found.scopes)},
        gettext("Until %(day)s") % {"day": last_day(of, found)},
    ]
    if waits:
        lines.append(gettext("Has not opened the text message yet"))
    elif found.last_used is None:
        lines.append(gettext("Has not looked yet"))
    else:
        used = dates.moment(of, found.last_used, inside=True)
        lines.append(gettext("Last looked: %(when)s") % {"when": used})
    return HelperCard(found.helper_id, name_and_relation(found.person), tuple(lines), waits)


def past(of: Frame, found: HelperView) -> str:
    """王芳（女儿），到11月23日 上午10:00: help that is over."""
    ended = found.until if found.stopped_at is None else min(found.stopped_at, found.until)
    words = {
        "name": name_and_relation(found.person),
        "when": dates.moment(of, ended, inside=True),
    }
    return gettext("%(name)s, until %(when)s") % words
