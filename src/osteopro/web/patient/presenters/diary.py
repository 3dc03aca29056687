"""Diary entries in plain words: the day, what it was about, her own words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from osteopro.followup.flow import APART, Flow, flow, opening
from osteopro.followup.queries import diary as diary_queries
from osteopro.followup.queries.diary import Diary
from osteopro.followup.queries.frame import Frame
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType, State
from osteopro.records.queries import StoredResponse
from osteopro.ui import formats
from osteopro.ui.charts import Happening
from osteopro.ui.components import SummaryRow
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters import dates, questions

EXCERPT = 60


@dataclass(frozen=True)
class EntryView:
    """One line of the list. `href` is "" for an entry that was left half-written."""

    day: str
    about: str
    words: str
    href: str


@dataclass(frozen=True)
class Parts:
    """The questions of the short page, by what draws them; `words` may be left empty."""

    about: Item
    day: Item
    words: Item | None


def parts(form: Instrument) -> Parts:
    """What the short page asks: the questions every entry begins with, and her own words."""
    first = opening(form)
    note = form.item_for("note")
    return Parts(
        about=next(item for item in first if item.type is ItemType.CHOICE),
        day=next(item for item in first if item.type is ItemType.DATE),
        words=form.questionnaire.item(note) if note else None,
    )


def lines(of: Frame, found: Diary) -> list[EntryView]:
    """The entries of a page, newest first."""
    return [_line(of, entry) for entry in found.entries]


def about(entry: StoredResponse) -> str:
    """What an entry is about: its first question."""
    asked = flow(entry.instrument, entry.values)
    item = parts(entry.instrument).about
    return "" if asked.open(item) else questions.answer_words(asked, item)


def sign(entry: StoredResponse) -> Happening:
    """What stands for an entry under a picture."""
    return Happening.FALL if diary_queries.is_fall(entry) else Happening.DIARY


def rows(entry: StoredResponse) -> list[SummaryRow]:
    """Everything an entry says, in the order of its questions, then her own words."""
    asked = flow(entry.instrument, entry.values)
    said = [item for item in asked.items if not asked.open(item)]
    apart = [link_id for role in APART if (link_id := entry.instrument.item_for(role))]
    said += [entry.instrument.questionnaire.item(each) for each in apart if _given(asked, each)]
    return [SummaryRow(text(item.short), questions.answer_words(asked, item)) for item in said]


def _given(asked: Flow, link_id: str) -> bool:
    return asked.answers.state(link_id) is State.GIVEN


def _line(of: Frame, entry: StoredResponse) -> EntryView:
    note = entry.instrument.item_for("note")
    words = entry.answers.value(note) if note else None
    return EntryView(
        day=dates.day(of, diary_queries.day(entry, of.clinic.zone)),
        about=about(entry) if entry.complete else _half(entry),
        words=_quoted(words) if isinstance(words, str) else "",
        href=reverse("patient_diary_entry", args=[entry.uuid]) if entry.complete else "",
    )


def _half(entry: StoredResponse) -> str:
    return gettext("%(about)s (not finished, kept as it is)") % {"about": about(entry)}


def _quoted(words: str) -> str:
    line = formats.one_line(words)
    cut = line if len(line) <= EXCERPT else line[:EXCERPT].rstrip() + "……"
    return gettext("“%(words)s”") % {"words": cut}
