"""The form on which it is decided what goes out of a transcript."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.research.text.identify.parts import everywhere
from osteopro.research.text.identify.taking import Taking
from osteopro.research.text.identify.terms import Category, Suggestion, Sure, Why
from osteopro.research.text.normal import Span
from osteopro.ui.components import FieldError
from osteopro.ui.posted import lines_of, one_of
from osteopro.web.study import names_words

AROUND = 12
LONGEST_TOKEN = 40
_NAME = re.compile(r"token-(\d{1,9})-(\d{1,9})-([a-z-]+)--([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A place that may have to go, as the page shows it. `code` names it in the form."""

    code: str
    span: Span
    before: str
    words: str
    after: str
    kind: Category
    category: str
    why: str
    known: bool
    token: str
    taken: bool


def suggested(text: str, suggestions: Sequence[Suggestion]) -> list[Row]:
    """What is suggested: what is sure is ticked."""
    return [
        _row(text, each.span, each.category, each.why, each.replacement, each.sure is Sure.HIGH)
        for each in suggestions
    ]


def posted(text: str, post: QueryDict) -> list[Row]:
    """The places that were shown, with what was decided about them."""
    ticked = set(post.getlist("take"))
    found = []
    for name, token in post.items():
        hit = _NAME.fullmatch(name)
        if hit is None:
            continue
        start, end = int(hit[1]), int(hit[2])
        category, why = one_of(Category, hit[3]), one_of(Why, hit[4])
        if category and why and 0 <= start < end <= len(text):
            taken = name.removeprefix("token-") in ticked
            found.append(_row(text, Span(start, end), category, why, str(token).strip(), taken))
    return sorted(found, key=lambda row: row.span)


def read(text: str, rows: Sequence[Row], post: QueryDict) -> tuple[list[Taking], list[FieldError]]:
    """What goes, or what is wrong."""
    takings, errors = [], []
    for row in rows:
        if not row.taken:
            continue
        if not row.token or "\n" in row.token or len(row.token) > LONGEST_TOKEN:
            said = gettext("Say what is to stand there, in up to %(most)s characters.")
            errors.append(FieldError(f"token-{row.code}", said % {"most": LONGEST_TOKEN}))
        takings.append(
            Taking(row.span, Category(row.code.split("-", 2)[2].split("--")[0]), row.token)
        )
    for line in lines_of(post.get("own", "")).split("\n"):
        if line.strip():
            words, _, token = (part.strip() for part in line.partition("="))
            more = everywhere(text, words, token, takings) if words and token else []
            takings += more
            if not more:
                said = gettext(
                    "“%(line)s”: write words = what is to stand there; they must stand in the text."
                )
                errors.append(FieldError("own", said % {"line": line.strip()}))
    return takings, errors


def pieces(
    text: str, start: int, end: int, rows: Sequence[Row]
) -> Iterator[tuple[str, Row | None]]:
    """The text of a part, cut where a place begins and ends."""
    last = start
    for row in rows:
        if last <= row.span.start and row.span.end <= end:
            yield text[last : row.span.start], None
            yield row.words, row
            last = row.span.end
    yield text[last:end], None


def _row(text: str, span: Span, category: Category, why: Why, token: str, taken: bool) -> Row:
    return Row(
        code=f"{span.start}-{span.end}-{category}--{why}",
        span=span,
        before=text[max(span.start - AROUND, 0) : span.start].replace("\n", " "),
        words=text[span.start : span.end],
        after=text[span.end : span.end + AROUND].replace("\n", " "),
        kind=category,
        category=str(names_words.CATEGORIES[category]),
        why=str(names_words.WHY[why]),
        known=why is Why.KNOWN,
        token=token,
        taken=taken,
    )
