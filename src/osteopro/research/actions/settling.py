"""Bringing a round together: the team talks over what coders did differently and decides.

What was decided are rows of the consensus round. They stand for rows of the independent round and
leave them as they are (invariant 6).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.agreeing import Agreed, stand, supersede
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import (
    Discrepancy,
    DiscussionNote,
    Member,
    Resolution,
    Round,
    Statement,
)
from osteopro.research.rules import Task
from osteopro.research.terms import SETTLED, DiscrepancyKind, DiscrepancyState, RoundMode
from osteopro.research.unnamed import speaker, unnamed

NO_CONSENSUS_ROUND = "no-consensus-round"
NOT_ONE_PLACE = "not-one-place"
TWO_DECIDE = "two-decide"
NOT_DECIDED = "not-decided"
WHEN_ASKED = "when-asked"
FEWEST_DECIDERS = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a difference, by whom (accounts) and why; for what had to be asked,
    when the participant was asked and what they said."""

    state: DiscrepancyState
    deciders: frozenset[int]
    words: str
    rationale: str = ""
    asked_at: datetime | None = None
    asked_words: str = ""


@journal.action
def discuss(*, by: Actor, study_id: int, discrepancy: UUID, text: str, key: UUID) -> None:
    """Add to the discussion of a difference."""
    acting(by, study_id, Task.DISCUSS)
    if DiscussionNote.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    about = Discrepancy.objects.get(guid=discrepancy, round__study_id=study_id)
    said = Statement.objects.filter(guid__in=about.items).first()
    if said is not None:
        unnamed(speaker(said), text)
    row = DiscussionNote.objects.create(
        guid=key, discrepancy=about, text=text, at=clock.now(), by=by.person
    )
    note(by, study_id, "discrepancy.discussed", row, discrepancy=str(discrepancy))


@journal.action
def settle(
    *,
    by: Actor,
    study_id: int,
    discrepancies: Collection[UUID],
    decision: Decision,
    key: UUID,
    agreed: Agreed | None = None,
) -> None:
    """Settle the differences at one place, or note that the participant was asked.

    With `agreed` its words become a statement of the consensus round; without, the team holds that
    nothing significant was said. Settled anew, what was agreed before is superseded. Raises
    Refused for fewer than two deciders, for "clarify" without the day of a contact that has been,
    and for words that name the participant.
    """
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    rows = list(
        Discrepancy.objects.select_for_update(of=("self",))
        .filter(guid__in=discrepancies, round__study_id=study_id)
        .select_related("round")
    )
    if not rows or len({(row.round_id, *row.items) for row in rows}) > 1:
        raise Refused(NOT_ONE_PLACE)
    if Resolution.objects.filter(guid=uuid5(key, str(rows[0].guid))).exists():
        journal.nothing_changed()
        return
    _check(study_id, decision)
    items = list(Statement.objects.filter(guid__in=rows[0].items).order_by("start", "pk"))
    if items:
        _names_nobody(items[0], decision)
    consensus = _brings_together(rows[0].round)
    for row in rows:
        _resolved(by, study_id, row, decision, key)
    if decision.state in SETTLED:
        supersede(consensus, items)
        if agreed is not None:
            stand(by, consensus, items[0], agreed)


@journal.action
def add_agreed(
    *, by: Actor, study_id: int, round_id: int, agreed: Agreed, decision: Decision, key: UUID
) -> UUID:
    """Let words stand in a consensus round that nobody marked alone. They are a place of their own,
    which is discussed and settled anew like others. Returns the statement's guid. Raises Refused
    for fewer than two deciders and for words that are agreed upon already."""
    acting(by, study_id, Task.ANALYSE)
    locked(study_id)
    if Statement.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return key
    consensus = Round.objects.select_related("of").get(pk=round_id, study_id=study_id)
    if consensus.mode != RoundMode.CONSENSUS:
        raise Refused(NO_CONSENSUS_ROUND)
    if decision.state not in SETTLED:
        raise Refused(NOT_DECIDED)
    _check(study_id, decision)
    _names_nobody(stand(by, consensus, None, agreed, key), decision)
    place = Discrepancy.objects.create(
        guid=uuid5(key, "place"),
        round=consensus.of or consensus,
        kind=DiscrepancyKind.SPAN,
        items=[str(key)],
        state=DiscrepancyState.OPEN,
        opened_at=clock.now(),
        opened_by=by.person,
    )
    _resolved(by, study_id, place, decision, key)
    return key


def _names_nobody(said: Statement, decision: Decision) -> None:
    unnamed(speaker(said), decision.words, decision.rationale, decision.asked_words)


def _brings_together(coded: Round) -> Round:
    """The round in which what was decided about this one stands; a consensus round that was
    brought in as such is its own."""
    if coded.mode == RoundMode.CONSENSUS:
        return coded
    found = Round.objects.filter(of=coded).first()
    if found is None:
        raise Refused(NO_CONSENSUS_ROUND)
    return found


def _check(study_id: int, decision: Decision) -> None:
    team = Member.objects.filter(
        study_id=study_id, account__in=decision.deciders, left_at__isnull=True
    )
    if len(set(team.values_list("account", flat=True))) < FEWEST_DECIDERS:
        raise Refused(TWO_DECIDE)
    if decision.state is DiscrepancyState.OPEN:
        raise Refused(NOT_DECIDED)
    asked = decision.asked_at
    if decision.state is DiscrepancyState.CLARIFY and (asked is None or asked > clock.now()):
        raise Refused(WHEN_ASKED)


def _resolved(by: Actor, study_id: int, row: Discrepancy, decision: Decision, key: UUID) -> None:
    Resolution.objects.create(
        guid=uuid5(key, str(row.guid)),
        discrepancy=row,
        state=decision.state,
        deciders=sorted(decision.deciders),
        decision=decision.words,
        rationale=decision.rationale,
        asked_at=decision.asked_at,
        asked_words=decision.asked_words,
        at=clock.now(),
        by=by.person,
    )
    row.state = decision.state
    row.save(update_fields=["state"])
    note(by, study_id, f"discrepancy.{row.state}", row, deciders=sorted(decision.deciders))
