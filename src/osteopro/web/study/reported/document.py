"""The whole report as a document in the language of the page; the files are written from it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext, ngettext

from osteopro.audit.one_chain import Proved
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.checklists import Checklist
from osteopro.research.manuscript.parts import (
    Figure,
    Heading,
    Manuscript,
    Paragraph,
    Part,
    Quoted,
    Step,
    Style,
    tidied,
)
from osteopro.research.queries.report import Facts, numbered
from osteopro.research.queries.themes import ThemeNode
from osteopro.web.study import words
from osteopro.web.study.page import language
from osteopro.web.study.reported import (
    counted,
    fieldwork,
    findings,
    setting,
    table_one,
    tables,
    trail,
    way,
)


def document(facts: Facts, *, fewest: int, proved: Proved, at: datetime) -> Manuscript:
    """The report as it stood `at` a moment, groups of fewer than `fewest` left out."""
    made = Manuscript(
        language="en" if language().startswith("en") else "zh",
        title=setting.title(facts)[0],
        subtitle=tuple(_subtitle(facts, at)),
        at=at,
        parts=(
            *_people(facts, fewest),
            *_themes(facts),
            *_rigour(facts),
            *_checklists(facts),
            *_trail(facts, proved),
        ),
    )
    return tidied(made)


def _subtitle(facts: Facts, at: datetime) -> Iterator[str]:
    yield gettext("Report of the study as of %(day)s") % {
        "day": words.day(at.astimezone(HOSPITAL).date())
    }
    yield from setting.method(facts)
    yield from setting.ethics(facts)
    yield from setting.software(facts)


def _people(facts: Facts, fewest: int) -> Iterator[Part]:
    yield Heading(1, gettext("Participants"))
    stops = way.stops(facts)
    yield Paragraph(way.sentence(facts))
    minutes = fieldwork.minutes(facts)
    yield from _said(
        [gettext("Interviews: %(what)s.") % {"what": " · ".join(minutes)}] * bool(minutes)
    )
    yield Figure(
        gettext("The way into the study"),
        way.sentence(facts),
        " ".join(way.told(stops)),
        tuple(Step(stop.name, stop.number, stop.lost) for stop in stops),
    )
    yield table_one.printed(facts, fewest)
    yield table_one.file(facts, fewest)
    yield tables.flow(facts)


def _themes(facts: Facts) -> Iterator[Part]:
    yield Heading(1, gettext("Findings"))
    yield from _said(findings.tree(facts))
    yield from _said(findings.structure(facts))
    numbers = dict(numbered(facts.board))
    for theme in facts.board.themes:
        yield from _theme(facts, theme, numbers[theme.guid], 2)
        for child in theme.children:
            yield from _theme(facts, child, numbers[child.guid], 3)
    if facts.board.themes:
        yield tables.themes_by_participant(facts)
    yield tables.who_is_quoted(facts)
    yield tables.quotes(facts)


def _theme(facts: Facts, theme: ThemeNode, number: str, level: int) -> Iterator[Part]:
    yield Heading(level, f"{number} {theme.name}")
    yield from _said([theme.words] if theme.words else [])
    yield Paragraph(counted.spoke_of_it(len(theme.behind.participants), len(facts.said)))
    for each in facts.quotes:
        if each.theme == theme.guid:
            yield Quoted(each.words, each.translated, _source(each.participant, each.number))
    for odd in theme.deviants:
        who = gettext("Participant %(no)s") % {"no": odd.participant}
        if odd.participant in facts.quotable:
            yield Paragraph(gettext("Does not fit:"))
            yield Quoted(odd.words, "", gettext("(%(who)s)") % {"who": who})
        else:
            yield Paragraph(
                gettext("Does not fit: a statement of %(who)s, who is not to be quoted.")
                % {"who": who}
            )
        yield from _said([odd.comment] if odd.comment else [])


def _rigour(facts: Facts) -> Iterator[Part]:
    yield Heading(1, gettext("How sure this is"))
    answers = (
        findings.saturated,
        findings.coders,
        findings.consistent,
        fieldwork.reviews,
        fieldwork.returned,
        findings.member_checks,
        findings.quotations,
        findings.beside,
    )
    for answer in answers:
        yield from _said(answer(facts), Style.ITEM)
    if facts.beside:
        yield tables.beside(facts)


def _checklists(facts: Facts) -> Iterator[Part]:
    yield Heading(1, gettext("Checklists"))
    for which in Checklist:
        table, gaps = tables.checklist(which, facts)
        if gaps:
            missing = ngettext(
                "%(name)s: %(num)s item is not reported yet: %(what)s.",
                "%(name)s: %(num)s items are not reported yet: %(what)s.",
                len(gaps),
            )
            counts = {"name": tables.NAMES[which], "num": len(gaps), "what": words.listed(gaps)}
            yield Paragraph(missing % counts)
        yield table


def _trail(facts: Facts, proved: Proved) -> Iterator[Part]:
    yield Heading(1, gettext("Audit trail"))
    yield from _said(trail.proof(proved))
    yield from _said(trail.written(facts), Style.ITEM)


def _said(lines: Iterable[str], style: Style = Style.BODY) -> Iterator[Part]:
    for line in lines:
        yield Paragraph(line, style)


def _source(participant: int, number: str) -> str:
    """Behind the words: who said them and where the quote stands."""
    said = gettext("(Participant %(who)s, quote %(no)s)")
    return said % {"who": participant, "no": number}
