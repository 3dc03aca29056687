"""Turns of a transcript after it was edited. Pure."""

from collections.abc import Iterable

from osteopro.research.text.rebase import Alignment
from osteopro.research.text.turns import Turn


def rebase_turns(alignment: Alignment, turns: Iterable[Turn]) -> list[Turn]:
    """The turns that are left, with who spoke and when. For a text edited a little: one in which
    speakers were changed is read anew."""
    done = []
    for turn in turns:
        start, end = alignment.point(turn.start), alignment.point(turn.end)
        if start < end:
            words = min(max(alignment.behind(turn.words), start), end)
            done.append(Turn(start, end, turn.speaker, words, turn.t0_ms, turn.t1_ms))
    return done
