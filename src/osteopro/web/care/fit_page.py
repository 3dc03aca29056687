"""How the questions fit the people of a clinic, in words and numbers."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind
from osteopro.quality.fitting import LEAST, Fit
from osteopro.sites.queries import Clinic
from osteopro.triage import queries as triage_queries
from osteopro.web.care import labels
from osteopro.web.care.frame import language
from osteopro.web.care.words import said


def context(found: Sequence[tuple[Clinic, Fit]]) -> dict[str, Any]:
    """What the template shows of each clinic."""
    checks = triage_queries.checks()
    return {
        "weeks": checks.expires_days // 7,
        "clinics": [_clinic(clinic, fit, checks.person_fit.reports) for clinic, fit in found],
        "head": [
            gettext("Form"),
            gettext("Taken"),
            gettext("Records"),
            gettext("Far from the pattern"),
        ],
        "item_head": [gettext("Question"), gettext("Records")],
        "fewest": LEAST,
    }


def _clinic(clinic: Clinic, fit: Fit, needed: int) -> dict[str, Any]:
    return {
        "name": clinic.shown(language()),
        "enough": fit.enough,
        "records": ngettext("%(num)s record", "%(num)s records", fit.records)
        % {"num": fit.records},
        "apart": _apart(fit.apart, fit.records),
        "needed": needed,
        "groups": [
            [
                _form(each.form),
                str(labels.MODES[each.mode]),
                str(each.records),
                _apart(each.apart, each.records),
            ]
            for each in fit.groups
        ],
        "items": [[_question(link_id), str(number)] for link_id, number in fit.items],
    }


def _apart(number: int | None, of: int) -> str:
    """So many and their share; few are not told apart from none."""
    if number is None:
        return gettext("fewer than %(n)s") % {"n": LEAST}
    return f"{number} ({number / of:.1%})"


def _form(canonical: str) -> str:
    return said(instruments_queries.published(canonical).instrument.questionnaire.title)


def _question(link_id: str) -> str:
    """A question of the core by its short name; it stands in every record."""
    form = instruments_queries.latest(Kind.RECORD, baseline=True).instrument
    return said(form.questionnaire.item(link_id).short)
