"""Passages and the places of a text are the same thing written twice."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.passages import Passage, joined, parted

WORDS = st.text(st.sampled_from("疼安心😖a \n"), max_size=30).map(
    lambda text: "\n".join(line for line in text.split("\n") if line.strip())
)
PASSAGES = st.lists(
    st.builds(Passage, WORDS, st.lists(st.sampled_from("abc"), unique=True).map(tuple)), max_size=6
)


@given(PASSAGES)
def test_every_place_holds_its_passage(passages: list[Passage]) -> None:
    text, cites = joined(passages)
    kept = [(each.text.strip(), each.themes) for each in passages if each.text.strip()]
    for cite in cites:
        assert any(
            text[cite.start : cite.end] == words and cite.theme in themes for words, themes in kept
        )
    assert len(cites) == sum(len(themes) for _, themes in kept)


@given(PASSAGES)
def test_written_and_read_again(passages: list[Passage]) -> None:
    text, cites = joined(passages)
    again = parted(text, cites)
    assert [(each.text, each.themes) for each in again] == [
        (each.text.strip(), each.themes) for each in passages if each.text.strip()
    ]
    assert joined(again) == (text, cites)
