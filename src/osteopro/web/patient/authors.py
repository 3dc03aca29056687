"""Who may be said to answer on these pages, and in which words."""

from django.http import HttpRequest
from django.utils.translation import gettext

from osteopro.followup.context import BY_HELPERS
from osteopro.instruments.answers import Value
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom
from osteopro.ui.components import Answer
from osteopro.web.patient.page import helps, text


def author_answers(request: HttpRequest, instrument: Instrument, chosen: str) -> tuple[Answer, ...]:
    """Who may answer on these pages: staff are never offered, and to a helper not the patient
    alone."""
    link_id = instrument.item_for("author")
    if helps(request) and link_id:
        return helpers_answers(chosen)
    options = instrument.questionnaire.item(link_id).options if link_id else ()
    return tuple(
        Answer(option.code, text(option.display), checked=option.code == chosen)
        for option in options
        if option.code != ByWhom.STAFF_PHONE
    )


def helpers_answers(chosen: str) -> tuple[Answer, ...]:
    """The same two answers from the side of who helps; the patient's own words are kept apart
    from a proxy's everywhere (ux decision 9)."""
    words = {
        ByWhom.SELF_READ: gettext("They answer. I read out and fill in"),
        ByWhom.PROXY: gettext("I say what I have seen myself"),
    }
    return tuple(Answer(who, words[who], checked=who == chosen) for who in BY_HELPERS)


def chosen_author(request: HttpRequest, instrument: Instrument, posted: str) -> ByWhom | None:
    """The author that was chosen; None for one that is not offered here."""
    offered = {answer.value for answer in author_answers(request, instrument, "")}
    if not offered:
        return ByWhom.SELF
    return ByWhom(posted) if posted in offered else None


def may_answer(request: HttpRequest, draft: DraftView, item: Item, value: Value) -> bool:
    """False for an author who is not offered here: nobody but staff fills in for staff."""
    if item.link_id != draft.instrument.item_for("author"):
        return True
    return str(value) in {answer.value for answer in author_answers(request, draft.instrument, "")}
