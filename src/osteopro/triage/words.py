"""Word lists against free text (clinical content 3.4; resolution 86)."""

import unicodedata
from collections.abc import Iterable


def normalised(text: str) -> str:
    """NFKC, lower case, without punctuation, symbols, spaces and control characters.

    >>> normalised("我 想、死！ Can’t breathe")
    '我想死cantbreathe'
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PSZC")


def hits(words: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """The words found as part of any text, in the order of the list. Negation is not read.

    `words` are normalised already.
    """
    searched = [normalised(text) for text in texts]
    return tuple(word for word in words if any(word in text for text in searched))
