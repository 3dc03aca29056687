"""Where coders differ: the same whoever comes first, and nothing where they do not."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.differing import Work, plain, together
from osteopro.research.terms import DiscrepancyKind

CODERS = (1, 2, 3)
SPAN, MEANING = DiscrepancyKind.SPAN, DiscrepancyKind.MEANING
WORKS = st.lists(
    st.builds(
        lambda coder, start, length, meanings: (coder, start, start + length, meanings),
        st.sampled_from(CODERS),
        st.integers(0, 60),
        st.integers(1, 20),
        st.frozensets(st.sampled_from(["走形式", "嫌麻烦", "踏实"]), max_size=2),
    ),
    max_size=12,
    unique_by=lambda each: each[:3],
).map(
    lambda rows: [
        Work(UUID(int=n), coder, start, end, meanings)
        for n, (coder, start, end, meanings) in enumerate(rows)
    ]
)


def work(coder: int, start: int, end: int, *meanings: str) -> Work:
    return Work(UUID(int=coder * 1000 + start), coder, start, end, frozenset(meanings))


@given(WORKS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows: list[Work], random: st.randoms) -> None:
    other = rows[:]
    random.shuffle(other)
    one, two = together(rows), together(other)
    assert {each.items for each in one} == {each.items for each in two}


@given(WORKS)
def test_every_row_stands_at_one_place_and_a_coder_once(rows: list[Work]) -> None:
    found = together(rows)
    assert sorted(each.guid for place in found for each in place.rows) == sorted(
        each.guid for each in rows
    )
    for place in found:
        coders = [each.coder for each in place.rows]
        assert len(coders) == len(set(coders))


@given(WORKS)
def test_who_did_the_same_does_not_differ(rows: list[Work]) -> None:
    alone = [each for each in rows if each.coder == 1]
    twin = [
        Work(UUID(int=each.guid.int + 10**6), 2, each.start, each.end, each.meanings)
        for each in alone
    ]
    assert not any(place.differ((1, 2)) for place in together([*alone, *twin]))


@given(WORKS)
def test_what_one_left_out_is_a_difference(rows: list[Work]) -> None:
    alone = [each for each in rows if each.coder == 1]
    assert all(place.differ((1, 2)) == (SPAN,) for place in together(alone))


def test_ways_to_differ() -> None:
    (same,) = together([work(1, 0, 10, "走形式"), work(2, 0, 10, " 走形式。")])
    (words,) = together([work(1, 0, 10, "走形式"), work(2, 0, 10, "嫌麻烦")])
    (both,) = together([work(1, 0, 10, "走形式"), work(2, 0, 9, "嫌麻烦")])
    apart = together([work(1, 0, 10), work(2, 9, 19)])
    assert same.differ((1, 2)) == ()
    assert words.differ((1, 2)) == (MEANING,)
    assert both.differ((1, 2)) == (SPAN, MEANING)
    assert [each.differ((1, 2)) for each in apart] == [(SPAN,), (SPAN,)]


@given(st.text(max_size=12))
def test_a_label_is_never_like_an_empty_one(label: str) -> None:
    assert bool(plain(label)) == bool(label)
