"""The note for what the standard has no element for."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.refi.extension import FORMAT, packed, unpacked
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.plain import is_canonical
from osteopro.research.refi.terms import Refusal
from tests.unit.research.refi.projects import guid, texts

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
ROWS = st.dictionaries(
    st.from_regex(r"[a-z][a-z_]{0,10}", fullmatch=True),
    st.dictionaries(
        st.uuids(), st.dictionaries(st.text(max_size=9), VALUES, max_size=4), max_size=4
    ),
    max_size=3,
)


@given(ROWS)
def test_rows_come_back_and_the_text_is_canonical(rows: dict[str, object]) -> None:
    text = packed(rows)
    assert is_canonical(text)
    assert unpacked(text) == rows
    assert packed(unpacked(text)) == text


def test_the_order_of_rows_and_keys_says_nothing() -> None:
    one, two = guid("1"), guid("2")
    assert packed({"b": {}, "a": {one: {"x": 1, "y": 2}, two: {}}}) == packed(
        {"a": {two: {}, one: {"y": 2, "x": 1}}, "b": {}}
    )


def test_dates_numbers_and_guids_have_one_form() -> None:
    china = timezone(timedelta(hours=8))
    row = {
        "at": datetime(2026, 3, 2, 9, 30, tzinfo=china),
        "day": date(2026, 3, 2),
        "share": 0.1,
        "exact": Decimal("2.50"),
        "of": guid("x"),
    }
    assert unpacked(packed({"a": {guid("1"): row}}))["a"][guid("1")] == {
        "at": "2026-03-02T01:30:00Z",
        "day": "2026-03-02",
        "share": 0.1,
        "exact": "2.50",
        "of": str(guid("x")),
    }
    assert datetime(2026, 3, 2, 1, 30, tzinfo=UTC) == row["at"]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1: 2}, object(), datetime(2026, 1, 1), b"x", {1}, 10**30]
)
def test_what_has_no_stable_form_is_not_packed(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        packed({"a": {guid("1"): {"x": value}}})


def nested(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


def document(**changes: object) -> str:
    return json.dumps({"format": FORMAT, "rows": {}} | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        document(format="other/1"),
        document(more=1),
        document(rows=[]),
        document(rows={"A b": {}}),
        document(rows={"a": []}),
        document(rows={"a": {"x": {}}}),
        document(rows={"a": {str(guid("1")): 1}}),
        document(rows={"a": {str(guid("1")): {}, str(guid("1")).upper(): {}}}),
        document(rows={"a": {str(guid("1")): {"x": nested(20)}}}),
        document().replace("{}", '{"a": {}, "a": {}}'),
        document(rows={"a": {str(guid("1")): {"x": float("nan")}}}),
        document(rows={"a": {str(guid("1")): {"x": 10**30}}}),
        "[" * 100_000,
    ],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        unpacked(text)
    assert refused.value.code == Refusal.EXTENSION
