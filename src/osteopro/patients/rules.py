"""What may stand in a person's name. Pure."""

import unicodedata

# Control, format (among them the marks that turn the direction of writing), lines, surrogates.
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def is_plain(text: str) -> bool:
    """Whether a name consists of what can be seen: nothing that turns or hides other text.

    >>> is_plain("王秀英"), is_plain("王\u202e英")
    (True, False)
    """
    return not any(unicodedata.category(character) in _UNSEEN for character in text)
