"""A text read aloud, sentence by sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.aloud import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("先嫌麻烦。后来安心！", ("先嫌麻烦。", "后来安心！")),
        ("他们说：“有人管我。”这就够了", ("他们说：“有人管我。”", "这就够了")),
        ("第一段。\n\n第二段？", ("第一段。", "第二段？")),
        ("It took 3.5 minutes. Then calm.", ("It took 3.5 minutes.", "Then calm.")),
        ("", ()),
    ],
)
def test_sentences(text: str, found: tuple[str, ...]) -> None:
    assert sentences(text) == found


@given(st.text(alphabet="药痛a1 .。！？”\n", max_size=40))
def test_no_word_is_lost(text: str) -> None:
    def words(of: str) -> str:
        return "".join(each for each in of if each in "药痛a1")

    assert words("".join(sentences(text))) == words(text)
