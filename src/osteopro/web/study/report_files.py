"""The files a report leaves as: one Word file, one page, tables."""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from markupsafe import Markup

from osteopro.research.manuscript.csv_files import tables_zip
from osteopro.research.manuscript.parts import Figure, Manuscript
from osteopro.research.manuscript.word import word
from osteopro.ui.charts import Stop, way_chart


class Format(StrEnum):
    WORD = "docx"
    PAGE = "html"
    TABLES = "csv"


NAMES: Mapping[Format, object] = {
    Format.WORD: _("Word file (docx)"),
    Format.PAGE: _("One page for reading and printing (html)"),
    Format.TABLES: _("Tables (csv, in a zip)"),
}
# Each called as it calls itself.
LANGUAGES = {"zh-hans": "中文", "en": "English"}
# How each is served and what its name ends in.
KINDS: Mapping[Format, tuple[str, str]] = {
    Format.WORD: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    Format.PAGE: ("text/html; charset=utf-8", "html"),
    Format.TABLES: ("application/zip", "zip"),
}


def written(of: Manuscript, as_: Format) -> bytes:
    """The report as a file."""
    return _WRITERS[as_](of)


def _page(of: Manuscript) -> bytes:
    """One page that brings everything with it and opens no address."""
    counts: Counter[str] = Counter()
    parts, pictures = [], {}
    for part in of.printed:
        kind = type(part).__name__.lower()
        counts[kind] += 1
        parts.append((kind, part, counts[kind]))
        if isinstance(part, Figure):
            pictures[counts[kind]] = _picture(part, counts[kind])
    context = {"of": of, "parts": parts, "pictures": pictures}
    # In the language of the report, whoever reads the page it was asked for on.
    with override("en" if of.language == "en" else "zh-hans"):
        return render_to_string("study/report_file.html", context).encode()


def _picture(of: Figure, no: int) -> Markup:
    stops = [Stop(step.name, step.number, step.lost) for step in of.steps]
    return way_chart(stops, sentence=of.title, about=of.about, uid=f"figure-{no}")


_WRITERS: Mapping[Format, Callable[[Manuscript], bytes]] = {
    Format.WORD: word,
    Format.PAGE: _page,
    Format.TABLES: tables_zip,
}
