"""Encryption of identities, with keys that can be changed.

The first key of OSTEOPRO_IDENTITY_KEYS encrypts; all of them decrypt.
"""

import json
from datetime import date
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from osteopro.patients.terms import Person


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(person: Person) -> bytes:
    """The sealed form of an identity, under the newest key."""
    fields = {name: getattr(person, name) for name in Person.__slots__}
    fields["birth"] = person.birth.isoformat()
    return _box(tuple(settings.IDENTITY_KEYS)).encrypt(
        json.dumps(fields, ensure_ascii=False).encode()
    )


def unseal(sealed: bytes | memoryview) -> Person:
    """The identity. Raises cryptography.fernet.InvalidToken when no key fits."""
    fields = json.loads(_box(tuple(settings.IDENTITY_KEYS)).decrypt(bytes(sealed)))
    return Person(**(fields | {"birth": date.fromisoformat(fields["birth"])}))


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same identity under the newest key."""
    return _box(tuple(settings.IDENTITY_KEYS)).rotate(bytes(sealed))


def seal_text(text: str) -> str:
    """A short secret as it may stand in a table until it is used."""
    return _box(tuple(settings.IDENTITY_KEYS)).encrypt(text.encode()).decode()


def unseal_text(sealed: str) -> str:
    """The secret again."""
    return _box(tuple(settings.IDENTITY_KEYS)).decrypt(sealed.encode()).decode()


def reseal_text(sealed: str) -> str:
    """The same secret under the newest key."""
    return _box(tuple(settings.IDENTITY_KEYS)).rotate(sealed.encode()).decode()
