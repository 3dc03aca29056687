"""A copied patient equals one that went through the same actions, row by row (resolution 47)."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as product
from django.db import models
from pytest_django import Settings

from bench.copying import Copier
from bench.pattern import events_about, pattern_of, rows_about
from osteopro import clock
from osteopro.audit import queries as audit_queries
from osteopro.audit.models import Event
from osteopro.audit.terms import patient_stream
from osteopro.followup import actions
from osteopro.followup.models import CareState
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from osteopro.messaging import channels
from osteopro.patients import sealing
from osteopro.patients.models import CareAssignment, Patient
from osteopro.patients.terms import CareRole
from osteopro.schedule import runner
from osteopro.signin import rules as signin_rules
from tests import builders
from tests.builders import Clinic, Someone

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
pytestmark = pytest.mark.django_db


def _lives(someone: Someone, clinic: Clinic, monday: datetime) -> None:
    """A long form, an answer to it, a quiet week, an urgent one, and a form left open."""
    first = builders.send(someone, full=True, at=monday)
    with clock.frozen(monday + timedelta(hours=1)):
        actions.record_review(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=first.occasion,
            ending=Ending(Outcome.REPLIED, body="谢谢您。我看了您的记录，和上次差不多。"),
            versions=[first.uuid],
        )
    builders.send(someone, at=monday + timedelta(days=7))
    builders.send(someone, at=monday + timedelta(days=14), sym_pain_rest="9", sym_pain_move="10")
    with clock.frozen(monday + timedelta(days=21)):
        record = builders.begin(someone)
        builders.save(someone, record, {"rf-check": ["none"], "sym-pain-rest": "4"})


@pytest.fixture
def acted(
    monday: datetime, clinic: Clinic, settings: Settings
) -> Iterator[tuple[Someone, Someone]]:
    """Two patients with the same life."""
    pair = builders.patient(clinic), builders.patient(clinic)
    for someone in pair:
        _lives(someone, clinic, monday)
    # Messages leave, deadlines are missed, and both fall silent.
    settings.SMS_GATEWAY = "bench.gateway.Nowhere"
    channels.gateway.cache_clear()
    with clock.frozen(monday + timedelta(days=60)):
        runner.run_due()
    yield pair
    channels.gateway.cache_clear()


class _Reader:
    """Reads a patient's rows in words that two patients with the same life share.

    Ids and uuids are named by the order in which they come; secrets are opened.
    """

    def __init__(self, patient_id: int) -> None:
        self.rows = rows_about(patient_id)
        self.events = events_about(patient_id)
        self._names = {
            (model.__name__, row.pk): f"{model.__name__} {n}"
            for model, found in self.rows.items()
            for n, row in enumerate(found)
        }
        self._uuids: dict[str, str] = {}

    def all(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, and the events."""
        found = {
            model.__name__: [self._row(row) for row in rows] for model, rows in self.rows.items()
        }
        return found | {"Event": [self._event(event) for event in self.events]}

    def name(self, model: str, old: Any) -> Any:
        return self._names.get((model, int(old)), old)

    def _row(self, row: models.Model) -> dict[str, Any]:
        return {c.name: self._value(row, c) for c in row._meta.concrete_fields}

    def _value(self, row: Any, column: Any) -> Any:
        value = getattr(row, column.attname)
        reader = _READERS.get((type(row).__name__, column.name))
        if value is None or value == "":
            return value
        if reader is not None:
            return reader(self, row, value)
        if column.remote_field:
            return self.name(column.related_model.__name__, value)
        if column.primary_key:
            return self.name(type(row).__name__, value)
        number = isinstance(column, models.BigIntegerField)
        if number and column.name in ("by", "author", "manager", "backup", "account", "closed_by"):
            return self.name("Account", value)
        if number and column.name in ("message", "reply"):
            return self.name("Message", value)
        return self.words(value)

    def words(self, value: Any) -> str:
        """A value as text, uuids by name."""
        return UUIDS.sub(self._uuid, str(value))

    def _uuid(self, found: "re.Match[str]") -> str:
        return self._uuids.setdefault(found[0], f"uuid {len(self._uuids)}")

    def _event(self, event: Event) -> dict[str, Any]:
        own_stream = patient_stream(self.rows[Patient][0].pk)
        model = {"patient": "Patient", "account": "Account", "link": "PatientLink"} | {
            "message": "Message",
            "review": "Review",
            "item": "OpenItem",
            "outbound": "OutboundMessage",
            "consent-version": "ConsentVersion",
        }
        uuid = UUIDS.fullmatch(event.object_id)
        about = (
            self.words(event.object_id)
            if uuid
            else self.name(model[event.object_type], event.object_id)
        )
        # Numbers and hashes follow from the place in the chain, which is verified as a whole.
        return {
            "stream": "own" if event.stream == own_stream else event.stream,
            "kind": event.kind,
            "at": event.at,
            "actor": event.actor and self.name("Account", event.actor),
            "capacity": event.capacity,
            "object_type": event.object_type,
            "about": about,
            "detail": self.words(event.detail),
        }


def _key(reader: _Reader, _row: Any, value: str) -> str:
    parts = value.split(":")
    if parts[0] == "alert":
        parts[2] = str(reader.name("Patient", parts[2]))
        parts[-2] = str(reader.name("Account", parts[-2]))
    else:
        model = "PatientLink" if parts[0] == "link" else "Message"
        parts[1] = str(reader.name(model, parts[1]))
    return reader.words(":".join(parts))


def _reference(reader: _Reader, row: Any, value: str) -> str:
    assert value.strip("<").startswith(row.key[:70])
    return _key(reader, row, row.key)


def _params(reader: _Reader, _row: Any, value: dict[str, Any]) -> dict[str, Any]:
    models_of = {"patient": "Patient", "message": "Message"}
    return {k: reader.name(models_of[k], v) if k in models_of else v for k, v in value.items()}


def _content(reader: _Reader, row: Any, value: dict[str, Any]) -> str:
    assert value["subject"] == {"reference": f"Patient/{row.patient_id}"}
    return reader.words({**value, "subject": "the patient"})


def _nonce(_reader: _Reader, row: Any, value: str) -> int:
    token = signin_rules.link_token(product.SECRET_KEY, value)
    assert row.token_hash == signin_rules.hashed(token)
    return len(value)


_READERS: Mapping[tuple[str, str], Callable[[_Reader, Any, Any], Any]] = {
    ("OutboundMessage", "key"): _key,
    ("OutboundMessage", "provider_ref"): _reference,
    ("OutboundMessage", "params"): _params,
    ("Response", "content"): _content,
    ("PatientLink", "nonce"): _nonce,
    ("PatientLink", "token_hash"): lambda _reader, _row, _value: "checked with the nonce",
    # Patients have none: a random mark that nothing fits.
    ("Account", "password"): lambda _reader, _row, value: value[0],
    ("Identity", "sealed"): lambda _reader, _row, value: sealing.unseal(value),
}


def test_two_acted_patients_read_the_same(acted: tuple[Someone, Someone]) -> None:
    """The reading is strict enough to mean something and blind to what must differ."""
    first, second = (_Reader(each.patient_id).all() for each in acted)
    assert first == second
    assert len(first["Response"]) == 4  # three were sent, one was left half-way
    assert {"Review", "Message", "Score", "Draft", "OutboundMessage", "Head"} - set(first) == {
        "Head"
    }


def test_a_copied_patient_equals_an_acted_one(acted: tuple[Someone, Someone]) -> None:
    pattern = pattern_of(acted[0].patient_id)
    (copied, another) = Copier([pattern]).write([{}, {}])
    expected = _Reader(acted[1].patient_id).all()
    assert _Reader(copied).all() == expected
    assert _Reader(another).all() == expected
    assert list(audit_queries.verify()) == []


def test_a_copied_patient_goes_on_as_an_acted_one(
    acted: tuple[Someone, Someone], monday: datetime
) -> None:
    """The next record of both is judged alike, and new rows come after the copies."""
    pattern = pattern_of(acted[0].patient_id)
    (copied,) = Copier([pattern]).write([{}])
    account = Patient.objects.values_list("account_id", flat=True).get(pk=copied)
    twin = Someone(copied, account, acted[0].person)
    for someone in (twin, acted[1]):
        builders.send(someone, at=monday + timedelta(days=22), sym_fatigue="quite")
    assert _Reader(copied).all() == _Reader(acted[1].patient_id).all()
    assert list(audit_queries.verify()) == []


def test_a_copy_can_have_staff_of_its_own(acted: tuple[Someone, Someone], clinic: Clinic) -> None:
    pattern = pattern_of(acted[0].patient_id)
    li, wang = clinic.li.account_id, clinic.wang.account_id
    (copied,) = Copier([pattern]).write([{li: wang, wang: li}])
    state = CareState.objects.get(patient_id=copied)
    assert (state.manager, state.backup) == (wang, li)
    team = CareAssignment.objects.filter(patient_id=copied)
    assert team.get(role=CareRole.MANAGER).account_id == wang
