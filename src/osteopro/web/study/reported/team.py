"""Who studies: what the report says of the team."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from osteopro.research.queries.report import Facts
from osteopro.research.terms import Duty, LogKind
from osteopro.web.study.page import language
from osteopro.web.study.reported import Lines


def interviewers(facts: Facts) -> Lines:
    """Who held the interviews."""
    return _names(facts, facts.work.interviewers)


def credentials(facts: Facts) -> Lines:
    """Degrees of the team."""
    return _said(facts, "credentials")


def occupations(facts: Facts) -> Lines:
    """What each works as."""
    return _said(facts, "occupation")


def genders(facts: Facts) -> Lines:
    """Gender of each of the team."""
    return _said(facts, "gender")


def training(facts: Facts) -> Lines:
    """What each learnt about interviewing."""
    return _said(facts, "training")


def relationships(facts: Facts) -> Lines:
    """What each was to participants before."""
    return _said(facts, "relationship")


def positions(facts: Facts) -> Lines:
    """Where each stands, and how often that was written on."""
    written = facts.work.log[LogKind.REFLEXIVITY]
    more = ngettext("%(num)s entry on reflexivity", "%(num)s entries on reflexivity", written)
    return [*_said(facts, "position"), *([more % {"num": written}] if written else [])]


def _names(facts: Facts, accounts: Iterable[int]) -> Lines:
    return [facts.names[pk].shown(language()) for pk in sorted(accounts) if pk in facts.names]


def _said(facts: Facts, field: str) -> Lines:
    names = {pk: each.shown(language()) for pk, each in facts.names.items()}
    return [
        f"{names.get(each.account_id, '')}: {getattr(each, field)}"
        for each in facts.team
        if getattr(each, field) and each.duties != (Duty.ADVISE,)
    ]
