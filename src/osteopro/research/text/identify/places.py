"""Places, hospitals and where people work, in Chinese and English speech. Pure.

A name of a place begins behind a character that is hardly part of one (在, 住, 到, 的 …) and ends
with what places end with. What is left is weighed against ordinary words (马路, 城市, 老年大学).
"""

import re
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from osteopro.research.text.identify.terms import Category, Found, Sure, Why
from osteopro.research.text.identify.vocabulary import WORDS, either
from osteopro.research.text.normal import Span

# An address as people say it, in characters; more is none, and would cost its square.
LONGEST_ADDRESS = 60
_KNOWN_NAMES = (*WORDS["provinces"], *WORDS["cities"])
_LETTER = rf"(?![{WORDS['never_in_names']}0-9A-Za-z\s])[\u4e00-\u9fff]"
_NUMBERED = "(?:第[一二三四五六七八九十]+)"
_KNOWN = re.compile(
    rf"(?<![变完])(?:{either(_KNOWN_NAMES)})(?:特别行政区|[\u4e00-\u9fff]{{0,3}}自治区|省|市|县|地区)?"
    rf"(?!{either(WORDS['not_after_city'])})"
)
# 东西安全, 大连锁, 爬上海拔: the name of a city across two words.
_ACROSS = re.compile(either(WORDS["across_words"]))
_ENDING = either((*WORDS["long_endings"], *WORDS["short_endings"]))
_SUFFIXED = re.compile(rf"(?P<name>(?:{_LETTER}){{1,6}}?)(?P<end>{_ENDING})(?![长民委灯线费程])")
_FAMILY_PLACE = re.compile(
    rf"[{WORDS['surnames']}]家[{WORDS['family_places']}](?![长民])(?:[村屯镇乡])?"
)
_NEXT_PART = re.compile(rf"(?:{_LETTER}){{1,5}}?(?:{_ENDING})")
_COUNT = "(?:[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,5})"
_HOUSE = re.compile(
    rf"{_COUNT}\s?(?:号楼|号院|号门|栋|幢|弄|单元|号(?=[0-9一二三四五六七八九十]+[栋楼单室]))"
    rf"(?:\s?{_COUNT}\s?(?:号楼|单元|层|楼|室|号|栋))*(?:[0-9]{{3,4}}室?)?"
)
_HOUSE_NUMBER = re.compile(
    rf"\s?{_COUNT}号(?:院|楼)?(?:[0-9]{{1,3}}(?:号楼|栋|幢|单元|室)?){{0,3}}"
)
_PREFIX = rf"(?:{either(WORDS['hospitals'])}|{_NUMBERED}|{_LETTER})"
_HEALTH_END, _WORK_END = either(WORDS["health_endings"]), either(WORDS["work_endings"])
_HEALTH = re.compile(rf"{_PREFIX}{{1,10}}?[一二三四五六七八九十]?(?:{_HEALTH_END})")
_PLAIN_HEALTH = re.compile(rf"(?:{either(WORDS['plain_health'])})+(?:{_HEALTH_END})")
_WORK = re.compile(
    rf"(?:{_NUMBERED}(?:{_LETTER}){{0,6}}?|(?:{_LETTER}){_PREFIX}{{1,9}}?)(?:{_WORK_END})(?!长|友)"
)
_PLAIN_WORK = re.compile(rf"(?:{either(WORDS['plain_work'])})+(?:{_WORK_END})")
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:\d{1,4}\s+)?(?:[A-Z][a-z]+\s+){1,4}(?:City|Street|St|Road|Rd|Avenue|Lane"
    r"|Village|Town|County|District|Province|Square)(?![A-Za-z])"
)
_ENGLISH_HOUSE = re.compile(
    r"(?<![A-Za-z])(?:(?:[A-Z][a-z]+|No\.?\s?\d+)\s+){1,5}"
    r"(?P<what>Hospital|Clinic|University|College|School|Factory|Company)(?![A-Za-z])"
)
_NOT_ENGLISH = frozenset(
    "The This That My Our A An In At To County District City Local Big".split()
)
_LATIN = {"".join(lazy_pinyin(name)).capitalize() for name in _KNOWN_NAMES}
_LATIN_NAME = re.compile(
    rf"(?<![A-Za-z])(?:{either((_LATIN | {*WORDS['more_latin']}) - {*WORDS['not_latin']})})"
    "(?![A-Za-z])"
)


def find(text: str) -> Iterator[Found]:
    """Places, hospitals and institutions in `text`."""
    yield from _institutions(text)
    across = [Span(*hit.span()) for hit in _ACROSS.finditer(text)]
    for hit in _KNOWN.finditer(text):
        if not any(Span(*hit.span()).overlaps(each) for each in across):
            yield _place(text, hit, Sure.HIGH, Why.GAZETTEER)
    for hit in _SUFFIXED.finditer(text):
        if not _is_ordinary(hit["name"], hit["end"]):
            yield _place(text, hit, Sure.MEDIUM, Why.SUFFIX)
    for hit in (*_FAMILY_PLACE.finditer(text), *_HOUSE.finditer(text)):
        yield _place(text, hit, Sure.MEDIUM, Why.SUFFIX)
    for hit in (*_LATIN_NAME.finditer(text), *_ENGLISH.finditer(text)):
        if hit[0].split()[0] not in _NOT_ENGLISH:
            yield _place(text, hit, Sure.MEDIUM, Why.GAZETTEER)


def _is_ordinary(name: str, end: str) -> bool:
    """Whether it is a word like 马路 or 社区; one character is a name when it is a surname.

    Of the words that are no names those of two characters, and those marked *, may have others
    before them: 柏油马路; one character alone may not: 山路, but 中山路.
    """
    if len(name) == 1 and not (name in WORDS["surnames"] and end in "县镇村庄"):
        return True
    for word in WORDS["not_places"].get(end, ()):
        bare = word.removeprefix("*")
        if name == bare or ((word != bare or len(bare) > 1) and name.endswith(bare)):
            return True
    return False


def _institutions(text: str) -> Iterator[Found]:
    for hit in _HEALTH.finditer(text):
        if not _PLAIN_HEALTH.fullmatch(hit[0]):
            yield _institution(hit, Category.HOSPITAL)
    for hit in _WORK.finditer(text):
        if not _PLAIN_WORK.fullmatch(hit[0]):
            yield _institution(hit, Category.WORKPLACE)
    for hit in _ENGLISH_HOUSE.finditer(text):
        if hit[0].split()[0] not in _NOT_ENGLISH:
            health = hit["what"] in ("Hospital", "Clinic")
            yield _institution(hit, Category.HOSPITAL if health else Category.WORKPLACE)


def _institution(hit: re.Match[str], category: Category) -> Found:
    return Found(Span(*hit.span()), category, Sure.MEDIUM, Why.SUFFIX, hit[0].casefold())


def _place(text: str, hit: re.Match[str], sure: Sure, why: Why) -> Found:
    """An address goes on: 沈阳市|铁西区|建设大路|12号|3单元 is one place."""
    end, most = hit.end(), hit.start() + LONGEST_ADDRESS
    while rest := next(filter(None, (p.match(text, end, most) for p in _PARTS)), None):
        end = rest.end()
    same = text[hit.start() : end].casefold()
    return Found(Span(hit.start(), end), Category.PLACE, sure, why, same)


_PARTS = (_NEXT_PART, _HOUSE_NUMBER, _HOUSE)
