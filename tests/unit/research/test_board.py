"""What may stand where, and the order of things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.board import Kind, Wrong, placing, reordered


@pytest.mark.parametrize(
    ("kind", "into", "how", "wrong"),
    [
        (Kind.MEANING, Kind.CLUSTER, {}, None),
        (Kind.MEANING, Kind.THEME, {}, Wrong.PLACE),
        (Kind.MEANING, None, {}, None),
        (Kind.CLUSTER, Kind.THEME, {"inner": True}, None),
        (Kind.CLUSTER, Kind.CLUSTER, {}, Wrong.PLACE),
        (Kind.THEME, Kind.THEME, {}, None),
        (Kind.THEME, Kind.THEME, {"same": True}, Wrong.ITSELF),
        (Kind.THEME, Kind.THEME, {"inner": True}, Wrong.DEPTH),
        (Kind.THEME, Kind.THEME, {"holds": True}, Wrong.DEPTH),
        (Kind.THEME, None, {"holds": True}, None),
    ],
)
def test_places(kind: Kind, into: Kind | None, how: dict[str, bool], wrong: Wrong | None) -> None:
    assert placing(kind, into, **how) is wrong


@given(st.integers(1, 8), st.data())
def test_moving_and_moving_back_leaves_the_order(n: int, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(n)))
    item = data.draw(st.sampled_from(order))
    by = data.draw(st.integers(-9, 9))
    new = reordered(list(order), item, by)
    steps = new.index(item) - list(order).index(item)
    assert sorted(new) == sorted(order)
    assert reordered(new, item, -steps) == list(order)
