"""`osteopro priority`: the list in order with P and terms, or every problem and exit 2."""

import io
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from osteopro.appointments.management.commands.priority import prioritised
from osteopro.appointments.reading import BadRequests, read_requests
from tests.unit.appointments.asking import PLAIN

LEVELS = "routine, attention, urgent, emergency"


def refused(raw: Any) -> list[str]:
    try:
        read_requests(raw)
    except BadRequests as error:
        return error.problems
    return []


def test_the_same_objects_come_out_in_order_with_p_and_terms() -> None:
    given = [
        {**PLAIN, "id": 7, "days_waiting": 2, "reported": "urgent"},
        {**PLAIN, "id": "a", "days_waiting": 10, "verified": "attention", "days_since_visit": None},
    ]
    assert prioritised(json.dumps(given).encode()) == [
        {**given[1], "P": 48.9, "terms": {"V": 1.0, "E": 0.0, "W": 0.357143, "S": 0.0, "N": 0.5}},
        {**given[0], "P": 29.3, "terms": {"V": 0.5, "E": 0.0, "W": 0.071429, "S": 1.0, "N": 0.0}},
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"days_waiting": -1}, "days_waiting: -1 is not a whole number from 0 to 36525"),
        ({"days_waiting": True}, "days_waiting: True is not a whole number from 0 to 36525"),
        ({"days_waiting": None}, "days_waiting: None is not a whole number from 0 to 36525"),
        ({"days_since_visit": 1.5}, "days_since_visit: 1.5 is not a whole number from 0 to 36525"),
        ({"age": "70"}, "age: '70' is not a whole number from 0 to 130"),
        ({"reported": "bad"}, f"reported: 'bad' is not one of {LEVELS}"),
        ({"verified": 1}, f"verified: 1 is not one of {LEVELS}"),
        (
            {"verified": "emergency"},
            "verified: an emergency never queues: 120 or the emergency room",
        ),
        ({"event": None}, "event: None is not one of none, reported, recorded"),
        ({"lives_alone": 1}, "lives_alone: 1 is not true or false"),
        ({"phone_only": None}, "phone_only: None is not true or false"),
        ({"deadline_missed": "no"}, "deadline_missed: 'no' is not true or false"),
        ({"id": None}, "id: None is not a text or a whole number"),
    ],
)
def test_each_problem_is_one_sentence(changes: dict[str, Any], said: str) -> None:
    assert refused([{**PLAIN, **changes}]) == [f"request 1: {said}"]


def test_how_a_report_was_answered_is_no_part_of_a_request() -> None:
    [said] = refused([{**PLAIN, "flags": ["V1"]}])
    assert said.startswith("request 1: flags: unknown; known are age, days_since_visit")


def test_every_field_must_be_there_and_every_problem_is_named() -> None:
    assert refused([{}, 3, PLAIN]) == [
        *(f"request 1: {field}: missing" for field in PLAIN),
        "request 2: not an object",
    ]


def test_an_id_stands_once() -> None:
    assert refused([PLAIN, PLAIN]) == ["id 'x' stands on 2 requests"]


def test_only_a_list_is_ordered() -> None:
    assert refused({"id": 1}) == ["the requests are not a list"]
    assert prioritised(b"[]") == []


def test_the_command_says_each_problem_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = json.dumps([{**PLAIN, "age": -1, "event": "x"}]).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    with pytest.raises(SystemExit) as ended:
        call_command("priority")
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (2, "")
    assert written.err.splitlines() == [
        "request 1: event: 'x' is not one of none, reported, recorded",
        "request 1: age: -1 is not a whole number from 0 to 130",
    ]


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(BadRequests, match="not JSON"):
        prioritised(b"[NaN]")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*PLAIN, "x"]), inner, max_size=12)
        ),
    )
)
def test_nothing_at_all_ends_in_another_error(raw: Any) -> None:
    refused(raw)
    refused([raw])
