"""Reading what was typed on the command line: every problem in one sentence, nothing changed."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from django.core.management.base import CommandError

from osteopro.patients import search
from osteopro.patients.rules import is_plain
from osteopro.patients.search import BadPhone

Code = TypeVar("Code", bound=StrEnum)
BAD_INPUT = 2


class Problems:
    """Collects sentences; `stop` ends the command with all of them and exit code 2."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def say(self, sentence: str) -> None:
        self.found.append(sentence)

    def stop(self) -> NoReturn:
        raise CommandError("\n".join(self.found), returncode=BAD_INPUT)

    def date(self, option: str, text: str) -> date | None:
        """An ISO date."""
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            self.say(f"{option}: {text!r} is not a date like 1955-03-02.")
            return None

    def name(self, option: str, text: str) -> None:
        """A name without characters that cannot be seen."""
        if not is_plain(text):
            self.say(f"{option}: has characters that cannot be seen.")

    def phone(self, option: str, text: str) -> str | None:
        """A number in E.164."""
        try:
            return search.normal_phone(text)
        except BadPhone as bad:
            self.say(f"{option}: {text!r} is not a phone number ({bad.digits} digits).")
            return None

    def code(self, option: str, text: str, kind: type[Code]) -> Code | None:
        """One of the codes of `kind`."""
        if text in set(kind):
            return kind(text)
        self.say(f"{option}: {text!r} is none of {', '.join(kind)}.")
        return None

    def among(self, option: str, text: str, known: Collection[str]) -> str | None:
        """One of the words of `known`."""
        if text in known:
            return text
        self.say(f"{option}: {text!r} is none of {', '.join(sorted(known))}.")
        return None
