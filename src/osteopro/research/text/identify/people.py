"""Names of people in Chinese and English speech. Pure.

There is no cutting into words here: a surname is a common character too (高兴, 马上, 方便). So a
surname alone is nothing; it takes a form of address, words that introduce somebody, or characters
that people are called by.
"""

import re
from collections.abc import Iterator

from osteopro.research.text.identify.terms import Category, Found, Sure, Why
from osteopro.research.text.identify.vocabulary import WORDS, either
from osteopro.research.text.normal import Span

_HAN = "[\u4e00-\u9fff]"
_TWO = either(WORDS["surnames_of_two"])
_SURNAME = f"(?:{_TWO}|[{WORDS['surnames']}])"
_GIVEN = f"[{WORDS['given']}]"
_FAMILIAR_SURNAME = f"[{WORDS['familiar_surnames']}]"
# Behind a name one stops, or a word follows that begins no name.
_ENDS = r"(?=[，。！？、；：\s\"”’)）(（的和跟说讲她他就是也都在,.!?;:啊呀呢吧]|$)"
_INTRODUCTIONS = either(WORDS["introductions"])
_KIN = either(WORDS["kin"])
_TITLED = re.compile(rf"{_SURNAME}(?:{either(WORDS['titles'])})(?!卖瓜|们|气|通)")
_NOT_TITLED = re.compile(either(WORDS["not_titled"]))
_FAMILIAR = re.compile(rf"(?<![不很多越太还])[老小阿]{_FAMILIAR_SURNAME}(?:头(?!发|疼|痛)|家的)?")
_INTRODUCED = re.compile(
    rf"(?:{_INTRODUCTIONS}|本人|叫|我是|这是)[是:： ]?(?P<it>{_SURNAME}{_HAN}{{1,2}}?){_ENDS}"
)
_SURELY = re.compile(rf"(?:{_INTRODUCTIONS})[是:： ]?$")
_RELATED = re.compile(
    rf"(?:{_KIN})(?:就?叫|是|，叫)?(?P<it>{_SURNAME}(?:{_GIVEN}{{2}}|{_GIVEN}{_ENDS}))"
)
_RELATED_GIVEN = re.compile(rf"(?:{_KIN})(?:名?叫|的名字叫)(?P<it>{_GIVEN}{{2}}){_ENDS}")
_WHOLE = re.compile(rf"(?<![不很太越])(?:{_TWO}|[{WORDS['surnames']}]){_GIVEN}{{2}}{_ENDS}")
_NICKNAME = re.compile(
    rf"(?:小名|外号|绰号|乳名|网名|昵称)(?:就?叫|是|：)(?P<it>(?:{_HAN}|[A-Za-z]){{2,4}}?){_ENDS}"
)
_SURNAME_ALONE = re.compile(rf"(?<![百同老])姓(?P<it>{_SURNAME}){_ENDS}")
_CAPITAL = "[A-Z][a-z]+"
_ENGLISH_TITLE = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Nurse|Professor|Prof|Auntie|Aunt|Uncle|Grandma"
    rf"|Grandpa)\.?\s+{_CAPITAL}(?:[ -]{_CAPITAL})?"
)
_ENGLISH_NAME = re.compile(
    r"(?:[Mm]y name is|[Nn]ame's|(?<![A-Za-z])called|[Tt]his is|[Mm]y (?:daughter|son|husband|wife"
    r"|sister|brother|friend|neighbou?r|niece|nephew|cousin|aunt|uncle|boss|grandson"
    rf"|granddaughter),?)\s+(?P<it>{_CAPITAL}(?:[ -]{_CAPITAL}){{0,2}})"
)
_NOT_ENGLISH = frozenset(
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday Chinese English Christmas The He"
    " She We They It God Parkinson Alzheimer".split()
)
# Common words that a surname and characters of names make.
_COMMON = re.compile(either(WORDS["not_names"]))


def find(text: str) -> Iterator[Found]:
    """Names of people in `text`."""
    for hit in _TITLED.finditer(text):
        if not _NOT_TITLED.match(text, hit.start()):
            yield _found(hit, Sure.HIGH, Why.TITLE)
    for hit in _FAMILIAR.finditer(text):
        if text[hit.end() : hit.end() + 1] not in _goes_on(hit[0][1]):
            yield _found(hit, Sure.HIGH, Why.TITLE)
    yield from _introduced(text)
    for hit in _WHOLE.finditer(text):
        if not _COMMON.match(hit[0]) and len(set(hit[0])) > 1:
            yield _found(hit, Sure.MEDIUM, Why.GIVEN_NAME)
    for pattern in (_NICKNAME, _SURNAME_ALONE):
        for hit in pattern.finditer(text):
            yield _found(hit, Sure.MEDIUM, Why.CONTEXT)
    for hit in (*_ENGLISH_TITLE.finditer(text), *_ENGLISH_NAME.finditer(text)):
        if _words(hit).split()[0] not in _NOT_ENGLISH:
            yield _found(hit, Sure.HIGH, Why.CONTEXT)


def _introduced(text: str) -> Iterator[Found]:
    for hit in _INTRODUCED.finditer(text):
        sure = bool(_SURELY.search(text[max(hit.start() - 1, 0) : hit.start("it")]))
        named = all(character in _GIVEN for character in hit["it"][1:])
        if not _COMMON.match(hit["it"]) and (sure or named):
            yield _found(hit, Sure.HIGH if sure else Sure.MEDIUM, Why.CONTEXT)
    for hit in (*_RELATED.finditer(text), *_RELATED_GIVEN.finditer(text)):
        if not _COMMON.match(hit["it"]):
            yield _found(hit, Sure.HIGH, Why.CONTEXT)


def _goes_on(surname: str) -> tuple[str, ...]:
    """Characters that make a word of 老 or 小, this surname and them: 小孙子, 小黄瓜."""
    return tuple(WORDS["not_after_familiar"].get(surname, ""))


def _words(hit: re.Match[str]) -> str:
    return hit["it"] if "it" in hit.re.groupindex else hit[0]


def _found(hit: re.Match[str], sure: Sure, why: Why) -> Found:
    words = _words(hit)
    start = hit.start("it") if "it" in hit.re.groupindex else hit.start()
    span = Span(start, start + len(words))
    return Found(span, Category.NAME, sure, why, words.casefold())
