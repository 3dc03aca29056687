"""How somebody's name, numbers and days are written or said in a text. Pure.

Finds them without telling them: what comes out are places and kinds.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pypinyin import lazy_pinyin

from osteopro.patients.terms import IdentityKind, IdentitySpan, Person

TWO_PART_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 轩辕 端木 百里 呼延"
    " 南宫 独孤".split()
)
# What a surname or the last character of a name takes before or behind it when people speak.
BEFORE = "老小阿大"
BEHIND = (
    "阿姨|大姨|大妈|大娘|大婶|婶|奶奶|婆婆|姥姥|爷爷|大爷|大伯|伯伯|叔叔|大叔|叔|女士|先生|老师|师傅|同志|老太|老太太"
    "|老头|大姐|大哥|姐|哥|妹|弟|姨|医生|大夫|护士|主任|教授|院长|书记|经理|总"
)
_FAMILIAR = "姐|哥|姨|叔|妹|弟|子|儿"
_GAP = r"[ \t\u3000·・]{0,2}"
_DIGITS = {
    "0": "0０〇零○洞", "1": "1１一幺壹", "2": "2２二两贰", "3": "3３三叁", "4": "4４四肆",
    "5": "5５五伍", "6": "6６六陆", "7": "7７七柒拐", "8": "8８八捌", "9": "9９九玖勾",
    "X": "XxＸｘ",
}  # fmt: skip
_BETWEEN = r"[ \t\u3000\-－—.·,，、]{0,2}"
_NOT_IN_NUMBER = r"(?<![0-9０-９])", r"(?![0-9０-９])"
_NUMERALS = "零一二三四五六七八九"
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_SHORTEST_LATIN = 3
_OTHERS = {
    IdentityKind.NAME: IdentityKind.OTHERS_NAME,
    IdentityKind.NAME_PART: IdentityKind.OTHERS_NAME_PART,
}


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about one person that may stand in a text: `others` are names of their people."""

    names: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birth: date | None = None
    id_number: str = ""
    emails: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def known_of(person: Person, others: Iterable[str] = (), phones: Iterable[str] = ()) -> Known:
    """What may stand in a text about a patient, with names and numbers of those around them."""
    around = (person.emergency_name, person.helper_name, *others)
    numbers = (person.phone, person.emergency_phone, person.helper_phone, *phones)
    return Known(
        names=(person.name,),
        called=(person.address_as,) if person.address_as else (),
        phones=tuple(dict.fromkeys(filter(None, numbers))),
        birth=person.birth,
        id_number=person.id_number,
        emails=(person.email,) if person.email else (),
        others=tuple(dict.fromkeys(filter(None, around))),
    )


def find(text: str, known: Known) -> tuple[IdentitySpan, ...]:
    """Where what is known stands in `text`, in order; of places that overlap the longest."""
    found = [
        IdentitySpan(hit.start(), hit.end(), kind)
        for kind, pattern in _patterns(known)
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]
    found.sort(key=lambda span: (span.start - span.end, span.start))
    taken: list[IdentitySpan] = []
    for span in found:
        if all(span.end <= each.start or each.end <= span.start for each in taken):
            taken.append(span)
    return tuple(sorted(taken, key=lambda span: span.start))


def _patterns(known: Known) -> Iterator[tuple[IdentityKind, str]]:
    for name in known.names:
        for kind, pattern in _name_forms(name):
            yield kind, pattern
    for name in known.others:
        for kind, pattern in _name_forms(name):
            yield _OTHERS[kind], pattern
    for called in known.called:
        whole = re.escape(unicodedata.normalize("NFC", called))
        yield IdentityKind.CALLED, _word(whole) if called.isascii() else whole
    for phone in known.phones:
        for pattern in _phone_forms(phone):
            yield IdentityKind.PHONE, pattern
    if known.id_number:
        yield IdentityKind.ID_NUMBER, _number(known.id_number.upper())
    for email in known.emails:
        yield IdentityKind.EMAIL, re.escape(email)
    if known.birth:
        for pattern in _day_forms(known.birth):
            yield IdentityKind.BIRTHDAY, pattern


def _name_forms(name: str) -> Iterator[tuple[IdentityKind, str]]:
    whole = re.sub(r"\s+", "", unicodedata.normalize("NFC", name))
    if not whole:
        return
    if whole.isascii() or not _is_chinese(whole):
        yield from _latin_forms(name)
        return
    surname, given = split_name(whole)
    yield IdentityKind.NAME, _GAP.join(map(re.escape, whole))
    if given:
        yield from _pinyin_forms(surname, given)
    yield IdentityKind.NAME_PART, f"[{BEFORE}]{surname}"
    yield IdentityKind.NAME_PART, rf"{surname}(?:{BEHIND})"
    if len(given) > 1:
        yield IdentityKind.NAME_PART, _GAP.join(map(re.escape, given))
        last = re.escape(given[-1])
        yield IdentityKind.NAME_PART, rf"[{BEFORE}]{last}|{last}(?:{_FAMILIAR})|{last}{last}"


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name: 欧阳秀英 → 欧阳, 秀英.

    >>> split_name("王秀英")
    ('王', '秀英')
    """
    cut = 2 if name[:2] in TWO_PART_SURNAMES and len(name) > 2 else 1
    return name[:cut], name[cut:]


def _latin_forms(name: str) -> Iterator[tuple[IdentityKind, str]]:
    parts = unicodedata.normalize("NFC", name).split()
    yield IdentityKind.NAME, _word(r"[\s.,·]+".join(map(re.escape, parts)))
    for part in parts:
        if len(parts) > 1 and len(part) >= _SHORTEST_LATIN:
            yield IdentityKind.NAME_PART, _word(re.escape(part))


def _pinyin_forms(surname: str, given: str) -> Iterator[tuple[IdentityKind, str]]:
    first = r"\s?".join(lazy_pinyin(surname))
    second = r"[\s'’-]?".join(lazy_pinyin(given))
    yield IdentityKind.NAME, _word(rf"(?:{first}[\s,]*{second}|{second}[\s,]*{first})")


def _word(pattern: str) -> str:
    """The pattern where no letter stands beside it. Behind a Chinese character no word begins, as
    expressions see it, but here one does."""
    return rf"(?<![A-Za-z]){pattern}(?![A-Za-z])"


def _phone_forms(phone: str) -> Iterator[str]:
    local = phone.removeprefix("+86")
    begin, end = _NOT_IN_NUMBER
    country = "" if local.startswith("+") else rf"(?:[+＋]?\s?86|0086)?{_BETWEEN}0?"
    body = _BETWEEN.join(f"[{_DIGITS[digit]}]" for digit in local if digit.isdigit())
    yield f"{begin}{country}{body}{end}"
    tail = _BETWEEN.join(f"[{_DIGITS[digit]}]" for digit in local[-4:])
    for before in ("尾号", "尾号是", "后四位", "后四位是", "ends in ", "ending in "):
        yield f"(?<={before}){tail}{end}"


def _number(digits: str) -> str:
    begin, end = _NOT_IN_NUMBER
    forms = (f"[{_DIGITS.get(d, re.escape(d) + d.lower())}]" for d in digits)
    return begin + _BETWEEN.join(forms) + end


def _day_forms(day: date) -> Iterator[str]:
    begin, end = _NOT_IN_NUMBER
    year, short = str(day.year), f"{day.year % 100:02}"
    said = "".join(f"[{_DIGITS[digit]}]" for digit in year)
    said_short = "".join(f"[{_DIGITS[digit]}]" for digit in short)
    month, number = _numeral(day.month), _numeral(day.day)
    years = rf"(?:{said}|{said_short})\s?年\s?"
    yield rf"{begin}(?:{years})?{month}\s?月(?:份)?\s?{number}\s?[日号號]?{end}"
    marks = r"[-－/／.．]"
    numbers = rf"0?{day.month}{marks}0?{day.day}"
    yield rf"{begin}(?:{year}|{short}){marks}{numbers}{end}"
    yield rf"{begin}{year}{day.month:02}{day.day:02}{end}"
    name = _MONTHS[day.month - 1]
    named = rf"(?:{name}|{name[:3]}\.?)"
    ordinal = rf"{day.day}(?:st|nd|rd|th)?"
    dated = rf"(?:{named}\s+{ordinal}|{ordinal}\s+(?:of\s+)?{named})"
    yield rf"{_word(dated)}(?:,?\s+{year})?{end}"


def _numeral(number: int) -> str:
    """A number below 100 as written or said: 8, 08, ８, 八; 21 also 二十一, 廿一."""
    tens, ones = divmod(number, 10)
    one = _NUMERALS[ones] if ones else ""
    said = [("" if tens == 1 else _NUMERALS[tens]) + "十" + one] if tens else [one, f"初{one}"]
    if tens == 2:
        said.append(f"廿{one}")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    # 二 is not the end of 十二, nor the beginning of 二十.
    spoken = "|".join(said)
    alone = "(?<![一二三四五六七八九十廿])", "(?![一二三四五六七八九十])"
    return f"(?:0?{number}|{wide}|{f'(?:{spoken})'.join(alone)})"


def has_title(name: str) -> bool:
    """Whether somebody is called by surname and title: 李护士."""
    return bool(re.fullmatch(rf".{{1,2}}(?:{BEHIND})", name))


def _is_chinese(text: str) -> bool:
    return all("\u3400" <= character <= "\u9fff" or character == "·" for character in text)
