"""What a team takes a place to say, as rows of the consensus round.

They stand for rows of the independent round and leave them as they are (invariant 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.research import working
from osteopro.research.carried import carry
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

WORDS_GONE = "words-gone"
_HOLDS = (StatementState.ACCEPTED, StatementState.ORPHAN)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the team takes a place to say: its words, in code points of `version_id`, and meanings
    by label. Without a version the words are those of the text on which it was coded."""

    span: Span
    meanings: tuple[str, ...] = ()
    version_id: int | None = None


def stand_alike(by: Actor, consensus: Round, version_id: int, place: Together) -> None:
    """What all coders marked and took alike stands in the consensus round. For `open_consensus`.
    Raises Refused when its words are gone from the newest version."""
    first = min(place.rows, key=lambda each: each.guid)
    row = Statement.objects.get(guid=first.guid, version_id=version_id)
    meanings = tuple(sorted(first.meanings))
    stand(by, consensus, row, Agreed(Span(first.start, first.end), meanings, version_id))


def line_of(rows: Iterable[Statement]) -> list[Statement]:
    """These rows and whatever came to stand for them, however often their text was frozen anew or
    they were decided anew. A query for each time."""
    found = layer = list(rows)
    while layer:
        layer = list(Statement.objects.filter(supersedes__in=layer).order_by("pk"))
        found = [*found, *layer]
    return found


def supersede(consensus: Round, items: Sequence[Statement]) -> None:
    """What was agreed before about the same place does not hold any more."""
    line = [each.pk for each in line_of(items)]
    before = Statement.objects.filter(pk__in=line, round=consensus, state__in=_HOLDS)
    StatementMeaning.objects.filter(statement__in=before, removed_at__isnull=True).update(
        removed_at=clock.now()
    )
    before.update(state=StatementState.SUPERSEDED)


def stand(
    by: Actor,
    consensus: Round,
    of: Statement | None,
    agreed: Agreed,
    guid: UUID | None = None,
) -> Statement:
    """Let words stand, for a row of the place or for none when nobody marked them."""
    version, span = _today(consensus, of, agreed)
    place, quote = working.words_at(version.pk, span)
    same = {"start": place.start, "end": place.end, "state": StatementState.ACCEPTED}
    if Statement.objects.filter(version=version, round=consensus, **same).exists():
        raise Refused(working.ALREADY_MARKED)
    row = Statement.objects.create(
        guid=guid or uuid4(),
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
    about = {"of": str(of.guid)} if of else {}
    note(by, consensus.study_id, "statement.agreed", row, no=row.no, **about)
    return row


def _today(
    consensus: Round, of: Statement | None, agreed: Agreed
) -> tuple[TranscriptVersion, Span]:
    """Where the words are in the newest version of the round: what was handed in blind stays on
    the version on which it was coded."""
    chosen = TranscriptVersion.objects.get(pk=agreed.version_id) if agreed.version_id else None
    if chosen is None:
        if of is None:
            raise Refused(working.NOTHING_MARKED)
        chosen = of.version
    newest = consensus.versions.filter(transcript=chosen.transcript_id).order_by("-no").first()
    if newest is None:
        raise Refused(working.NOT_IN_ROUND)
    (found,) = carry(chosen.pk, newest.pk, [agreed.span])
    if found.now is None:
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
