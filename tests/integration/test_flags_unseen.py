"""How reports were answered is seen by nobody but the patient's own team (clinical content 5.1).

A record on which every check held, and another with thoughts of self-harm, are sent; then every
address of the product is opened as the patient, as who helps and as the physician.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from osteopro import clock
from osteopro.followup import checking
from osteopro.followup.models import OpenItem
from osteopro.messaging.models import Message, OutboundMessage
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from osteopro.records.models import Assessment
from osteopro.triage.terms import Level
from osteopro.triage.validity.checking import Flag
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.test_role_matrix import (
    BOOKER,
    HELPER,
    HELPERS,
    MATRIX,
    OWNER,
    READER,
    WRITER,
    ZHANG,
    World,
    address,
)
from tests.integration.test_role_matrix import world as world
from tests.integration.web_patient.test_own_copy import FILE, PAGE, read, step_up
from tests.integration.web_patient.test_own_copy import texts as texts

MARK = {"zh-CN": "查得不一样", "en": "held-in-a-check"}
FLAGS = tuple(
    Flag(f"V{n}", action, MARK, values={"kept": 1})
    for n, action in enumerate(("A1", "A1", "A1", "A1", "A2", "A2", "E3", "A1"), start=1)
)
# Names and words of checks, and what nobody is ever called (5.1).
UNSEEN = re.compile(
    "|".join(
        [
            *MARK.values(),
            *(rf"[\"'>]V{n}[\"'<]" for n in range(1, 9)),
            "需要再问",
            "follow-up question",
            "opros-validity",
            "validity",
            "person.?fit",
            "(?i:fake|liar|exaggerat|suspicious)",
            "夸大|说谎|撒谎|可疑|装病",
        ]
    )
)
SELF_HARM = {"sym_mood": "very", "rf_selfharm": "some"}


@pytest.fixture
def flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check holds for every report."""
    monkeypatch.setattr(checking, "check", lambda *_: FLAGS)


@pytest.fixture
def told(flagged: None, request: pytest.FixtureRequest) -> World:
    """The world in which every report is flagged, and one says what only the patient says."""
    found: World = request.getfixturevalue("world")
    row = Assessment.objects.filter(response__uuid=found.kwargs["sent"]).get()
    assert [flag["id"] for flag in row.flags] == [flag.id for flag in FLAGS]
    assert OpenItem.objects.filter(kind="verify").exists()
    return found


def pages(world: World, role: str) -> Iterator[tuple[str, str]]:
    """Every page this person gets, by the name of its address."""
    signed_in = dict(world.clients[role].session)
    for name, row in MATRIX.items():
        if role in row.allowed and not row.post:
            answer = _as(signed_in).get(address(name, row, world))
            if answer.status_code == 200:
                yield name, answer.getvalue().decode(errors="replace")


def _as(signed_in: Mapping[str, Any]) -> Client:
    """A browser of its own for each page: some of them end a session."""
    client = Client()
    session = client.session
    session.update(signed_in)
    session.save()
    return client


SEEN = {
    OWNER: {"patient_home", "patient_messages", "patient_trend", "patient_reply"},
    HELPER: {"patient_home", "patient_messages", "patient_trend", "patient_reply"},
    READER: {"patient_home", "patient_messages", "patient_trend"},
    WRITER: {"patient_home", "patient_question", "patient_check"},
    BOOKER: {"patient_home", "patient_appointments"},
    ZHANG: {"visit_escalations", "visit_escalation", "care_patient"},
}


@pytest.mark.parametrize("role", SEEN)
def test_no_page_of_patients_helpers_or_physicians_says_a_word_of_it(
    told: World, role: str
) -> None:
    found = dict(pages(told, role))
    assert SEEN[role] <= set(found)
    assert {name: UNSEEN.findall(text) for name, text in found.items() if UNSEEN.search(text)} == {}


def test_the_manager_sees_it_so_the_words_are_right(told: World) -> None:
    text = dict(pages(told, "manager"))["care_review"]
    assert "需要再问一问" in text
    assert MARK["zh-CN"] in text


def test_neither_messages_nor_the_copy_of_their_data_say_it(
    told: World, request: pytest.FixtureRequest
) -> None:
    mine: Client = told.clients[OWNER]
    step_up(mine, request.getfixturevalue("texts"))
    found = {path: read(mine, path) for path in (PAGE, FILE)}
    assert len(found[FILE]) > 1000
    found["messages"] = str([*Message.objects.values(), *OutboundMessage.objects.values()])
    assert {
        where: UNSEEN.findall(text) for where, text in found.items() if UNSEEN.search(text)
    } == {}


@pytest.mark.parametrize("role", sorted(HELPERS))
def test_who_helps_never_meets_what_was_said_in_private(told: World, role: str) -> None:
    patient = Patient.objects.get(pk=told.kwargs["patient_id"])
    someone = builders.Someone(patient.pk, patient.account_id, patients_queries.person(patient.pk))
    with clock.frozen(MONDAY + timedelta(minutes=5)):
        receipt = builders.send(someone, **SELF_HARM)
    assert receipt.level is Level.URGENT
    private = _private()
    with clock.frozen(MONDAY + timedelta(minutes=10)):
        found = dict(pages(replace(told, kwargs={**told.kwargs, "sent": receipt.uuid}), role))
    assert "patient_home" in found
    assert {n for n, text in found.items() if any(words in text for words in private)} == set()


def _private() -> list[str]:
    """The question for the patient alone, its short name, and what may be answered to it."""
    form = builders.form().questionnaire
    item = form.item("rf-selfharm")
    texts = [item.text, item.short, *(option.display for option in item.options[1:])]
    return [words for text in texts for words in text.values() if len(words) > 3]
