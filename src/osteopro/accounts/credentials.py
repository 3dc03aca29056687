"""User names and the password for a first sign-in."""

import re
import secrets

_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38})[a-z0-9]")
# Without letters and digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def is_username(text: str) -> bool:
    """2 to 40 small letters, digits, dots, lines; begins and ends with a letter or digit.

    >>> is_username("li.na"), is_username("Li"), is_username("li_")
    (True, False, False)
    """
    return _USERNAME.fullmatch(text) is not None


def new_password() -> str:
    """A password to be handed over once, about 79 bits, in groups to be read aloud."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
