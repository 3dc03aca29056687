"""What may stand in a person's name, and how old they are. Pure."""

import unicodedata
from datetime import date

# Control, format (among them the marks that turn the direction of writing), lines, surrogates.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def is_plain(text: str) -> bool:
    """Whether a name consists of what can be seen: nothing that turns or hides other text.

    >>> is_plain("王秀英"), is_plain("王\u202e英")
    (True, False)
    """
    return not any(unicodedata.category(character) in _UNSEEN for character in text)


def completed_years(birth: date, on: date) -> int:
    """Age on that day; 29 February is completed on 1 March in common years (resolution 89).

    >>> completed_years(date(1976, 2, 29), date(2026, 2, 28))
    49
    """
    before_birthday = (on.month, on.day) < (birth.month, birth.day)
    return on.year - birth.year - before_birthday
