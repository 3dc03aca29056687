"""Whom a patient asks to help: the form as typed, read with every mistake at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
from cryptography.fernet import InvalidToken
from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.access.terms import Scope
from osteopro.followup.queries.frame import Frame
from osteopro.patients import sealing
from osteopro.patients.rules import is_plain
from osteopro.patients.terms import HelperPerson, Relation
from osteopro.ui.components import DateParts, FieldError
from osteopro.web.patient import forms

LONGEST_NAME = 40
LONGEST_HELP = timedelta(days=2 * 366)
OTHER = "other"
# How long help lasts: the choices on the page, in days.
LASTING: Mapping[str, timedelta] = {
    "quarter": timedelta(days=91),
    "year": timedelta(days=365),
}
SESSION = "helper_asked"
LIFE = timedelta(minutes=30)


@dataclass(frozen=True)
class Asked:
    """What was typed and what it means; `person` and `until` None with a mistake."""

    person: HelperPerson | None
    scopes: frozenset[Scope]
    last_day: date | None
    key: UUID | None
    agrees: bool
    version: str
    typed_day: DateParts
    errors: tuple[FieldError, ...]

    def until(self, of: Frame) -> datetime:
        """The first moment after the last day, on the clinic's clock."""
        day = (self.last_day or of.today) + timedelta(days=1)
        return datetime.combine(day, time.min, of.clinic.zone)


def read(posted: QueryDict, of: Frame, *, must_agree: bool) -> Asked:
    """Read the form of a patient; `must_agree`: consent to help does not hold yet."""
    errors: list[FieldError] = []
    name = _name(posted.get("name", ""), errors)
    phone = _phone(posted.get("phone", ""), errors)
    relation = posted.get("relation", "")
    if relation not in set(Relation):
        errors.append(FieldError("relation", gettext("Choose an answer.")))
    scopes = frozenset(Scope(each) for each in posted.getlist("scope") if each in set(Scope))
    if not scopes:
        errors.append(FieldError("scope", gettext("Choose at least one.")))
    last_day, parts = _last_day(posted, of.today, errors)
    if must_agree and "agree" not in posted:
        errors.append(FieldError("agree", gettext("Only when you agree can your family help.")))
    person = None if errors else HelperPerson(name, phone, Relation(relation))
    return Asked(
        person=person,
        scopes=scopes,
        last_day=last_day,
        key=read_key(posted.get("key", "")),
        agrees="agree" in posted,
        version=posted.get("version", ""),
        typed_day=parts,
        errors=tuple(errors),
    )


def keep(session: Any, posted: QueryDict, now: datetime) -> None:
    """Keep the form sealed in the session until the code was given."""
    body = {"form": posted.urlencode(), "until": int((now + LIFE).timestamp())}
    session[SESSION] = sealing.seal_text(orjson.dumps(body).decode())


def kept(session: Any, now: datetime) -> QueryDict | None:
    """The form that waits for its code; None when there is none or it is too long ago."""
    try:
        body = orjson.loads(sealing.unseal_text(session.get(SESSION, "")))
    except (InvalidToken, orjson.JSONDecodeError):
        return None
    return QueryDict(body["form"]) if body["until"] >= now.timestamp() else None


def forget(session: Any) -> None:
    """It was done, or begun anew."""
    session.pop(SESSION, None)


def _name(typed: str, errors: list[FieldError]) -> str:
    name = " ".join(typed.split())
    if not name:
        errors.append(FieldError("name", gettext("Write the name.")))
    elif len(name) > LONGEST_NAME or not is_plain(name):
        errors.append(FieldError("name", gettext("This name cannot be used. Please look again.")))
    return name


def _phone(typed: str, errors: list[FieldError]) -> str:
    number, error = forms.read_phone(typed)
    if error:
        errors.append(FieldError("phone", error))
    return number


def _last_day(
    posted: QueryDict, today: date, errors: list[FieldError]
) -> tuple[date | None, DateParts]:
    chosen = posted.get("lasting", "")
    if chosen in LASTING:
        return today + LASTING[chosen], DateParts()
    if chosen != OTHER:
        errors.append(FieldError("lasting", gettext("Choose an answer.")))
        return None, DateParts()
    parts, day, error = forms.read_date(posted, "until")
    if day is not None and not today <= day <= today + LONGEST_HELP:
        error = gettext("Choose a day between today and two years from now.")
    if error:
        errors.append(FieldError("until", error))
        return None, parts
    return day, parts


def read_key(typed: str) -> UUID | None:
    """The key that a form was made with; None for one that is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
