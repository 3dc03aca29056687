"""Everything about one patient who was made through actions, and what differs in a copy."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from osteopro.accounts.models import Account
from osteopro.audit.models import Event, Head
from osteopro.audit.terms import patient_stream
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.models import Patient
from osteopro.signin import rules as signin_rules
from osteopro.signin.models import PatientLink

Model = type[models.Model]
# Columns that hold an account, and those that hold a message, without being foreign keys.
PEOPLE = frozenset(
    {
        "by",
        "author",
        "actor",
        "manager",
        "backup",
        "answers",
        "second",
        "passed_to",
        "account",
        "physician",
        "closed_by",
    }
)
MESSAGES = frozenset({"message", "reply"})
# What a number in a text is the id of, by the word before it; messages have several words.
MODELS = {"escalation": "Escalation"}
# What the kinds of objects in the audit trail are rows of.
AUDITED = {
    "patient": "Patient",
    "link": "PatientLink",
    "review": "Review",
    "item": "OpenItem",
    "message": "Message",
    "call": "Call",
    "escalation": "Escalation",
    "outbound": "OutboundMessage",
    "device": "Device",
    "measurement": "Measurement",
}
UUID_LENGTH = 36
LAST_48_BITS = (1 << 48) - 1


@dataclass
class Copy:
    """One patient to be: `ids` are new ones by model and old id, `people` by staff account."""

    number: int
    people: Mapping[int, int]
    ids: dict[tuple[str, int], int] = field(default_factory=dict)

    def id(self, model: str, old: int) -> int:
        """The new id of a row that is copied, the old one of a row that is not."""
        return self.ids.get((model, old), old)

    def person(self, account: int) -> int:
        """The account that stands for this one: the patient's own, or another's on the staff."""
        return self.ids.get(("Account", account)) or self.people.get(account, account)

    def uuid(self, old: UUID) -> UUID:
        """Another one for each copy, the same wherever the old one stands."""
        return UUID(int=(old.int & ~LAST_48_BITS) | ((old.int + self.number) & LAST_48_BITS))

    def reference(self, text: str, kind: str) -> str:
        """An id or uuid that stands as text in the audit trail."""
        if len(text) == UUID_LENGTH:
            return str(self.uuid(UUID(text)))
        if kind == "account":
            return str(self.person(int(text)))
        return str(self.id(AUDITED[kind], int(text))) if kind in AUDITED else text

    def words(self, text: str) -> str:
        """A text made of ids and uuids, divided by colons: the source of an open item."""
        parts = text.split(":")
        for n, part in enumerate(parts):
            if len(part) == UUID_LENGTH:
                parts[n] = str(self.uuid(UUID(part)))
            elif part.isdigit():
                named = MODELS.get(parts[n - 1], "Message") if n else "OutboundMessage"
                parts[n] = str(self.id(named, int(part)))
        return ":".join(parts)


Change = Callable[[Copy], Any]


@dataclass(frozen=True)
class Line:
    """One row, ready for the database, and what differs in each copy by column."""

    old_id: int
    values: list[Any]
    changes: tuple[tuple[int, Change], ...]

    def as_of(self, copy: Copy) -> list[Any]:
        row = self.values.copy()
        for column, change in self.changes:
            row[column] = change(copy)
        return row


@dataclass(frozen=True)
class Sheet:
    """The rows of one table that belong to one patient."""

    model: Model
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return self.model.__name__


@dataclass(frozen=True)
class Pattern:
    """A patient to be copied. Events are apart: their chain is made anew for each copy."""

    patient_id: int
    sheets: tuple[Sheet, ...]
    events: tuple[tuple[Event, Line], ...]


def pattern_of(patient_id: int) -> Pattern:
    """Read every row about a patient, found along the foreign keys that lead to it."""
    found = rows_about(patient_id)
    known = {(type(row).__name__, row.pk) for rows in found.values() for row in rows}
    sheets = [
        Sheet(model, tuple(_line(row, known) for row in rows)) for model, rows in found.items()
    ]
    events = tuple((event, _line(event, known)) for event in events_about(patient_id))
    return Pattern(patient_id, tuple(sheets), events)


def rows_about(patient_id: int) -> dict[Model, list[models.Model]]:
    """The rows of each table that belong to a patient, parents before children."""
    patient = Patient.objects.select_related("account").get(pk=patient_id)
    found: dict[Model, list[models.Model]] = {Account: [patient.account], Patient: [patient]}
    waiting = [model for model in apps.get_models() if model not in (Account, Patient, Event, Head)]
    progress = True
    while progress:
        progress = False
        for model in waiting.copy():
            rows = _rows(model, found)
            if rows:
                found[model] = rows
                waiting.remove(model)
                progress = True
    return found


def events_about(patient_id: int) -> list[Event]:
    """What the audit trail says about a patient, also in the system's chain, in order."""
    account = Patient.objects.values_list("account_id", flat=True).get(pk=patient_id)
    own = Q(stream=patient_stream(patient_id))
    theirs = Q(object_type="account", object_id=str(account))
    return list(Event.objects.filter(own | theirs).order_by("pk"))


def _rows(model: Model, found: Mapping[Model, list[models.Model]]) -> list[models.Model]:
    wanted = Q()
    for column in model._meta.concrete_fields:
        parent = column.related_model
        if parent is not None and parent in found and parent is not model:
            wanted |= Q(**{f"{column.name}__in": [row.pk for row in found[parent]]})
    if model is OutboundMessage:
        (patient,) = found[Patient]
        wanted |= Q(params__patient=patient.pk)
    return list(model._default_manager.filter(wanted).order_by("pk")) if wanted else []


def _line(row: models.Model, known: set[tuple[str, int]]) -> Line:
    columns = row._meta.concrete_fields
    values = [_ready(column, getattr(row, column.attname)) for column in columns]
    changes = [(n, _change(row, column, known)) for n, column in enumerate(columns)]
    return Line(row.pk, values, tuple((n, change) for n, change in changes if change))


def _ready(column: Any, value: Any) -> Any:
    if isinstance(column, models.JSONField):
        return None if value is None else json.dumps(value, ensure_ascii=False)
    return column.get_db_prep_save(value, connection)


def _change(row: models.Model, column: Any, known: set[tuple[str, int]]) -> Change | None:
    value = getattr(row, column.attname)
    special = SPECIAL.get((type(row).__name__, column.name))
    if value is None or value == "":
        return None
    if special is not None:
        return special(row, value)
    if column.remote_field:
        name = column.related_model.__name__
        if (name, value) in known:
            return lambda copy: copy.ids[name, value]
        return (lambda copy: copy.person(value)) if name == "Account" else None
    if column.primary_key:
        name = type(row).__name__
        if (name, value) not in known:  # an event: its place in the chain gives it its id
            return None
        return lambda copy: copy.ids[name, value]
    if isinstance(column, models.UUIDField):
        return lambda copy: column.get_db_prep_save(copy.uuid(value), connection)
    number = isinstance(column, models.BigIntegerField)
    if number and column.name in PEOPLE:
        return lambda copy: copy.person(value)
    if number and column.name in MESSAGES:
        return lambda copy: copy.id("Message", value)
    return None


def _source(_row: models.Model, value: str) -> Change:
    return lambda copy: copy.words(value)


def _object(row: models.Model, value: str) -> Change:
    kind = row.object_type  # type: ignore[attr-defined]
    return lambda copy: copy.reference(value, kind)


def _nonce(_row: models.Model, value: str) -> Change:
    return lambda copy: _other_nonce(value, copy)


def _token(row: models.Model, _value: str) -> Change:
    nonce = row.nonce  # type: ignore[attr-defined]

    def token(copy: Copy) -> str:
        made = signin_rules.link_token(settings.SECRET_KEY, _other_nonce(nonce, copy))
        return signin_rules.hashed(made)

    return token


def _other_nonce(nonce: str, copy: Copy) -> str:
    return f"{nonce[:-10]}{copy.number:010x}"


def _key(_row: models.Model, value: str) -> Change:
    """Outbox keys: `link:<id>`, `reply:<id>`, `alert:<stage>:<patient>:…:<account>:<way>`."""
    parts = value.split(":")
    if parts[0] != "alert":
        model = {"link": "PatientLink", "reply": "Message"}[parts[0]]
        return lambda copy: f"{parts[0]}:{copy.id(model, int(parts[1]))}"
    stage, patient, *source, level, account, way = parts[1:]

    def key(copy: Copy) -> str:
        about = copy.words(":".join(source))
        who = copy.id("Patient", int(patient))
        return f"alert:{stage}:{who}:{about}:{level}:{copy.person(int(account))}:{way}"

    return key


def _reference(row: models.Model, value: str) -> Change:
    """The operator's reference is the key, that of mail is made of it (channels.py)."""
    key = _key(row, row.key)  # type: ignore[attr-defined]
    length = OutboundMessage._meta.get_field("provider_ref").max_length
    mail = value.startswith("<")
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1]
    return lambda copy: (f"<{key(copy)}@{domain}>" if mail else key(copy))[:length]


def _params(_row: models.Model, value: Mapping[str, Any]) -> Change | None:
    models_of = {"patient": "Patient", "message": "Message", "escalation": "Escalation"}

    def params(copy: Copy) -> str:
        ids = {name: copy.id(models_of[name], value[name]) for name in models_of if name in value}
        return json.dumps({**value, **ids}, ensure_ascii=False)

    return params


def _content(row: models.Model, value: Mapping[str, Any]) -> Change:
    """A stored form names its own uuid and its patient, nothing else that differs."""
    old: Any = row
    text = json.dumps(value, ensure_ascii=False)
    uuid, subject = str(old.uuid), f'Patient/{old.patient_id}"'

    def content(copy: Copy) -> str:
        new = f'Patient/{copy.id("Patient", old.patient_id)}"'
        return text.replace(uuid, str(copy.uuid(old.uuid))).replace(subject, new)

    return content


SPECIAL: Mapping[tuple[str, str], Callable[[Any, Any], Change | None]] = {
    ("Event", "object_id"): _object,
    ("OpenItem", "source"): _source,
    ("CareState", "source"): _source,
    (PatientLink.__name__, "nonce"): _nonce,
    (PatientLink.__name__, "token_hash"): _token,
    (OutboundMessage.__name__, "key"): _key,
    (OutboundMessage.__name__, "provider_ref"): _reference,
    (OutboundMessage.__name__, "params"): _params,
    ("Response", "content"): _content,
}
