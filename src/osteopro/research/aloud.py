"""A text as it is read aloud: one short sentence after the other."""

import re

# A sentence with its mark and a closing quote after it; a full stop inside a number ends nothing.
_SENTENCE = re.compile(r"[^。！？!?.]+(?:[。！？!?]+[”’」』)）]*|\.(?!\s|$)[^。！？!?.]*|\.|$)+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, without the spaces and line ends between them.

    >>> sentences("先嫌麻烦。后来安心！")
    ('先嫌麻烦。', '后来安心！')
    """
    found = (part.strip() for line in text.splitlines() for part in _SENTENCE.findall(line))
    return tuple(part for part in found if part)
