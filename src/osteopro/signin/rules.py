"""Limits of patient sign-in (ux 2.1). Pure."""

import hmac
import re
import unicodedata
from datetime import date, datetime, timedelta
from hashlib import sha256

LINK_LIFE = timedelta(days=14)
WRONG_BIRTH_DATES = 5  # per link and day, then it is locked
CODE_LIFE = timedelta(minutes=10)
WRONG_CODES = 5
RESEND_AFTER = timedelta(seconds=60)
CODES_PER_NUMBER_AND_DAY = 5
CODES_PER_ADDRESS_AND_HOUR = 20
CARD_LIFE = timedelta(days=365)
# A card that ends sooner than this is made anew when it is printed again.
CARD_STILL_GOOD = timedelta(days=30)
CARD_DIGITS = 10  # the last one checks the others
WRONG_NUMBERS = 20  # wrong card numbers or birth dates from one address in `NUMBERS_DURING`
NUMBERS_DURING = timedelta(hours=1)
TABLET_CODE_LIFE = timedelta(minutes=10)
WRONG_TABLET_CODES = 5  # on one tablet in `TABLET_CODES_DURING`
TABLET_CODES_DURING = timedelta(minutes=10)
TABLET_IDLE = timedelta(minutes=3)
TABLET_WARNING = timedelta(seconds=30)
# The answer to the warning may be on its way when the time is over.
TABLET_GRACE = timedelta(seconds=10)
TABLET_COOKIE = "tablet"
TABLET_COOKIE_LIFE = timedelta(days=365)


def link_token(secret: str, nonce: str) -> str:
    """The 160-bit token of a link in hex. Derived, so the database never holds it."""
    return _derived(secret, "link", nonce)[:40]


def hashed(text: str) -> str:
    """How tokens and codes are stored."""
    return sha256(text.encode()).hexdigest()


def device_mark(secret: str) -> str:
    """How a session names the phone it runs on: enough to forget it, not to enter with it."""
    return hashed(secret)


def code_hash(secret: str, phone_digest: str, code: str) -> str:
    """How a six-digit code is stored: keyed, because six digits alone could be tried out."""
    return _derived(secret, phone_digest, code)


def tries_left(wrong_today: int, tries_on: date | None, today: date) -> int:
    """How many more birth dates may be tried on this link today; 0 locks it."""
    used = wrong_today if tries_on == today else 0
    return max(0, WRONG_BIRTH_DATES - used)


def seconds_until_resend(last_sent: datetime | None, now: datetime) -> int:
    """How long until another code may be asked for; 0 when at once."""
    if last_sent is None:
        return 0
    return max(0, int((last_sent + RESEND_AFTER - now).total_seconds()))


def card_secret(secret: str, nonce: str) -> str:
    """The 128-bit secret in a card's QR code, in hex."""
    return _derived(secret, "card secret", nonce)[:32]


def card_number(secret: str, nonce: str) -> str:
    """The number printed on a card: nine digits and one that checks them."""
    digits = f"{int(_derived(secret, 'card number', nonce), 16) % 10 ** (CARD_DIGITS - 1):09d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The digit that makes the sum of Luhn's rule a multiple of ten.

    It finds every single wrong digit and nearly every swap of two neighbours, so a slip of the
    finger costs no try.

    >>> check_digit("799273987")
    '4'
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


def grouped(number: str) -> str:
    """A card number as it is printed: 482 109 3756."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def read_card_number(typed: str) -> str | None:
    """The ten digits of a card number as people type it; None when it cannot be one.

    >>> read_card_number(" ４82-109 3750 ") is None
    True
    """
    digits = re.sub(r"[\s\-.·]", "", unicodedata.normalize("NFKC", typed))
    fits = len(digits) == CARD_DIGITS and digits.isascii() and digits.isdigit()
    return digits if fits and check_digit(digits[:-1]) == digits[-1] else None


def card_number_hash(secret: str, number: str) -> str:
    """How a card number is stored: keyed, because ten digits alone could be tried out."""
    return _derived(secret, "card", number)


def tablet_code_hash(secret: str, site_id: int, code: str) -> str:
    """How a tablet code is stored; it holds at one clinic only."""
    return _derived(secret, "tablet code", f"{site_id} {code}")


def prints_again(expires_at: datetime, *, locked: bool, now: datetime) -> bool:
    """Whether printing gives the card that exists, and not a new one."""
    return not locked and expires_at - now > CARD_STILL_GOOD


def tablet_left(touched: datetime, now: datetime) -> bool:
    """Whether nobody has touched the tablet for so long that it locks (ux R30)."""
    return now - touched >= TABLET_IDLE + TABLET_GRACE


def _derived(secret: str, purpose: str, text: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}\0{text}".encode(), sha256).hexdigest()
