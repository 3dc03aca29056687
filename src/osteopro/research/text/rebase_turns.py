"""Turns of a transcript after it was edited. Pure."""

from collections.abc import Iterable

from osteopro.research.text.normal import Span
from osteopro.research.text.rebase import Alignment
from osteopro.research.text.turns import Turn


def rebase_turns(alignment: Alignment, turns: Iterable[Turn]) -> list[Turn]:
    """The turns that are left, with who spoke and when. For a text edited a little: one in which
    speakers were changed is read anew. A speaker whose name was taken out is called as the text
    calls them now."""
    done = []
    for turn in turns:
        start, end = alignment.point(turn.start), alignment.point(turn.end)
        if start < end:
            words = min(max(alignment.behind(turn.words), start), end)
            speaker = _called(alignment, turn)
            done.append(Turn(start, end, speaker, words, turn.t0_ms, turn.t1_ms))
    return done


def _called(alignment: Alignment, turn: Turn) -> str:
    at = alignment.old.find(turn.speaker, turn.start, turn.words) if turn.speaker else -1
    return alignment.of(Span(at, at + len(turn.speaker))).quote if at >= 0 else ""
