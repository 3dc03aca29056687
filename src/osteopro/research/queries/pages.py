"""What was said, for the pages: whole while it is worked at, later page by page."""

from dataclasses import dataclass

from osteopro.research import versions
from osteopro.research.models import Block, TranscriptVersion
from osteopro.research.reviewed import Change, changes
from osteopro.research.text.turns import Turn


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is read: when, by whom, the words."""

    t_ms: int | None
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a version without names."""

    page: int
    pages: int
    turns: tuple[Said, ...]


def words_of(version_id: int) -> str:
    """The whole text of a version of any stage, for who makes the next one of it."""
    return versions.whole(TranscriptVersion.objects.get(pk=version_id))[0]


def read_page(version_id: int, page: int) -> ReadPage | None:
    """A page of a version without names; None where there is none. Two queries, whatever its
    length."""
    blocks = Block.objects.filter(version_id=version_id)
    pages = blocks.order_by("-no").values_list("no", flat=True).first() or 0
    block = blocks.filter(no=page).first()
    if block is None:
        return None
    known = [versions.turn_from(each) for each in block.turns]
    turns = known or [Turn(block.start, block.end, "", block.start)]
    return ReadPage(page, pages, tuple(_said(block, turn) for turn in turns))


def changed(typed: int, reviewed: int) -> list[Change]:
    """What the second reader changed. Up to four queries."""
    return changes(words_of(typed), words_of(reviewed))


def _said(block: Block, turn: Turn) -> Said:
    words = block.text[turn.words - block.start : turn.end - block.start]
    return Said(turn.t0_ms, turn.speaker, words)
