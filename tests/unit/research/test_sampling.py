"""The matrix counts everybody once in each dimension and never gives away a single person."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research import sampling
from osteopro.research.sampling import LEVELS, PROVIDER, STEP, UNKNOWN, Dimension, Reached


@dataclass(frozen=True)
class Known:
    standing: str
    age: int | None = None
    sex: str | None = None
    education: str | None = None
    fracture: bool | None = None
    channel: str | None = None
    months: int | None = None


def level(dimension: Dimension) -> st.SearchStrategy[str | None]:
    return st.sampled_from([*LEVELS[dimension], None])


SOMEBODY = st.builds(
    Known,
    standing=st.sampled_from(LEVELS[Dimension.STANDING]),
    age=st.none() | st.integers(0, 120),
    sex=level(Dimension.SEX),
    education=level(Dimension.EDUCATION),
    fracture=st.none() | st.booleans(),
    channel=level(Dimension.CHANNEL),
    months=st.none() | st.integers(0, 300),
)


@given(SOMEBODY)
def test_everybody_fills_one_level_of_each_dimension(who: Known) -> None:
    cells = sampling.cells_of(who)
    if who.standing == PROVIDER:
        assert cells == {Dimension.STANDING: PROVIDER}
        return
    assert set(cells) == set(Dimension)
    for dimension, found in cells.items():
        assert found in (*LEVELS[Dimension(dimension)], UNKNOWN)


def test_bands_begin_and_end_where_they_say() -> None:
    def band(age: int) -> str:
        return sampling.cells_of(Known("active", age=age))[Dimension.AGE]

    assert [band(n) for n in (49, 50, 59, 60, 69, 70, 80, 81)] == [
        "other",
        "50-59",
        "50-59",
        "60-69",
        "60-69",
        "70-80",
        "70-80",
        "other",
    ]
    months = [sampling.cells_of(Known("left", months=n))["months"] for n in (0, 5, 6, 12, 24)]
    assert months == ["under-6", "under-6", "6-11", "12-23", "24-more"]


@given(st.integers(0, 10_000))
def test_a_number_lies_in_the_span_that_is_told_of_it(number: int) -> None:
    told = sampling.span(number)
    assert told.low <= number <= told.high
    assert told.nobody is (number == 0)


@given(st.integers(1, 10_000))
def test_no_span_is_of_fewer_people_than_a_step(number: int) -> None:
    told = sampling.span(number)
    same = [n for n in range(max(1, number - STEP), number + STEP + 1) if sampling.span(n) == told]
    # 1 to 4 are told as one, from then on five numbers are.
    assert len(same) >= STEP - 1
    assert {told.low, told.high} <= set(same)


@given(st.lists(SOMEBODY, max_size=30), st.lists(st.tuples(SOMEBODY, st.booleans()), max_size=30))
def test_reached_people_are_counted_once_in_every_dimension(
    pool: list[Known], reached: list[tuple[Known, bool]]
) -> None:
    were = [Reached(sampling.cells_of(who), True, agreed) for who, agreed in reached]
    for margin in sampling.matrix([sampling.cells_of(who) for who in pool], were):
        asked = [each for each in were if margin.dimension in each.cells]
        assert sum(line.screened for line in margin.lines) == len(asked)
        assert sum(line.agreed for line in margin.lines) == sum(each.agreed for each in asked)
        for line in margin.lines:
            assert line.agreed <= line.approached <= line.screened


@given(SOMEBODY)
def test_everybody_fits_their_own_cells_and_nothing_wanted(who: Known) -> None:
    cells = sampling.cells_of(who)
    assert sampling.fits(cells, cells)
    assert sampling.fits(cells, {})
    assert not sampling.fits(cells, {**cells, Dimension.STANDING: "nobody"})
