"""A page of a transcript with the statements on it and what they mean, as one person may see it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from osteopro.research import agreed, versions
from osteopro.research.marks import LONGEST
from osteopro.research.models import (
    Block,
    Statement,
    StatementMeaning,
    TranscriptVersion,
)
from osteopro.research.queries.rounds import seen_by
from osteopro.research.terms import StatementState
from osteopro.research.text.normal import Span
from osteopro.research.text.turns import Role, Turn, role_of
from osteopro.research.working import LIVING


class NoSuchPage(LookupError):
    """The text has no page of this number, or no statement of this name."""


@dataclass(frozen=True, slots=True)
class TurnView:
    """What somebody says in one go: the words alone, which begin at `start` of the text."""

    no: int
    speaker: str
    role: Role
    start: int
    words: str

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True)
class MeaningView:
    """What a coder takes a statement to mean."""

    link: UUID
    meaning: UUID
    coder: int
    label: str
    text: str
    rationale: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StatementView:
    """A significant statement with its meanings. `gone`: its words are not in the version that is
    shown; it stands where they would have to be looked for."""

    guid: UUID
    version_id: int
    round_id: int
    coder: int
    no: int
    start: int
    end: int
    quote: str
    memo: str
    at: datetime
    meanings: tuple[MeaningView, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class PageView:
    """Some turns of a text, and the statements that touch them, in the order of the text."""

    page: int
    pages: int
    start: int
    end: int
    turns: tuple[TurnView, ...]
    statements: tuple[StatementView, ...]

    def starts_here(self, statement: StatementView) -> bool:
        """Whether it is listed on this page; on others only its words are shown."""
        return self.start <= statement.start < self.end


def page_of(
    account_id: int, round_ids: Collection[int], version_id: int, page: int = 1
) -> PageView:
    """A page of a version with what this person may see of these rounds. Four queries, whatever
    the length of the text and the number of its statements. Raises NoSuchPage."""
    blocks = Block.objects.filter(version_id=version_id)
    pages = blocks.order_by("-no").values_list("no", flat=True).first() or 0
    block = blocks.filter(no=page).first()
    if block is None:
        raise NoSuchPage(page)
    rows = Statement.objects.filter(
        version_id=version_id,
        round__in=round_ids,
        state__in=LIVING,
        start__range=(max(block.start - LONGEST, 0), block.end - 1),
        end__gt=block.start,
    )
    return PageView(
        page=page,
        pages=pages,
        start=block.start,
        end=block.end,
        turns=_turns(block),
        statements=_statements(account_id, rows),
    )


def page_at(version_id: int, at: int) -> int:
    """The page that holds a place of the text. One query."""
    rows = Block.objects.filter(version_id=version_id, start__lte=at).order_by("-start")
    return rows.values_list("no", flat=True).first() or 1


def statement(account_id: int, study_id: int, guid: UUID) -> StatementView:
    """A statement this person may see, in whatever state. Two queries. Raises NoSuchPage."""
    found = _statements(account_id, Statement.objects.filter(guid=guid, round__study_id=study_id))
    if not found:
        raise NoSuchPage(guid)
    return found[0]


def now_of(guid: UUID) -> UUID:
    """The statement that stands for one in its own round: itself, else where it is since the text
    was frozen anew. A query for each time that was."""
    rows = Statement.objects.filter(supersedes__guid=guid, round=F("supersedes__round"))
    later = rows.order_by("-pk").values_list("guid", flat=True).first()
    return guid if later is None else now_of(later)


def around(
    account_id: int, round_id: int, version_id: int, page: PageView | None
) -> tuple[StatementView, ...]:
    """What stands in a round on a version: near a page of it, or anywhere. Two queries."""
    rows = Statement.objects.filter(round=round_id, version=version_id, state__in=LIVING)
    if page is not None:
        # Whoever meant the same words shares more than half of them, so begins no further away.
        rows = rows.filter(start__range=(max(page.start - LONGEST, 0), page.end + LONGEST))
    return _statements(account_id, rows)


def lost(account_id: int, round_id: int, transcript_id: int) -> tuple[StatementView, ...]:
    """Statements of a round whose words are gone from the newest version. Two queries."""
    rows = Statement.objects.filter(
        round=round_id, version__transcript=transcript_id, state=StatementState.ORPHAN
    )
    return _statements(account_id, rows)


def turn_of(version_id: int, start: int) -> Span:
    """The words of the turn that begin at `start`. One query. Raises NoSuchPage."""
    block = Block.objects.filter(version_id=version_id, start__lte=start).order_by("-start").first()
    for each in _turns(block) if block else ():
        if each.start == start and each.words:
            return Span(each.start, each.end)
    raise NoSuchPage(start)


def words_of(version_id: int, span: Span) -> str:
    """The words of a span. One query."""
    return versions.words_at(version_id, span)


def version_of(study_id: int, guid: UUID) -> int:
    """The id of a version of this study. Raises NoSuchPage."""
    found = TranscriptVersion.objects.filter(
        guid=guid, transcript__interview__participant__study_id=study_id
    )
    version_id = found.values_list("pk", flat=True).first()
    if version_id is None:
        raise NoSuchPage(guid)
    return version_id


def _turns(block: Block) -> tuple[TurnView, ...]:
    known = [versions.turn_from(each) for each in block.turns] or [
        Turn(block.start, block.end, "", block.start)
    ]
    return tuple(
        TurnView(
            no=no,
            speaker=turn.speaker,
            role=role_of(turn.speaker) if turn.speaker else Role.OTHER,
            start=turn.words,
            words=block.text[turn.words - block.start : turn.end - block.start].rstrip(),
        )
        for no, turn in enumerate(known, start=block.first_turn)
    )


def _statements(account_id: int, rows: "QuerySet[Statement]") -> tuple[StatementView, ...]:
    said = rows.filter(version__transcript__interview__participant__screening__in=agreed.holding())
    found = list(seen_by(account_id, said).order_by("start", "end", "pk"))
    links = StatementMeaning.objects.filter(
        statement__in=[row.pk for row in found], removed_at__isnull=True
    )
    meant: dict[int, list[MeaningView]] = defaultdict(list)
    for link in seen_by(account_id, links, "statement__").select_related("meaning").order_by("pk"):
        meant[link.statement_id].append(_meaning(link))
    return tuple(_statement(row, tuple(meant[row.pk])) for row in found)


def _statement(row: Statement, meanings: tuple[MeaningView, ...]) -> StatementView:
    return StatementView(
        guid=row.guid,
        version_id=row.version_id,
        round_id=row.round_id,
        coder=row.coder,
        no=row.no,
        start=row.start,
        end=row.end,
        quote=row.quote,
        memo=row.memo,
        at=row.at,
        meanings=meanings,
    )


def _meaning(row: StatementMeaning) -> MeaningView:
    return MeaningView(
        link=row.guid,
        meaning=row.meaning.guid,
        coder=row.coder,
        label=row.meaning.label,
        text=row.meaning.text,
        rationale=row.rationale,
        at=row.at,
    )
