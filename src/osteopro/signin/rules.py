"""Limits of patient sign-in (ux 2.1). Pure."""

import hmac
from datetime import date, datetime, timedelta
from hashlib import sha256

LINK_LIFE = timedelta(days=14)
WRONG_BIRTH_DATES = 5  # per link and day, then it is locked
CODE_LIFE = timedelta(minutes=10)
WRONG_CODES = 5
RESEND_AFTER = timedelta(seconds=60)
CODES_PER_NUMBER_AND_DAY = 5
CODES_PER_ADDRESS_AND_HOUR = 20


def link_token(secret: str, nonce: str) -> str:
    """The 160-bit token of a link in hex. Derived, so the database never holds it."""
    return hmac.new(secret.encode(), f"link\0{nonce}".encode(), sha256).hexdigest()[:40]


def hashed(text: str) -> str:
    """How tokens and codes are stored."""
    return sha256(text.encode()).hexdigest()


def device_mark(secret: str) -> str:
    """How a session names the phone it runs on: enough to forget it, not to enter with it."""
    return hashed(secret)


def code_hash(secret: str, phone_digest: str, code: str) -> str:
    """How a six-digit code is stored: keyed, because six digits alone could be tried out."""
    return hmac.new(secret.encode(), f"{phone_digest}\0{code}".encode(), sha256).hexdigest()


def tries_left(wrong_today: int, tries_on: date | None, today: date) -> int:
    """How many more birth dates may be tried on this link today; 0 locks it."""
    used = wrong_today if tries_on == today else 0
    return max(0, WRONG_BIRTH_DATES - used)


def seconds_until_resend(last_sent: datetime | None, now: datetime) -> int:
    """How long until another code may be asked for; 0 when at once."""
    if last_sent is None:
        return 0
    return max(0, int((last_sent + RESEND_AFTER - now).total_seconds()))
