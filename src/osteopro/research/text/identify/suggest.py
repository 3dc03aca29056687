"""Suggestions what to take out of a transcript. Pure.

A person decides about each: a suggestion is shown, never applied by itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from osteopro.patients.terms import IdentityKind, IdentitySpan
from osteopro.research.text.identify import numbers, people, places
from osteopro.research.text.identify.terms import Category, Found, Suggestion, Sure, Why
from osteopro.research.text.normal import Span, quote

WORDS = {
    "zh": {
        Category.NAME: "姓名", Category.PLACE: "地点", Category.HOSPITAL: "医院",
        Category.WORKPLACE: "单位", Category.PHONE: "电话", Category.ID_NUMBER: "证件号",
        Category.NUMBER: "编号", Category.DATE: "日期", Category.AGE: "90岁以上",
        Category.EMAIL: "邮箱", Category.ACCOUNT: "账号",
    },
    "en": {
        Category.NAME: "name ", Category.PLACE: "place ", Category.HOSPITAL: "hospital ",
        Category.WORKPLACE: "workplace ", Category.PHONE: "phone ", Category.ID_NUMBER: "id ",
        Category.NUMBER: "number ", Category.DATE: "date ", Category.AGE: "over 89",
        Category.EMAIL: "email ", Category.ACCOUNT: "account ",
    },
}  # fmt: skip
# Words already written in place of something.
_TOKEN = re.compile(r"\[[^\[\]\n]{1,20}\]")
_OF_KNOWN = {
    IdentityKind.PHONE: Category.PHONE,
    IdentityKind.ID_NUMBER: Category.ID_NUMBER,
    IdentityKind.BIRTHDAY: Category.DATE,
    IdentityKind.EMAIL: Category.EMAIL,
}
_PARTICIPANT = {IdentityKind.NAME, IdentityKind.NAME_PART, IdentityKind.CALLED}
_RANK = {Why.KNOWN: 0}
_SURENESS = {Sure.HIGH: 0, Sure.MEDIUM: 1, Sure.LOW: 2}
# What is looked for again where nothing around it gives it away, and from which length on.
_AGAIN = {Category.NAME: 2, Category.HOSPITAL: 3, Category.WORKPLACE: 3, Category.PLACE: 3}


def suggest(
    text: str, known: Iterable[IdentitySpan] = (), language: str = "zh"
) -> tuple[Suggestion, ...]:
    """What may have to be taken out of `text`, in order, no two overlapping.

    `known` comes from the vault (`patients.study_vault.find_identity_spans`). The replacement is
    numbered by first appearance: [姓名1] is the same person, as far as the writing tells.
    """
    written = {place for hit in _TOKEN.finditer(text) for place in range(*hit.span())}
    found = [*_known(text, known), *numbers.find(text), *people.find(text), *places.find(text)]
    chosen = _apart(found, written)
    chosen = _apart([*chosen, *_again(text, chosen)], written)
    return tuple(_numbered(chosen, language))


def _known(text: str, spans: Iterable[IdentitySpan]) -> Iterator[Found]:
    for each in spans:
        span = Span(each.start, each.end)
        category = _OF_KNOWN.get(each.kind, Category.NAME)
        # However they are called, it is one person.
        same = "\0participant" if each.kind in _PARTICIPANT else quote(text, span).casefold()
        yield Found(span, category, Sure.HIGH, Why.KNOWN, same)


def _again(text: str, chosen: Sequence[Found]) -> Iterator[Found]:
    """The same words elsewhere, where nothing else gave them away."""
    firsts: dict[str, Found] = {}
    for each in chosen:
        words = quote(text, each.span)
        if len(words) >= _AGAIN.get(each.category, len(words) + 1) and each.sure is not Sure.LOW:
            firsts.setdefault(words, each)
    if not firsts:
        return
    pattern = "|".join(map(re.escape, sorted(firsts, key=len, reverse=True)))
    for hit in re.finditer(pattern, text):
        first = firsts[hit[0]]
        yield Found(Span(*hit.span()), first.category, Sure.MEDIUM, Why.AGAIN, first.same)


def _apart(found: Iterable[Found], written: Set[int]) -> list[Found]:
    """No two that overlap, none where a replacement stands: what is known before the rest, the
    longer before the shorter."""

    def weight(each: Found) -> tuple[int, int, int, int]:
        return (
            _RANK.get(each.why, 1),
            -len(each.span),
            _SURENESS[each.sure],
            each.span.start,
        )

    taken: dict[int, Found] = {}
    covered = set(written)
    for each in sorted(found, key=weight):
        places = range(each.span.start, each.span.end)
        if covered.isdisjoint(places):
            covered.update(places)
            taken[each.span.start] = each
    return [taken[start] for start in sorted(taken)]


def _numbered(chosen: Sequence[Found], language: str) -> Iterator[Suggestion]:
    numbers_of: dict[Category, dict[str, int]] = {}
    for each in chosen:
        seen = numbers_of.setdefault(each.category, {})
        number = "" if each.category is Category.AGE else seen.setdefault(each.same, len(seen) + 1)
        replacement = f"[{WORDS[language][each.category]}{number}]"
        yield Suggestion(each.span, each.category, replacement, each.sure, each.why)
