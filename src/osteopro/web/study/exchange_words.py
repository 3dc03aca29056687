"""Files for other programs, and reports of losses, in words."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.research.exchange.telling import Place
from osteopro.research.refi.losses import Loss
from osteopro.research.terms import Profile, Sort
from osteopro.ui.components import Option
from osteopro.ui.posted import one_of
from osteopro.web.study.exchange_elements import ELEMENTS
from osteopro.web.study.exchange_reasons import BECAME, CAME, CAME_WHY, WHY
from osteopro.web.study.report_files import Format


class Form(NamedTuple):
    """A kind of file: its name, what it is for, and what is in it."""

    name: object
    use: object


FORMS: Mapping[Profile, Form] = {
    Profile.INTEROP: Form(
        _("REFI-QDA project (.qdpx)"),
        _("For NVivo, ATLAS.ti, MAXQDA, QualCoder and others: frozen texts, statements, codes."),
    ),
    Profile.TAGUETTE: Form(
        _("Taguette project (.sqlite3)"),
        _("Texts, highlights and tags. In Taguette: Import a project file."),
    ),
    Profile.HIGHLIGHTS: Form(
        _("Highlights (.csv)"), _("A row for each statement and its code, for a spreadsheet.")
    ),
    Profile.QDC: Form(
        _("REFI-QDA codebook (.qdc)"), _("Themes, clusters and meanings without any text.")
    ),
    Profile.CODEBOOK: Form(
        _("Codebook (.csv)"), _("The same as a table; Taguette takes it as a codebook.")
    ),
    Profile.ARCHIVE: Form(
        _("Archive (.qdpx)"),
        _("Everything of the study, to keep. OsteoPRO puts a study back from it."),
    ),
}

# Of a report that left.
REPORTS: Mapping[Format, object] = {
    Format.WORD: _("Report: Word file (docx)"),
    Format.PAGE: _("Report: one page (html)"),
    Format.TABLES: _("Report: tables (csv)"),
}


def form_of(kind: str) -> object:
    """The name of what left, from the code that was kept."""
    report = one_of(Format, kind.removeprefix("report-"))
    if report is not None and kind != report:
        return REPORTS[report]
    code = kind.removeprefix("qdpx-")
    return FORMS[Profile(code)].name if code in set(Profile) else kind


def lost(losses: Iterable[Loss], *, coming: bool = False) -> list[list[object]]:
    """Rows of a report: what, how many, what became of it and why; of a file that leaves or comes
    in."""
    became, why = (BECAME | CAME, WHY | CAME_WHY) if coming else (BECAME, WHY)
    return [
        [
            ELEMENTS.get(each.element, each.element),
            each.count or "–",
            gettext("%(became)s: %(why)s") % {"became": became[each.became], "why": why[each.why]},
        ]
        for each in losses
    ]


def place(of: Place) -> str:
    """Where a file names somebody."""
    if of.line:
        return gettext("%(text)s, line %(line)s") % {"text": of.about, "line": of.line}
    sort = str(ELEMENTS.get(of.sort, of.sort))
    return gettext("%(sort)s: %(about)s") % {"sort": sort, "about": of.about} if of.about else sort


def whom(of: Place) -> str:
    """Whom a file names."""
    if of.taken_out:
        return gettext("what was taken out of a transcript")
    return gettext("a name or number of somebody who takes part")


SORTS: Mapping[Sort, object] = {
    Sort.ARCHIVE: _("An archive of OsteoPRO: the whole study is put back."),
    Sort.PROJECT: _("A project of another program: it becomes a new study."),
    Sort.CODEBOOK: _("A codebook: a new study begins with its themes and meanings."),
}


def counted(counts: Mapping[str, int]) -> list[tuple[object, int]]:
    """What would come in, by its name."""
    return [(ELEMENTS.get(name, name), n) for name, n in counts.items()]


def places(coders: Iterable[str], sort: Sort, chosen: str) -> list[Option]:
    """Who somebody can be in a study that comes in."""
    named = [(str(no), name or "–") for no, name in enumerate(coders, start=1)]
    if sort is Sort.ARCHIVE:
        first = [("", gettext("Choose")), ("0", gettext("Nobody of them; I lead it from now on"))]
    else:
        first = [("", gettext("Nobody of them"))]
    return [Option(value, name, value == chosen) for value, name in (*first, *named)]
