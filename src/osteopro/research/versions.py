"""Versions of a transcript: sealed while people are named in them, then in blocks."""

import json
from typing import Any
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.patients import study_vault
from osteopro.research import blocks
from osteopro.research.models import Block, Transcript, TranscriptVersion
from osteopro.research.terms import Stage
from osteopro.research.text import normal
from osteopro.research.text.normal import Span
from osteopro.research.text.turns import Turn, read_turns

# People are named in it: its words lie sealed beside identities, none in the tables of the study.
NAMED = frozenset({Stage.RAW, Stage.REVIEWED})


class NotAsKept(ValueError):
    """A text that is not in the one form in which texts are kept."""


def keep(
    by: Actor,
    transcript: Transcript,
    *,
    stage: Stage,
    text: str,
    key: UUID,
    parent: TranscriptVersion | None = None,
    turns: tuple[Turn, ...] | None = None,
    source: dict[str, Any] | None = None,
) -> TranscriptVersion:
    """Keep a version; its turns are read from the text unless they are known. Raises NotAsKept.

    The transcript must be locked: versions are numbered in turn.
    """
    if not normal.is_kept(text):
        raise NotAsKept
    known = read_turns(text).turns if turns is None else turns
    row = TranscriptVersion.objects.create(
        guid=key,
        transcript=transcript,
        no=transcript.versions.count() + 1,
        stage=stage,
        parent=parent,
        length=len(text),
        sha256=normal.sha256(text),
        source=source or {},
        at=clock.now(),
        by=by.person,
    )
    if stage in NAMED:
        words = json.dumps([text, [_stored(turn) for turn in known]], ensure_ascii=False)
        study_vault.keep_words(by=by, version=key, words=words)
        return row
    Block.objects.bulk_create(
        Block(
            version=row,
            no=no,
            start=piece.start,
            end=piece.end,
            text=piece.text,
            turns=[_stored(turn) for turn in piece.turns],
            first_turn=piece.first_turn,
        )
        for no, piece in enumerate(blocks.cut(text, known), start=1)
    )
    return row


def whole(version: TranscriptVersion) -> tuple[str, tuple[Turn, ...]]:
    """The text and the turns of a version of any stage: of one that names people from the vault.
    Only for who makes the next version of it."""
    if version.stage in NAMED:
        text, turns = json.loads(study_vault.words_of(version.guid))
        return text, tuple(turn_from(each) for each in turns)
    return text_of(version.pk), turns_of(version.pk)


def opened(by: Actor, version: TranscriptVersion, reason: str) -> str:
    """The text of a version that names people, for a reason that is kept. Raises NoReason."""
    text: str = json.loads(study_vault.open_words(by=by, version=version.guid, reason=reason))[0]
    return text


def text_of(version_id: int) -> str:
    """The whole text of a version without names. One query; for what has to go through it all."""
    rows = Block.objects.filter(version_id=version_id).order_by("no")
    return "".join(rows.values_list("text", flat=True))


def turns_of(version_id: int) -> tuple[Turn, ...]:
    """Every turn, in pieces where a block ends within one."""
    rows = (
        Block.objects.filter(version_id=version_id).order_by("no").values_list("turns", flat=True)
    )
    return tuple(turn_from(each) for turns in rows for each in turns)


def words_at(version_id: int, span: Span) -> str:
    """The words of a piece, from the blocks it touches alone. Raises ValueError beyond the end."""
    rows = Block.objects.filter(
        version_id=version_id,
        # No block is longer, so that none further up is looked at.
        start__range=(max(span.start - blocks.LONGEST, 0), span.end - 1),
        end__gt=span.start,
    ).order_by("start")
    found = list(rows.values_list("start", "text"))
    if not found or found[-1][0] + len(found[-1][1]) < span.end:
        raise ValueError(f"the text ends before {span.end}")
    first = found[0][0]
    return "".join(text for _, text in found)[span.start - first : span.end - first]


def taken_under(version: TranscriptVersion) -> UUID:
    """The name in the vault of what was taken out to make a version: a sealed one has its words
    under its own."""
    return uuid5(version.guid, "taken") if version.stage in NAMED else version.guid


def turn_from(stored: list[Any]) -> Turn:
    """A turn as it stands in a block."""
    start, end, speaker, words, t0, t1 = stored
    return Turn(start, end, speaker, words, t0, t1)


def _stored(turn: Turn) -> list[Any]:
    return [turn.start, turn.end, turn.speaker, turn.words, turn.t0_ms, turn.t1_ms]
