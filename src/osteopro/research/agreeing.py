"""What a team takes a place to say, as rows of the consensus round.

They stand for rows of the independent round and leave them as they are (invariant 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.research import versions, working
from osteopro.research.differing import Together
from osteopro.research.doing import Refused, note
from osteopro.research.models import (
    Meaning,
    Round,
    Statement,
    StatementMeaning,
    TranscriptVersion,
)
from osteopro.research.terms import RoundMode, StatementState
from osteopro.research.text.normal import Span
from osteopro.research.text.rebase import Fate, align

WORDS_GONE = "words-gone"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the team takes a place to say: its words, in code points, and meanings by label."""

    span: Span
    meanings: tuple[str, ...] = ()


def stand_alike(by: Actor, consensus: Round, version_id: int, place: Together) -> None:
    """What all coders marked and took alike stands in the consensus round. For `open_consensus`."""
    first = min(place.rows, key=lambda each: each.guid)
    row = Statement.objects.get(guid=first.guid, version_id=version_id)
    meanings = tuple(sorted(first.meanings))
    stand(by, consensus, row, Agreed(Span(first.start, first.end), meanings))


def supersede(items: Sequence[Statement]) -> None:
    """What was agreed before about the same place does not hold any more."""
    before = Statement.objects.filter(supersedes__in=items, state=StatementState.ACCEPTED)
    StatementMeaning.objects.filter(statement__in=before, removed_at__isnull=True).update(
        removed_at=clock.now()
    )
    before.update(state=StatementState.SUPERSEDED)


def stand(by: Actor, consensus: Round, of: Statement, agreed: Agreed) -> None:
    version, span = _today(consensus, of.version_id, agreed.span)
    place, quote = working.words_at(version.pk, span)
    same = {"start": place.start, "end": place.end, "state": StatementState.ACCEPTED}
    if Statement.objects.filter(version=version, round=consensus, **same).exists():
        raise Refused(working.ALREADY_MARKED)
    row = Statement.objects.create(
        guid=uuid4(),
        version=version,
        round=consensus,
        coder=by.person,
        no=working.next_no(consensus, version, None),
        quote=quote,
        supersedes=of,
        at=clock.now(),
        **same,
    )
    for label in dict.fromkeys(agreed.meanings):
        StatementMeaning.objects.create(
            guid=uuid4(),
            statement=row,
            meaning=_meaning(by, consensus, label),
            coder=by.person,
            at=row.at,
        )
    note(by, consensus.study_id, "statement.agreed", row, no=row.no, of=str(of.guid))


def _today(consensus: Round, version_id: int, span: Span) -> tuple[TranscriptVersion, Span]:
    """Where the words are in the newest version of the round: what was handed in blind stays on
    the version on which it was coded."""
    coded = TranscriptVersion.objects.get(pk=version_id)
    newest = consensus.versions.filter(transcript=coded.transcript_id).order_by("-no")[0]
    if newest.pk == coded.pk:
        return coded, span
    alignment = align(versions.text_of(coded.pk), versions.text_of(newest.pk))
    (found,) = alignment.rebase([span])
    if found.now is None or found.fate not in (Fate.SAME, Fate.MOVED):
        raise Refused(WORDS_GONE)
    return newest, found.now


def _meaning(by: Actor, consensus: Round, label: str) -> Meaning:
    """The team's meaning of this name, from whichever round; else a new one."""
    present = Meaning.objects.filter(
        study_id=consensus.study_id,
        round__mode=RoundMode.CONSENSUS,
        label=label,
        removed_at__isnull=True,
    ).order_by("pk")
    return present.first() or Meaning.objects.create(
        guid=uuid4(),
        study_id=consensus.study_id,
        round=consensus,
        coder=by.person,
        label=label,
        at=clock.now(),
    )
