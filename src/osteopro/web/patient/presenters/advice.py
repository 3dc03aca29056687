"""Advice as the patient reads about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.followup import advised
from osteopro.followup.advised import IN_FORCE, Given
from osteopro.followup.queries.frame import Frame
from osteopro.followup.terms import AdviceWord
from osteopro.instruments.definition import Item
from osteopro.records.queries import DraftView
from osteopro.ui.components import Answer
from osteopro.web.patient.presenters import dates, promises

# What one person can keep in mind at a time (ux 2.1, clinical content 4).
MOST = 3
OTHER = "other"


@dataclass(frozen=True)
class AdviceView:
    """One advice ready to be read. `stands` says in words what the patient marked."""

    given_id: int
    title: str
    text: str
    quote: str
    line: str
    word: AdviceWord | None
    stands: str


def asked_words(of: Frame, draft: DraftView, item: Item) -> str:
    """Which advice a question is about: its day and the short titles; "" without any."""
    about = advised.asked_in(draft, item)
    if not about:
        return ""
    titles = gettext(", ").join(each.title for each in about)
    values = {"day": dates.day(of, of.local(about[0].at).date()), "titles": titles}
    return gettext("The advice of %(day)s: %(titles)s.") % values


def current_and_older(
    of: Frame, given: Sequence[Given], names: Mapping[int, StaffName]
) -> tuple[list[AdviceView], list[AdviceView]]:
    """What holds now, the newest of each advice and three at most, and everything before it."""
    since = clock.now() - IN_FORCE
    in_force = [e for e in advised.newest(given).values() if e.at >= since][:MOST]
    older = [each for each in given if each not in in_force]
    return [_view(of, e, names) for e in in_force], [_view(of, e, names) for e in older]


def hard_answers(about: Sequence[Given], chosen: Sequence[str]) -> list[Answer]:
    """Which advice of a reply is hard to do; last, that it is something else."""
    found = [
        Answer(str(each.given_id), each.title, checked=str(each.given_id) in chosen)
        for each in about
    ]
    other = Answer(OTHER, gettext("It is something else"), checked=OTHER in chosen, exclusive=True)
    return [*found, other]


def _view(of: Frame, given: Given, names: Mapping[int, StaffName]) -> AdviceView:
    name = names.get(given.by or 0)
    values = {
        "name": promises.name_of(name) if name else gettext("your care team"),
        "day": dates.day(of, of.local(given.at).date()),
    }
    word = given.stands.word if given.stands else None
    return AdviceView(
        given_id=given.given_id,
        title=given.title,
        text=given.text,
        quote=given.quote,
        line=gettext("From %(name)s, since %(day)s") % values,
        word=word,
        stands=said_words(word) if word else "",
    )


def said_words(word: AdviceWord) -> str:
    """What the patient said to an advice."""
    return {
        AdviceWord.HELPED: gettext("You said: it helped."),
        AdviceWord.NO_HELP: gettext("You said: it did not help."),
        AdviceWord.NOT_TRIED: gettext("You said: I have not tried it."),
        AdviceWord.DOING: gettext("You said: I am doing it."),
        AdviceWord.CANNOT: gettext("You said: I cannot do it."),
    }[word]
