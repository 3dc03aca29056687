"""Of an earlier text no word is told that the newest one does not say."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.text.normal import Span, is_kept
from osteopro.research.text.rebase import Alignment, Run
from osteopro.research.text.rebase_turns import rebase_turns
from osteopro.research.text.standing import BLANK, only_standing
from osteopro.research.text.turns import Turn

TEXT = st.text("王李疼\n。🦴", max_size=30)


@given(TEXT, TEXT)
def test_every_line_stands_in_the_newest_or_is_blank_and_every_place_holds(
    old: str, newest: str
) -> None:
    told = only_standing(old, newest)
    assert len(told) == len(old)
    for line, before in zip(told.split("\n"), old.split("\n"), strict=True):
        assert len(line) == len(before)
        assert line == BLANK * len(before) or line in newest.split("\n")
    assert only_standing(told, newest) == told
    assert only_standing(old, old) == old


def test_blanks_are_kept_as_text_is() -> None:
    assert is_kept(only_standing("王：疼。\n李：不。", "李：不。"))


def test_a_speaker_whose_name_was_taken_out_is_called_as_the_text_calls_them() -> None:
    """“王秀英：疼。” became “[患者]：疼。”"""
    alignment = Alignment("王秀英：疼。", "[患者]：疼。", [Run(3, 4, 3)], known=True)
    assert rebase_turns(alignment, [Turn(0, 6, "王秀英", 4)]) == [Turn(0, 7, "[患者]", 5)]
    assert alignment.of(Span(0, 3)).quote == "[患者]"
    # Whom the text never called so is not told either: nobody could take that name out.
    assert rebase_turns(alignment, [Turn(0, 6, "王阿姨", 4)])[0].speaker == ""
