"""Statements that speak against a theme, and those that speak for it in the report."""

from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import board
from osteopro.research.actions.theming import NoSuchItem, item
from osteopro.research.board import Kind
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import DeviantCase, ReportQuote, Statement
from osteopro.research.queries import standing
from osteopro.research.rules import Task
from osteopro.research.unnamed import speaker, unnamed

SAY_WHY = "say-why-not"
NOTED_ALREADY = "deviant-already"


@journal.action
def note_deviant(
    *, by: Actor, study_id: int, statement: UUID, theme: UUID, comment: str, key: UUID
) -> None:
    """A statement that does not fit a theme, and what is made of it. Raises NoSuchItem; Refused
    without a comment, with one that names somebody, and when it is noted already."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    if DeviantCase.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    said, of = standing_statement(study_id, statement), item(study_id, Kind.THEME, theme)
    if not comment:
        raise Refused(SAY_WHY)
    if DeviantCase.objects.filter(statement=said, theme=of, removed_at__isnull=True).exists():
        raise Refused(NOTED_ALREADY)
    unnamed(speaker(said), comment)
    row = DeviantCase.objects.create(
        guid=key,
        statement=said,
        theme=of,
        comment=comment,
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "deviant.noted", row, statement=str(statement), theme=str(theme))


@journal.action
def withdraw_deviant(*, by: Actor, study_id: int, row: UUID) -> None:
    """It fits after all; that it was noted stays. Raises NoSuchItem."""
    acting(by, study_id, Task.ANALYSE)
    noted = DeviantCase.objects.filter(guid=row, theme__study_id=study_id).first()
    if noted is None:
        raise NoSuchItem(row)
    if noted.removed_at is not None:
        journal.nothing_changed()
        return
    noted.removed_at = clock.now()
    noted.save(update_fields=["removed_at"])
    note(by, study_id, "deviant.withdrawn", noted)


@journal.action
def choose_quote(*, by: Actor, study_id: int, statement: UUID, theme: UUID) -> None:
    """Let a statement stand for a theme in the report."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    chosen, of = standing_statement(study_id, statement), item(study_id, Kind.THEME, theme)
    present = ReportQuote.objects.filter(theme=of, statement=chosen, removed_at__isnull=True)
    if present.exists():
        journal.nothing_changed()
        return
    row = ReportQuote.objects.create(
        guid=uuid4(),
        theme=of,
        statement=chosen,
        order=ReportQuote.objects.filter(theme=of).count() + 1,  # after every one there ever was
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "quote.chosen", row, statement=str(statement), theme=str(theme))


@journal.action
def drop_quote(*, by: Actor, study_id: int, statement: UUID, theme: UUID) -> None:
    """Take a quote out of the report again."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    row = ReportQuote.objects.filter(
        theme__study_id=study_id,
        theme__guid=theme,
        statement__guid=statement,
        removed_at__isnull=True,
    ).first()
    if row is None:
        journal.nothing_changed()
        return
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    note(by, study_id, "quote.dropped", row)


@journal.action
def place_quote(*, by: Actor, study_id: int, statement: UUID, theme: UUID, place: int) -> None:
    """Put a quote at this place, from 1, among those of its theme; at the end where there are
    fewer. Raises NoSuchItem when it is not in the report."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    rows = list(
        ReportQuote.objects.filter(
            theme__study_id=study_id,
            theme__guid=theme,
            removed_at__isnull=True,
            statement__in=standing.statements(study_id),
        )
        .select_related("statement")
        .order_by("order", "pk")
    )
    row = next((each for each in rows if each.statement.guid == statement), None)
    if row is None:
        raise NoSuchItem(statement)
    stood = rows.index(row)
    order = board.reordered([each.pk for each in rows], row.pk, place - 1 - stood)
    if order == [each.pk for each in rows]:
        journal.nothing_changed()
        return
    for no, pk in enumerate(order, start=1):
        ReportQuote.objects.filter(pk=pk).update(order=no)
    note(by, study_id, "quote.placed", row, place=order.index(row.pk) + 1)


def standing_statement(study_id: int, guid: UUID) -> Statement:
    """A statement that the analysis rests on. Raises NoSuchItem."""
    found = standing.statements(study_id).filter(guid=guid).first()
    if found is None:
        raise NoSuchItem(guid)
    return found
