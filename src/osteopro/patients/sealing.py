"""Encryption of identities (`osteopro.sealing` holds the keys)."""

import json
from datetime import date

from osteopro.patients.terms import Person
from osteopro.sealing import box, reseal_text, seal_text, unseal_text

__all__ = ["reseal", "reseal_text", "seal", "seal_text", "unseal", "unseal_text"]


def seal(person: Person) -> bytes:
    """The sealed form of an identity, under the newest key."""
    fields = {name: getattr(person, name) for name in Person.__slots__}
    fields["birth"] = person.birth.isoformat()
    return box().encrypt(json.dumps(fields, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview) -> Person:
    """The identity. Raises cryptography.fernet.InvalidToken when no key fits."""
    fields = json.loads(box().decrypt(bytes(sealed)))
    return Person(**(fields | {"birth": date.fromisoformat(fields["birth"])}))


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same identity under the newest key."""
    return box().rotate(bytes(sealed))
