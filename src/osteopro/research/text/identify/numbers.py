"""Phone numbers, papers, cards, dates, ages, addresses of the net: what has a shape. Pure."""

import re
from collections.abc import Iterator

from osteopro.patients.id_numbers import is_sound
from osteopro.research.text.identify.terms import Category, Found, Sure, Why
from osteopro.research.text.normal import Span

_AS_DIGITS = str.maketrans(
    "０１２３４５６７８９〇零○一幺壹二两三四五六七八九Ｘｘx", "0123456789000111223456789XXX"
)
_SAID = "0-9０-９〇零○一幺二两三四五六七八九"
_BETWEEN = r"[ \t\u3000\-－—.·,，、]{0,2}"
_ALONE = r"(?<![0-9０-９A-Za-z.])", r"(?![0-9０-９])"
_ALONE_SAID = rf"(?<![{_SAID}])", rf"(?![{_SAID}十百千万])"
_DIGIT = "[0-9０-９]"


def _run(digit: str, count: int) -> str:
    return f"{digit}(?:{_BETWEEN}{digit}){{{count - 1}}}"


_MOBILE = re.compile(
    rf"{_ALONE[0]}(?:(?:\+|＋|00)?86{_BETWEEN})?[1１]{_BETWEEN}[3-9３-９]{_BETWEEN}"
    rf"{_run(_DIGIT, 9)}{_ALONE[1]}"
)
_SAID_MOBILE = re.compile(
    rf"{_ALONE_SAID[0]}[1１一幺]{_BETWEEN}[3-9３-９三四五六七八九]{_BETWEEN}"
    rf"{_run(f'[{_SAID}]', 9)}{_ALONE_SAID[1]}"
)
_FIXED = re.compile(
    rf"{_ALONE[0]}[(（]?0[1-9][0-9]{{1,2}}[)）]?{_BETWEEN}[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}"
    rf"{_ALONE[1]}"
)
_LOCAL = re.compile(
    r"(?:电话|座机|号码|手机|拨|热线)[^0-9。！？\n]{0,8}?"
    rf"(?P<it>[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}){_ALONE[1]}"
)
_ABROAD = re.compile(r"(?<![\w+])\+(?!86)\d{1,3}(?:[\s().-]{0,2}\d){7,12}(?!\d)")
_TAIL = re.compile(rf"(?:尾号|后四位|末四位)[是为:： ]?(?P<it>{_run(f'[{_SAID}]', 4)})")
_PERSON = re.compile(
    rf"{_ALONE[0]}{_run(_DIGIT, 17)}{_BETWEEN}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])"
)
_PAPER = re.compile(
    r"(?:身份证|护照|军官证|passport)[^0-9A-Za-z。！？\n]{0,8}"
    r"(?P<it>[A-Za-z]{0,2}[0-9]{6,17}[Xx]?)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?:病历号|病案号|住院号|门诊号|登记号|就诊卡|诊疗卡|医保卡|医保号|医保|社保卡|社保号|银行卡"
    r"|卡号|保单号|编号|残疾证|MRN|record (?:number|no\.?)|insurance (?:number|no\.?))"
    r"(?:号码|号)?(?:是|为|:|：|\s|is)*"
    rf"(?P<it>[A-Za-z]{{0,3}}-?[0-9][0-9A-Za-z-]{{3,19}}|[{_SAID}]{{5,19}})",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", re.ASCII
)
_ACCOUNT = re.compile(
    r"(?:微信号?|wechat(?: id)?|抖音号?|qq号?)(?:[是为叫:：\s]|is|号码|账号)*"
    r"(?P<it>[A-Za-z][\w-]{5,19}|[1-9][0-9]{4,10})(?![\w@])",
    re.IGNORECASE | re.ASCII,
)

_SAID_YEAR = "[〇零○一二三四五六七八九]"
_YEAR = (
    rf"(?:(?:19|20)[0-9]{{2}}|[一二][九〇零○]{_SAID_YEAR}{{2}}|[0-9]{{2}}|{_SAID_YEAR}{{2}})\s?年"
)
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正|冬|腊)\s?月"
_ONE = "[一二三四五六七八九]"
_DAY = rf"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|[二廿]十?{_ONE}|二十|十{_ONE}?|{_ONE})"
_MOON_DAY = rf"(?:初[一二三四五六七八九十]|十{_ONE}|二十{_ONE}?|廿{_ONE}?|三十)"
_NO_SPAN = "(?![多几来个天次月年号日一二三四五六七八九十])"
_FRONT = r"(?<![0-9一二三四五六七八九十个])"
_MONTHS = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_ORDINAL = "(?:3[01]|[12][0-9]|[1-9])(?:st|nd|rd|th)?"
_THEN_YEAR = r"(?:,?\s+(?:19|20)[0-9]{2})?"
_MM, _DD = "(?:1[0-2]|0{}[1-9])", "(?:3[01]|[12][0-9]|0{}[1-9])"
_DATES = (
    rf"{_FRONT}(?:农历|阴历|阳历|公历)?(?:{_YEAR})?{_MONTH}(?:份)?{_DAY}\s?[日号](?!线)",
    rf"{_FRONT}(?:农历|阴历)?(?:{_YEAR})?{_MONTH}{_MOON_DAY}{_NO_SPAN}",
    rf"(?<![0-9.])(?:19|20)[0-9]{{2}}([-/.]){_MM.format('?')}\1{_DD.format('?')}(?![0-9])",
    rf"(?<![0-9])(?:19|20)[0-9]{{2}}{_MM.format('')}{_DD.format('')}(?![0-9])",
    rf"{_FRONT}{_YEAR}{_MONTH}(?:份)?(?=[^。！？\n]{{0,3}}(?:生|出生))",
    rf"(?<![A-Za-z]){_MONTHS}\.?\s+{_ORDINAL}{_THEN_YEAR}(?![0-9])",
    rf"(?<![0-9]){_ORDINAL}\s+(?:of\s+)?{_MONTHS}(?![a-z]){_THEN_YEAR}",
)
_DATE = tuple(re.compile(pattern) for pattern in _DATES)
# Of people over 89 there are so few that the age alone may tell who it is.
_AGE = re.compile(
    r"(?<![0-9])(?<!活到)(?:9[0-9]|1[0-2][0-9])\s?(?:多|来|几)?(?:周)?岁"
    r"|(?<![一二三四五六七八])(?<!活到)九十[一二三四五六七八九]?(?:多|来|几)?(?:周)?岁"
    r"|(?<!活到)一百(?:零|〇)?[一二三四五六七八九]?(?:多|来)?岁"
    r"|(?<![0-9])(?:9[0-9]|1[0-2][0-9])(?:[ -]years?[ -]old)"
    r"|(?<=aged )(?:9[0-9]|1[0-2][0-9])(?![0-9])"
)
_RULES = (
    (_EMAIL, Category.EMAIL, Sure.HIGH, Why.SHAPE),
    (_MOBILE, Category.PHONE, Sure.HIGH, Why.SHAPE),
    (_SAID_MOBILE, Category.PHONE, Sure.HIGH, Why.SHAPE),
    (_FIXED, Category.PHONE, Sure.HIGH, Why.SHAPE),
    (_ABROAD, Category.PHONE, Sure.HIGH, Why.SHAPE),
    (_LOCAL, Category.PHONE, Sure.MEDIUM, Why.CONTEXT),
    (_TAIL, Category.PHONE, Sure.MEDIUM, Why.CONTEXT),
    (_PAPER, Category.ID_NUMBER, Sure.HIGH, Why.CONTEXT),
    (_CARD, Category.NUMBER, Sure.HIGH, Why.CONTEXT),
    (_ACCOUNT, Category.ACCOUNT, Sure.HIGH, Why.CONTEXT),
    (_AGE, Category.AGE, Sure.MEDIUM, Why.SHAPE),
    *((pattern, Category.DATE, Sure.MEDIUM, Why.SHAPE) for pattern in _DATE),
)


def find(text: str) -> Iterator[Found]:
    """Everything in `text` that a number, a date or an address of the net gives away."""
    for hit in _PERSON.finditer(text):
        number = re.sub(r"[^0-9X]", "", hit[0].translate(_AS_DIGITS))
        sound = is_sound(number)
        yield Found(
            Span(*hit.span()),
            Category.ID_NUMBER,
            Sure.HIGH if sound else Sure.MEDIUM,
            Why.CHECKSUM if sound else Why.SHAPE,
            number,
        )
    for pattern, category, sure, why in _RULES:
        group = "it" if "it" in pattern.groupindex else 0
        for hit in pattern.finditer(text):
            yield Found(Span(*hit.span(group)), category, sure, why, _same(category, hit[group]))


def _same(category: Category, words: str) -> str:
    """One thing written in several ways: 138-0000-6620 and 幺三八零零零零六六二零."""
    if category is Category.AGE:
        return ""
    if category in (Category.PHONE, Category.NUMBER, Category.ID_NUMBER):
        digits = re.sub(r"[^0-9A-Z]", "", words.upper().translate(_AS_DIGITS))
        return re.sub(r"^(?:00)?86(?=1[0-9]{10}$)", "", digits)
    return re.sub(r"\s", "", words).casefold()
