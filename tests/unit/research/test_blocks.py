"""A text in blocks is the text, with every turn in it."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.blocks import ABOUT, LONGEST, cut
from osteopro.research.text.normal import kept
from osteopro.research.text.turns import read_turns

LINES = st.lists(
    st.tuples(st.sampled_from(["访谈者：", "P2：", ""]), st.integers(0, 9000), st.booleans()),
    max_size=12,
)


def typed(lines: list[tuple[str, int, bool]]) -> str:
    words = (who + "疼" * n + ("\n" if breaks else "") for who, n, breaks in lines)
    return kept("\n".join(words)).text


@given(LINES)
def test_the_blocks_in_order_are_the_text(lines: list[tuple[str, int, bool]]) -> None:
    text = typed(lines)
    pieces = cut(text, read_turns(text).turns)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert all(0 < len(piece.text) <= LONGEST for piece in pieces)


@given(LINES)
def test_each_turn_stands_whole_in_the_blocks_with_its_name_once(
    lines: list[tuple[str, int, bool]],
) -> None:
    text = typed(lines)
    turns = read_turns(text).turns
    parts = [turn for piece in cut(text, turns) for turn in piece.turns]
    covered = [n for part in parts for n in range(part.start, part.end)]
    assert covered == [n for turn in turns for n in range(turn.start, turn.end)]
    named = [part.speaker for part in parts if part.speaker]
    assert named == [turn.speaker for turn in turns if turn.speaker]
    assert all(part.start <= part.words <= part.end for part in parts)


def test_blocks_end_where_a_turn_begins() -> None:
    text = "\n".join(f"P{n % 3}：" + "疼" * 300 for n in range(40))
    pieces = cut(text, read_turns(text).turns)
    assert all(text[piece.start] == "P" for piece in pieces)
    assert all(len(piece.text) <= ABOUT for piece in pieces)


@given(LINES)
def test_every_block_knows_which_turn_it_begins_with(lines: list[tuple[str, int, bool]]) -> None:
    text = typed(lines)
    turns = read_turns(text).turns
    for piece in cut(text, turns):
        for number, part in enumerate(piece.turns, start=piece.first_turn):
            assert turns[number - 1].start <= part.start < turns[number - 1].end
