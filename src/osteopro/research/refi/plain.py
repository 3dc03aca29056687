"""Plain text as we keep it: NFC, line feeds, no byte order mark, nothing XML forbids."""

import re
from unicodedata import is_normalized

BOM = "\ufeff"
# Without the carriage return, which is a line end.
UNWANTED = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
FORBIDDEN = re.compile(f"[{UNWANTED}]")
_UNCLEAN = re.compile(rf"[\r{UNWANTED}]")


def is_clean(text: str) -> bool:
    """Whether XML can hold the text and gives it back as it was."""
    return _UNCLEAN.search(text) is None


def is_canonical(text: str) -> bool:
    """Whether positions in the text mean the same in every program.

    >>> [is_canonical(each) for each in ("腰痛\\n", "a\\r\\n", "\\ufeffa", "e\\u0301")]
    [True, False, False, False]
    """
    return is_clean(text) and not text.startswith(BOM) and is_normalized("NFC", text)
