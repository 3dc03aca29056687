"""Colaizzi's step 2, each coder alone: significant statements.

Every act is a row of its own or changes the coder's own row, so that two people at once never
undo each other's work. Once handed in, nothing here changes anything any more.
"""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import working
from osteopro.research.doing import note
from osteopro.research.models import Statement
from osteopro.research.terms import StatementState
from osteopro.research.text.normal import Span
from osteopro.research.unnamed import speaker, unnamed
from osteopro.research.working import own_statement, own_work


@journal.action
def mark_statement(
    *,
    by: Actor,
    study_id: int,
    round_id: int,
    version_id: int,
    span: Span,
    key: UUID,
    memo: str = "",
) -> UUID:
    """Mark words as a significant statement; blanks around them are left out. `span` is in code
    points of the version. Returns the statement's guid. Raises Refused."""
    coded = own_work(by, study_id, round_id)
    if Statement.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return key
    version = working.newest_in(coded, version_id)
    place, quote = working.words_at(version_id, span)
    row = Statement(
        guid=key,
        version=version,
        round=coded,
        coder=by.person,
        no=working.next_no(coded, version, by.person),
        start=place.start,
        end=place.end,
        quote=quote,
        memo=memo,
        state=StatementState.PROPOSED,
        at=clock.now(),
    )
    working.free(row, place)
    row.save(force_insert=True)
    note(by, study_id, "statement.marked", row, no=row.no, start=row.start, end=row.end)
    return key


@journal.action
def move_statement(*, by: Actor, study_id: int, statement: UUID, span: Span) -> None:
    """Let a statement begin or end elsewhere."""
    row = own_statement(by, study_id, statement, StatementState.PROPOSED)
    place, quote = working.words_at(row.version_id, span)
    if place == Span(row.start, row.end):
        journal.nothing_changed()
        return
    working.free(row, place)
    before = [row.start, row.end]
    row.start, row.end, row.quote = place.start, place.end, quote
    row.save(update_fields=["start", "end", "quote"])
    note(by, study_id, "statement.moved", row, before=before, after=[row.start, row.end])


@journal.action
def write_memo(*, by: Actor, study_id: int, statement: UUID, memo: str) -> None:
    """Keep a thought beside a statement; empty takes it away."""
    row = own_statement(by, study_id, statement, StatementState.PROPOSED)
    if row.memo == memo:
        journal.nothing_changed()
        return
    unnamed(speaker(row), memo)
    row.memo = memo
    row.save(update_fields=["memo"])
    note(by, study_id, "statement.memo", row)


@journal.action
def reject_statement(*, by: Actor, study_id: int, statement: UUID) -> None:
    """Not significant after all. It stays, and can be taken back."""
    row = own_statement(by, study_id, statement, StatementState.PROPOSED)
    _to(by, study_id, row, StatementState.REJECTED)


@journal.action
def restore_statement(*, by: Actor, study_id: int, statement: UUID) -> None:
    """Significant again. Raises Refused when the same words were marked anew meanwhile."""
    row = own_statement(by, study_id, statement, StatementState.REJECTED)
    working.free(row, Span(row.start, row.end))
    _to(by, study_id, row, StatementState.PROPOSED)


def _to(by: Actor, study_id: int, row: Statement, state: StatementState) -> None:
    row.state = state
    row.save(update_fields=["state"])
    note(by, study_id, f"statement.{state}", row)
