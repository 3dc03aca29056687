"""Searching sealed identities by keyed hashes: name parts, pinyin initials, phone, birth date."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from django.conf import settings
from pypinyin import Style, lazy_pinyin

from osteopro.patients.terms import Person

REGION = "CN"
_PHONE = re.compile(r"\s*\+?[0-9\s().\-\u2010-\u2015]{3,30}")


class KeyKind(StrEnum):
    NAME = "name"
    INITIALS = "initials"
    PHONE = "phone"
    PHONE_END = "phone-end"
    BIRTH = "birth"
    ID_NUMBER = "id-number"
    STUDY = "study"  # who is behind a row of the study (study_vault)


class BadPhone(ValueError):
    """Not a phone number; `digits` is how many digits were given."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"{digits} digits")
        self.digits = digits


def normal_phone(text: str) -> str:
    """The number in E.164, from what people type: digits, and what one writes between them.

    Letters, extensions and parameters are no part of it. Raises BadPhone.

    >>> normal_phone("138 0000 6620")
    '+8613800006620'
    """
    typed = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"\D", "", typed)
    if not _PHONE.fullmatch(typed):
        raise BadPhone(len(digits))
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException as error:
        raise BadPhone(len(digits)) from error
    if not phonenumbers.is_possible_number(number):
        raise BadPhone(len(digits))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_in_use(number: str) -> bool:
    """Whether the country gives out such numbers. A list from elsewhere has lost digits, where
    a person at the desk is asked.

    >>> is_in_use("+8613800006620"), is_in_use("+861380000662")
    (True, False)
    """
    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def keys_of(person: Person) -> Iterator[tuple[KeyKind, str]]:
    """Every (kind, digest) under which this person can be found."""
    name = normal_name(person.name)
    # Any part of a name finds it: 秀英, 王秀, 英.
    for start in range(len(name)):
        for end in range(start + 1, len(name) + 1):
            yield KeyKind.NAME, digest(KeyKind.NAME, name[start:end])
    initials = pinyin_initials(person.name)
    for end in range(1, len(initials) + 1):
        yield KeyKind.INITIALS, digest(KeyKind.INITIALS, initials[:end])
    yield KeyKind.PHONE, digest(KeyKind.PHONE, person.phone)
    yield KeyKind.PHONE_END, digest(KeyKind.PHONE_END, person.phone[-4:])
    yield KeyKind.BIRTH, digest(KeyKind.BIRTH, person.birth.isoformat())
    if person.id_number:
        yield KeyKind.ID_NUMBER, digest(KeyKind.ID_NUMBER, person.id_number.upper())


def keys_for_query(text: str) -> list[tuple[KeyKind, str]]:
    """What somebody who typed `text` may mean; empty when it is nothing one can search by."""
    typed = normal_name(text)
    if not typed:
        return []
    if typed.isascii() and typed.isalpha():
        return [(KeyKind.INITIALS, digest(KeyKind.INITIALS, typed)), _name_key(typed)]
    if typed.lstrip("+").isdigit():
        if len(typed) == 4:
            return [(KeyKind.PHONE_END, digest(KeyKind.PHONE_END, typed))]
        try:
            return [(KeyKind.PHONE, digest(KeyKind.PHONE, normal_phone(typed)))]
        except BadPhone:
            return []
    return [_name_key(typed)]


def normal_name(text: str) -> str:
    """A name without blanks and width differences, lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def pinyin_initials(name: str) -> str:
    """First letters of each character: 王秀英 → wxy."""
    return "".join(lazy_pinyin(normal_name(name), style=Style.FIRST_LETTER)).lower()


def digest(kind: KeyKind, text: str) -> str:
    """The keyed hash under which `text` is stored."""
    key = _search_key(settings.SEARCH_KEY)
    return hmac.new(key, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _name_key(typed: str) -> tuple[KeyKind, str]:
    return KeyKind.NAME, digest(KeyKind.NAME, typed)


@lru_cache(maxsize=4)
def _search_key(secret: str) -> bytes:
    return hashlib.sha256(b"osteopro search keys\0" + secret.encode()).digest()
