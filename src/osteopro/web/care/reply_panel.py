"""The reply: advice on offer, how it may begin, and how the record may end."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup import suggesting
from osteopro.followup.actions.phrasing import snippets
from osteopro.followup.queries import escalations
from osteopro.followup.queries.review import Sitting
from osteopro.followup.terms import Outcome
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.web.care import labels, picker, quotes, sending
from osteopro.web.care.frame import language
from osteopro.web.care.typed import LONGEST, MEDICINE, Typed
from osteopro.web.care.words import in_language, said


def reply_panel(viewer: Viewer, sitting: Sitting, typed: Typed) -> dict[str, Any]:
    """The right side of the page of one record."""
    return {
        "suggestions": _suggestions(sitting, typed),
        "picks": picker.picks(sitting, typed, snippets(viewer.account_id)),
        "check_needed": any(
            each.needs_check and each.verdict.barrier is None
            for each in (*sitting.help.offers, *sitting.help.others)
        ),
        "quotes": quotes.quotes(sitting),
        "quote": quotes.chosen(sitting, typed.quote),
        "max": LONGEST,
        "preview": sending.body(typed, sitting),
        **_choices(sitting, typed),
    }


def _choices(sitting: Sitting, typed: Typed) -> dict[str, Any]:
    """Outcomes and the lists that belong to them."""
    level = sitting.item.level if sitting.item else Level.ROUTINE
    away = escalations.away_today(sitting.physicians)
    shown = {*sitting.physicians, *(pk for pk in away.values() if pk is not None)}
    names = accounts_queries.staff_names(sorted(shown))
    first = [c.Option("", gettext("Please choose"), False)]
    return {
        "is_emergency": level == Level.EMERGENCY,
        "outcomes": [
            c.Answer(
                outcome,
                str(label),
                note=gettext("(routine only)") if _barred(outcome, level) else "",
                checked=typed.outcome == outcome,
                disabled=_barred(outcome, level),
            )
            for outcome, label in labels.OUTCOMES.items()
        ],
        "calls": first + options(labels.CALLS, typed.call),
        "no_reply_reasons": first + options(labels.NO_REPLY, typed.reason),
        "emergency_outcomes": first + options(labels.EMERGENCY, typed.emergency),
        "levels": first + options(labels.LEVELS, typed.level),
        "physicians": first
        + [
            c.Option(str(pk), _doctor(pk, names, away), typed.physician == pk)
            for pk in sitting.physicians
            if pk in names
        ],
    }


def _doctor(pk: int, names: Mapping[int, StaffName], away: Mapping[int, int | None]) -> str:
    """A physician to choose; who is away says who stands in, if anybody does."""
    name = names[pk].shown(language())
    if pk not in away:
        return name
    instead = names.get(away[pk] or 0)
    if instead is None:
        return gettext("%(name)s (away, nobody stands in)") % {"name": name}
    return gettext("%(name)s (away, %(other)s stands in)") % {
        "name": name,
        "other": instead.shown(language()),
    }


def _suggestions(sitting: Sitting, typed: Typed) -> list[c.Suggestion]:
    found = []
    for offer in sitting.help.offers:
        because = gettext("; ").join([said(offer.because), *picker.before(offer, sitting)])
        text = in_language(offer.text, sitting.language)
        inserted = offer.code in typed.advice
        found.append(c.Suggestion(offer.code, said(offer.title), text, because, inserted))
    return found


def medicine_suggestion(sitting: Sitting, typed: Typed) -> list[c.Suggestion]:
    """The fixed reply about medicines, offered when the stop held a reply back."""
    return [medicine_offer(sitting.language, used=typed.medicine)]


def medicine_offer(language: str, *, used: bool) -> c.Suggestion:
    """The fixed reply about medicines in the patient's language."""
    text = in_language(suggesting.medicine_reply(), language)
    title = gettext("Say this instead")
    because = gettext("Medicines cannot be changed from here")
    return c.Suggestion(MEDICINE, title, text, because, used)


def options(codes: Any, chosen: object) -> list[c.Option]:
    """Codes with their words as a list to choose from."""
    return [c.Option(code, str(label), code == chosen) for code, label in codes.items()]


def _barred(outcome: Outcome, level: Level) -> bool:
    return outcome == Outcome.NO_REPLY and level != Level.ROUTINE
