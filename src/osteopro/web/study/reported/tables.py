"""Tables of the report: for the document, and as files of their own."""

from collections import Counter
from collections.abc import Container

from django.utils.translation import gettext

from osteopro.research.checklists import Checklist
from osteopro.research.manuscript.parts import Row, Table
from osteopro.research.queries.crosschecks import CrossCheckView
from osteopro.research.queries.report import Facts, numbered
from osteopro.research.terms import AboutKind
from osteopro.web.study import checked_items, course_shown
from osteopro.web.study.checked_items import Checked
from osteopro.web.study.crosscheck_words import SHORT
from osteopro.web.study.reported import Lines, way

NAMES = {Checklist.COREQ: "COREQ 32", Checklist.SRQR: "SRQR 21"}


def themes_by_participant(facts: Facts) -> Table:
    """How many statements of each participant stand behind each theme."""
    numbers = dict(numbered(facts.board))
    people = sorted(facts.said)
    rows = []
    for theme in facts.board.every_theme():
        said = Counter(facts.speakers[each] for each in theme.behind.statements)
        counts = (str(said[each] or "–") for each in people)
        rows.append(Row((f"{numbers[theme.guid]} {theme.name}", *counts)))
    return Table(
        "themes-participants",
        gettext("Statements of each participant behind each theme"),
        (gettext("Theme"), *map(str, people)),
        tuple(rows),
        gettext("Columns are participants by their number; a theme counts its sub-themes too."),
        widths=(6, *(1 for _ in people)),
    )


def who_is_quoted(facts: Facts) -> Table:
    """Everybody in the analysis, also who is never quoted."""
    return Table(
        "who-is-quoted",
        gettext("Who is quoted"),
        (gettext("Participant"), gettext("Significant statements"), gettext("Quotes")),
        tuple(
            Row((str(number), str(said), str(quoted or gettext("never quoted"))))
            for number, said, quoted in facts.coverage
        ),
    )


def beside(facts: Facts) -> Table:
    """What was concluded from records that were laid beside words: no score and no date of them,
    and words only of who may be quoted."""
    return Table(
        "beside-records",
        gettext("Laid beside the participants’ own records"),
        (
            gettext("What was said"),
            gettext("Participant"),
            gettext("Score"),
            gettext("The records"),
            gettext("What it says"),
        ),
        tuple(
            Row(
                (
                    _what(each, facts.quotable),
                    str(each.participant),
                    course_shown.said(each.label) or each.measure,
                    str(SHORT[each.relation][0]),
                    each.note,
                )
            )
            for each in facts.beside
        ),
        widths=(4, 2, 3, 2, 5),
    )


def _what(each: CrossCheckView, quotable: Container[int]) -> str:
    if each.about_kind is AboutKind.THEME:
        return each.words
    return each.words if each.participant in quotable else gettext("a statement, not to be quoted")


def quotes(facts: Facts) -> Table:
    """Every quote of the report, as a file."""
    names = {each.guid: each.name for each in facts.board.every_theme()}
    head = (gettext("Quote"), gettext("Theme"), gettext("Participant"), gettext("Words"))
    return Table(
        "quotes",
        gettext("Quotes"),
        (*head, gettext("In English")),
        tuple(
            Row(
                (each.number, names[each.theme], str(each.participant), each.words, each.translated)
            )
            for each in facts.quotes
        ),
        printed=False,
    )


def flow(facts: Facts) -> Table:
    """The way into the study, as a file."""
    return Table(
        "flow",
        gettext("The way into the study"),
        (gettext("How far"), "n", gettext("Not further")),
        tuple(
            Row((stop.name, str(stop.number), "\n".join(stop.lost))) for stop in way.stops(facts)
        ),
        printed=False,
    )


def checklist(which: Checklist, facts: Facts) -> tuple[Table, Lines]:
    """A checklist with what the study answers, and the items that nothing answers yet."""
    found = checked_items.checked(which, facts)
    table = Table(
        str(which),
        gettext("%(name)s: what is asked and where the study stands") % {"name": NAMES[which]},
        (gettext("No."), gettext("Item"), gettext("Reported")),
        tuple(_asked(each) for each in found),
        widths=(1, 6, 7),
    )
    return table, [f"{each.number} {each.topic}" for each in found if not each.lines]


def _asked(each: Checked) -> Row:
    lines = "\n".join(each.lines) or gettext("Not reported yet")
    return Row((str(each.number), f"{each.topic}\n{each.asks}", lines))
