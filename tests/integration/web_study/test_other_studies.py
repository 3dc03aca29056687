"""What belongs to another study is not there, whoever asks and wherever its id is put."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client

from osteopro.research.exchange.tables import LEFT_OUT, TABLES
from osteopro.web.study.urls import urlpatterns
from tests import full_study, studies
from tests.builders import Clinic
from tests.full_study import Ids
from tests.integration.web_study.addresses import ROWS, Row
from tests.studies import Studied

pytestmark = pytest.mark.django_db
REFUSED = {404, 409, 422}
# What is done in a closed study too.
GOES_ON = {"study_recording"}


@pytest.fixture
def mine(study: Studied) -> Ids:
    return full_study.filled(study)


@pytest.fixture(autouse=True)
def told(zhou: Client) -> None:
    """What breaks is an answer here, so that all that breaks is told at once."""
    zhou.raise_request_exception = False


@pytest.fixture
def theirs(clinic: Clinic, study: Studied, mine: Ids) -> Ids:
    """A study of others, in which Zhou, who leads one, has no part."""
    return full_study.filled(studies.another(clinic, study.outsider), first=8)


def sent(client: Client, row: Row, address: str, body: dict[str, str] | None = None) -> int:
    if row.method == "PUT":
        return client.put(address, b"x", content_type="audio/mpeg").status_code
    return client.post(address, body or {}).status_code


def rows_of(study_id: int) -> str:
    """Every row of a study."""
    found: dict[str, list[Any]] = {
        table.__name__: list(table._default_manager.filter(**{way: study_id}).values())
        for table, way in TABLES.items()
    }
    return json.dumps(found, cls=DjangoJSONEncoder)


def test_every_address_is_tried() -> None:
    """A new address needs a row, a new table a way to its study."""
    assert {each.name for each in urlpatterns} == set(ROWS)
    assert TABLES.keys().isdisjoint(LEFT_OUT)


def test_nothing_of_another_study_is_there(zhou: Client, mine: Ids, theirs: Ids) -> None:
    before = rows_of(theirs["study_id"])
    found = {}
    for name, row in ROWS.items():
        if "study_id" not in row.ids:
            continue
        for ids in (theirs, {**theirs, "study_id": mine["study_id"]}):
            if ids is not theirs and len(row.ids) == 1:
                continue
            address = row.address(name, ids)
            found[address, "POST"] = sent(zhou, row, address)
            found[address, "GET"] = zhou.get(address).status_code
    assert {key: code for key, code in found.items() if code not in {404, 405}} == {}
    posts = {key: code for key, code in found.items() if key[1] == "POST"}
    assert {key: code for key, code in posts.items() if code == 405} == {}
    assert rows_of(theirs["study_id"]) == before


def test_ids_of_another_study_do_nothing_in_what_is_sent(
    zhou: Client, mine: Ids, theirs: Ids
) -> None:
    before = rows_of(theirs["study_id"])
    found = {}
    for name, row in ROWS.items():
        for body in row.bodies:
            typed = {field: value.format(**theirs) for field, value in body.items()}
            code = sent(zhou, row, row.address(name, mine), typed)
            if code not in REFUSED and not (row.leaves_out and code == 302):
                found[name, str(body)] = code
    assert found == {}
    assert rows_of(theirs["study_id"]) == before
    kept = rows_of(mine["study_id"])
    assert [
        key for key, value in theirs.items() if len(str(value)) > 30 and str(value) in kept
    ] == []


def test_a_closed_study_refuses_in_words(zhou: Client, study: Studied, mine: Ids) -> None:
    studies.closed(study)
    before, found = rows_of(study.study_id), {}
    for name, row in ROWS.items():
        if "study_id" in row.ids:
            for body in (None, *(() if name in GOES_ON else row.bodies)):
                typed = {field: value.format(**mine) for field, value in (body or {}).items()}
                code = sent(zhou, row, row.address(name, mine), typed)
                found[name, str(body)] = code
            found[name, "GET"] = zhou.get(row.address(name, mine)).status_code
    assert {key: code for key, code in found.items() if code >= 500} == {}
    assert rows_of(study.study_id) == before


def test_the_same_things_of_ones_own_study_are_there(zhou: Client, mine: Ids) -> None:
    """So the refusals above are of the other study and of nothing else."""
    odd = {"study_sound", "study_recording_begin", "study_meanings", "study_brought"}
    pages = {
        name: zhou.get(row.address(name, mine)).status_code
        for name, row in ROWS.items()
        if name not in odd and row.method == "POST"
    }
    assert {name: code for name, code in pages.items() if code not in {200, 302, 405}} == {}
