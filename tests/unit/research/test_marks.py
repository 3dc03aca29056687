"""A text cut at its statements is the text, and every piece knows what lies over it."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.marks import label, pieces

TEXT = st.text(alphabet="疼夜里😖。\n", max_size=60)
SPANS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(1, 30)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=8,
)


@given(TEXT, st.integers(0, 40), SPANS)
def test_the_pieces_in_order_are_the_text(
    text: str, start: int, spans: list[tuple[int, int]]
) -> None:
    found = pieces(text, start, spans)
    assert "".join(each.text for each in found) == text
    assert all(each.text for each in found)


@given(TEXT, st.integers(0, 40), SPANS)
def test_every_character_lies_under_its_spans(
    text: str, start: int, spans: list[tuple[int, int]]
) -> None:
    at = start
    for each in pieces(text, start, spans):
        for place in range(at, at + len(each.text)):
            assert each.on == tuple(n for n, one in enumerate(spans) if one[0] <= place < one[1])
        at += len(each.text)


@given(TEXT, st.integers(0, 40), SPANS)
def test_a_statement_is_named_once_where_it_ends(
    text: str, start: int, spans: list[tuple[int, int]]
) -> None:
    named = [n for each in pieces(text, start, spans) for n in each.ends]
    last = start + len(text)
    assert sorted(named) == [n for n, one in enumerate(spans) if start < one[1] <= last]


def test_statements_are_called_by_interview_and_number() -> None:
    assert label(7, 1, 3) == "S7-03"
    assert label(7, 2, 104) == "S7.2-104"
