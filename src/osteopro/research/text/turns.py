"""Who speaks where in a transcript, and when: read from the text as people type it. Pure.

A turn begins on a line that names who speaks ("受访者：", "I:", "P2:", "说话人1 00:12") and goes on
until the next. A text without such lines is one turn of nobody.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

from osteopro.research.text.normal import Span

LONGEST_NAME = 20
# In a script that writes no blanks between words, a speaker who is no role is called by a name.
LONGEST_WORD = 6
# A name that is no role must head so many lines before it is taken for a speaker.
SEEN_AT_LEAST = 2
_TIME = r"(?:(\d{1,2})[:：])?([0-5]?\d)[:：]([0-5]\d)(?:[.,](\d{1,3}))?"
_STAMP = re.compile(rf"[\[(（【<]\s*{_TIME}\s*[\])）】>]")
_ANY_TIME = re.compile(_TIME)
_BARE = re.sub(r"\((?!\?)", "(?:", _TIME)
_OPEN = r"[\[(（【<]"
_MARKED = rf"{_OPEN}\s*{_BARE}\s*[\])）】>]"
_HEAD = re.compile(
    rf"[ \t\u3000]*(?:(?P<marked>{_MARKED})[ \t\u3000]*|(?P<before>{_BARE})[ \t\u3000]+)?"
    rf"[\[【]?(?P<name>[^\W_](?:[\w .·’'-]{{0,{LONGEST_NAME - 1}}}?))[\]】]?"
    rf"[ \t\u3000]*(?P<after>{_MARKED}|{_BARE}(?![:：]?\d))?[ \t\u3000]*"
    r"(?P<colon>[:：\t](?!//)|$)[ \t\u3000]*"
)
_ASKS = (
    "访谈者|访谈员|采访者|采访人|访问者|访问员|研究者|研究员|主持人|提问者|问|访"
    "|interviewer|researcher|moderator|facilitator|i|int|q|r"
)
_ANSWERS = (
    "受访者|受访人|被访者|被访人|被采访者|参与者|受试者|患者|病人|答|受"
    "|participant|respondent|interviewee|patient|p|a"
)
_OTHERS = (
    "家属|家人|陪同|陪护|照护者|老伴|爱人|丈夫|妻子|配偶|女儿|儿子|儿媳|女婿|孙子|孙女|保姆|护士|医生"
    "|family|caregiver|carer|wife|husband|daughter|son|nurse|doctor"
    "|说话人|发言人|讲话人|speaker|spk|s|m|f"
)
_NUMBER = r"[ .#-]{0,2}[0-9一二三四五六七八九十]{0,3}"
# Heads of notes, and ways in which one person tells what was said.
_NO_SPEAKER = re.compile(
    "(?:时间|地点|日期|编号|备注|注|主题|录音|时长|文件|题目|标题|访谈对象|姓名|年龄|性别|说明|附|例如|比如"
    "|date|time|place|note|notes|file|duration|subject|e\\.?g)\\d*|.*(?:说|讲|道|问我|想|如|是|为|的)",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What somebody does in an interview, as far as the name shows."""

    ASKS = "asks"
    ANSWERS = "answers"
    OTHER = "other"


_ROLES = tuple(
    (role, re.compile(f"(?:{names}){_NUMBER}", re.IGNORECASE))
    for role, names in ((Role.ASKS, _ASKS), (Role.ANSWERS, _ANSWERS), (Role.OTHER, _OTHERS))
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in one go: `start` to `end` with the name, the words from `words` on.

    `speaker` is as typed, "" for nobody; times are milliseconds of the recording, None unknown.
    """

    start: int
    end: int
    speaker: str
    words: int
    t0_ms: int | None = None
    t1_ms: int | None = None

    @property
    def said(self) -> Span | None:
        """The words alone; None when somebody was named and said nothing."""
        return Span(self.words, self.end) if self.words < self.end else None


@dataclass(frozen=True, slots=True, order=True)
class SyncPoint:
    """The character at `pos` is heard at `t_ms` of the recording."""

    pos: int
    t_ms: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Turns and sync points of a text. `backwards` counts times that lie before an earlier one
    and were left out."""

    turns: tuple[Turn, ...]
    sync: tuple[SyncPoint, ...]
    backwards: int = 0


def read_turns(text: str) -> Reading:
    """The turns of a transcript as typed. `text` must be in the form in which texts are kept.

    >>> [turn.speaker for turn in read_turns("访谈者：疼吗？\\n受访者：疼。\\n夜里更疼。").turns]
    ['访谈者', '受访者']
    """
    heads = _speakers(text, list(_heads(text)))
    sync, backwards = forward(_sync(text, heads))
    return Reading(timed(_turns(text, heads), sync), sync, backwards)


def role_of(speaker: str) -> Role:
    """What somebody does in the interview, from how the transcript calls them.

    >>> role_of("P2").value, role_of("访谈者").value, role_of("王老师").value
    ('answers', 'asks', 'other')
    """
    plain = _plain(speaker)
    return next((role for role, names in _ROLES if names.fullmatch(plain)), Role.OTHER)


def milliseconds(hours: str | None, minutes: str, seconds: str, part: str | None) -> int:
    """A time of a recording from its written parts."""
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0"))


def forward(points: Iterable[SyncPoint]) -> tuple[tuple[SyncPoint, ...], int]:
    """Points in order of their place, without those whose time lies before an earlier one's; and
    how many these were."""
    taken: list[SyncPoint] = []
    backwards = 0
    for point in points:
        if taken and point.t_ms < taken[-1].t_ms:
            backwards += 1
        elif not taken or point.pos > taken[-1].pos:
            taken.append(point)
    return tuple(taken), backwards


def timed(turns: Iterable[Turn], sync: Sequence[SyncPoint]) -> tuple[Turn, ...]:
    """The turns with the times that sync points give them: from the first one at its beginning,
    to the first one in a later turn."""
    places = [point.pos for point in sync]
    done = []
    for turn in turns:
        first = bisect_right(places, turn.start - 1)
        here = first < len(sync) and sync[first].pos <= turn.words
        after = bisect_right(places, turn.end - 1)
        done.append(
            replace(
                turn,
                t0_ms=sync[first].t_ms if here else turn.t0_ms,
                t1_ms=sync[after].t_ms if here and after < len(sync) else turn.t1_ms,
            )
        )
    return tuple(done)


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    name: str
    words: int
    at: int | None
    sure: bool


def _heads(text: str) -> Iterator[_Head]:
    start = 0
    for line in text.split("\n"):
        # Only the beginning of a line can name somebody: a long one is not searched whole.
        hit = _HEAD.match(line[: LONGEST_NAME + 60])
        if hit and (head := _head(line, start, hit)):
            yield head
        start += len(line) + 1


def _head(line: str, start: int, hit: re.Match[str]) -> _Head | None:
    name, plain = hit["name"].strip(), _plain(hit["name"])
    # Without a colon only a time behind the name, and nothing more, tells it from speech.
    if not hit["colon"] and (hit.end() < len(line) or not hit["after"]):
        return None
    if name.isdigit() or _NO_SPEAKER.fullmatch(plain):
        return None
    known = any(names.fullmatch(plain) for _, names in _ROLES)
    if not known and not name.isascii() and len(name) > LONGEST_WORD:
        return None
    stamp = _ANY_TIME.search(hit["marked"] or hit["before"] or hit["after"] or "")
    at = milliseconds(*stamp.groups()) if stamp else None
    return _Head(start, name, start + hit.end(), at, known or bool(hit["marked"] or hit["after"]))


def _speakers(text: str, heads: Sequence[_Head]) -> list[_Head]:
    seen = Counter(head.name for head in heads)
    return [head for head in heads if head.sure or seen[head.name] >= SEEN_AT_LEAST]


def _sync(text: str, heads: Sequence[_Head]) -> Iterator[SyncPoint]:
    """A time at the head of a turn is of its first word, one in the middle of what follows it."""
    names = {head.start: head for head in heads}
    starts = sorted(names)
    points = [SyncPoint(head.start, head.at) for head in heads if head.at is not None]
    for hit in _STAMP.finditer(text):
        last = bisect_right(starts, hit.start()) - 1
        if last < 0 or hit.end() > names[starts[last]].words:
            points.append(SyncPoint(hit.end(), milliseconds(*hit.groups())))
    yield from sorted(points)


def _turns(text: str, heads: Sequence[_Head]) -> Iterator[Turn]:
    if not text:
        return
    first = heads[0].start if heads else len(text)
    if (end := _trimmed(text, 0, first)) > 0:
        yield Turn(0, end, "", 0)
    for head, after in zip_longest(heads, heads[1:]):
        until = after.start if after else len(text)
        end = _trimmed(text, head.start, until)
        words = min(head.words, end)
        # The name may stand on a line of its own.
        while words < end and text[words] in "\n \t\u3000":
            words += 1
        yield Turn(head.start, end, head.name, words)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()
