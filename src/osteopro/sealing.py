"""Secrets as they may stand in a table: encrypted, with keys that can be changed.

The first key of OSTEOPRO_IDENTITY_KEYS encrypts; all of them decrypt.
"""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def box() -> MultiFernet:
    """What seals and unseals, under the keys in use."""
    return _box(tuple(settings.IDENTITY_KEYS))


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal_text(text: str) -> str:
    """A short secret as it may stand in a table until it is used."""
    return box().encrypt(text.encode()).decode()


def unseal_text(sealed: str) -> str:
    """The secret again. Raises cryptography.fernet.InvalidToken when no key fits."""
    return box().decrypt(sealed.encode()).decode()


def reseal_text(sealed: str) -> str:
    """The same secret under the newest key."""
    return box().rotate(sealed.encode()).decode()
