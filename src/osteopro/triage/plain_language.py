"""What makes a patient's text plain, in numbers (ux R22, R23; resolutions 29, 44)."""

import re

# Never on a patient's page (R23).
FORBIDDEN = (
    "PRO",
    "量表",
    "评分",
    "阈值",
    "依从性",
    "提交",
    "会话",
    "过期",
    "验证失败",
    "系统",
    "异常",
    "失败",
)
# Chinese in characters (the hard limit), English in words.
LONGEST_SENTENCE = {"zh_Hans": 30, "en": 15}
HIGHEST_GRADE = 6
# The product's and the languages' own names, and units on a scale.
LATIN_ALLOWED = {"OsteoPRO", "English", "kg", "cm"}
# Outside the 3,755 characters of GB 2312 level 1, but said at every visit.
MEDICAL = frozenset("髋椎疼痹麻踝膝")

MARKUP = re.compile(r"<[^>]*>")
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
ENDS = re.compile(r"[。！？；\n]|[.!?;](?=\s|$)")
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+")
LATIN = re.compile(r"[A-Za-z]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
VOWELS = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, markup removed.

    >>> sentences("您好。请打 120！")
    ['您好', '请打 120']
    """
    parts = (part.strip() for part in ENDS.split(MARKUP.sub("", text)))
    return [part for part in parts if part]


def sentence_length(sentence: str, language: str) -> int:
    """Characters in Chinese, a number or a blank counting as two; words in English."""
    if language == "en":
        return len(WORD.findall(BLANK.sub(" 1 ", sentence)))
    plain = re.sub(r"[0-9][0-9.,:%-]*", "数字", BLANK.sub("数字", sentence))
    return len(re.sub(r"[\s，、：“”（）《》·—…]", "", plain))


def latin_words(text: str) -> list[str]:
    """Latin words that a reader of Chinese alone would stumble over."""
    plain = BLANK.sub("", MARKUP.sub("", text))
    return [word for word in LATIN.findall(plain) if word not in LATIN_ALLOWED]


def avoided_words(text: str) -> list[str]:
    """Words that patients never read; OsteoPRO is not one."""
    return [word for word in FORBIDDEN if re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", text)]


def uncommon_characters(text: str) -> str:
    """Characters outside GB 2312 level 1 (two bytes, first 0xB0-0xD7) and the medical list."""
    return "".join(c for c in HAN.findall(text) if c not in MEDICAL and not is_level_one(c))


def is_level_one(character: str) -> bool:
    """Whether this is one of the 3,755 most common characters."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def syllables(word: str) -> int:
    """A count good enough for an average: vowel groups, a silent final e apart."""
    lower = word.lower()
    silent = lower.endswith("e") and not lower.endswith("le")
    return max(1, len(VOWELS.findall(lower)) - silent)


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade of all texts together; single labels would swing too far. 0 without
    a Latin word."""
    all_sentences = [s for text in texts for s in sentences(BLANK.sub("Li", text))]
    words = [word for sentence in all_sentences for word in LATIN.findall(sentence)]
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(all_sentences) + 11.8 * spoken / len(words) - 15.59
