"""Colaizzi's step 3, each coder alone: what statements mean, in the words of the researcher."""

from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.doing import Refused, note
from osteopro.research.models import Meaning, Round, StatementMeaning
from osteopro.research.terms import StatementState
from osteopro.research.working import NOT_YOURS, own_statement, own_work

NO_MEANING = "no-meaning"


ALREADY_MEANT = "already-meant"


@journal.action
def say_meaning(
    *,
    by: Actor,
    study_id: int,
    statement: UUID,
    label: str,
    key: UUID,
    text: str = "",
    rationale: str = "",
) -> None:
    """Say what a statement means. A label that this coder has used in the round already is the
    same meaning; another one is a new meaning, which `text` may tell at length."""
    row = own_statement(by, study_id, statement, StatementState.PROPOSED)
    if StatementMeaning.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    if not label:
        raise Refused(NO_MEANING)
    meaning = _meaning(by, row.round, label, text)
    if row.links.filter(meaning=meaning, removed_at__isnull=True).exists():
        raise Refused(ALREADY_MEANT)
    link = StatementMeaning.objects.create(
        guid=key,
        statement=row,
        meaning=meaning,
        coder=by.person,
        rationale=rationale,
        at=clock.now(),
    )
    note(
        by,
        study_id,
        "meaning.linked",
        link,
        statement=str(row.guid),
        meaning=str(meaning.guid),
    )


@journal.action
def reword_meaning(*, by: Actor, study_id: int, meaning: UUID, label: str, text: str = "") -> None:
    """Say one's own meaning in other words, wherever it stands."""
    row = Meaning.objects.filter(guid=meaning, study_id=study_id, coder=by.person).first()
    if row is None:
        raise Refused(NOT_YOURS)
    own_work(by, study_id, row.round_id)
    if not label:
        raise Refused(NO_MEANING)
    if (row.label, row.text) == (label, text):
        journal.nothing_changed()
        return
    row.label, row.text = label, text
    row.save(update_fields=["label", "text"])
    note(by, study_id, "meaning.reworded", row)


@journal.action
def unlink_meaning(*, by: Actor, study_id: int, link: UUID) -> None:
    """The statement does not mean that. The link stays, and can be taken back."""
    row = _own_link(by, study_id, link)
    if row.removed_at is not None:
        journal.nothing_changed()
        return
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    note(by, study_id, "meaning.unlinked", row)


@journal.action
def relink_meaning(*, by: Actor, study_id: int, link: UUID) -> None:
    """It means that after all."""
    row = _own_link(by, study_id, link)
    if row.removed_at is None:
        journal.nothing_changed()
        return
    if row.statement.links.filter(meaning=row.meaning_id, removed_at__isnull=True).exists():
        raise Refused(ALREADY_MEANT)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    note(by, study_id, "meaning.relinked", row)


def _own_link(by: Actor, study_id: int, guid: UUID) -> StatementMeaning:
    row = (
        StatementMeaning.objects.filter(guid=guid, coder=by.person)
        .select_related("statement")
        .first()
    )
    if row is None:
        raise Refused(NOT_YOURS)
    own_statement(by, study_id, row.statement.guid, StatementState.PROPOSED)
    row.refresh_from_db()
    return row


def _meaning(by: Actor, coded: Round, label: str, text: str) -> Meaning:
    """The meaning of this name in the coder's own work, else a new one. Never that of the team,
    which the board may call otherwise: what somebody handed in says for ever what they wrote."""
    mine = {"study_id": coded.study_id, "round": coded, "coder": by.person, "label": label}
    found = Meaning.objects.filter(**mine, removed_at__isnull=True).order_by("pk").first()
    return found or Meaning.objects.create(guid=uuid4(), text=text, at=clock.now(), **mine)
