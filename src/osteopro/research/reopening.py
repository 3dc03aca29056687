"""What the team agreed upon and whose words are gone from the newest version waits for it anew."""

from collections.abc import Collection
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.research import compared
from osteopro.research.differing import together
from osteopro.research.doing import note
from osteopro.research.models import Discrepancy, Round, Statement
from osteopro.research.terms import DiscrepancyKind, DiscrepancyState


def reopen(by: Actor, consensus: Round, orphans: Collection[Statement]) -> None:
    """Every place whose agreed words are gone is open again: by its differences, else, where all
    had been alike or the team had added it, by a new one."""
    coded = consensus.of or consensus
    known = list(Discrepancy.objects.filter(round=coded))
    alike = [
        [str(guid) for guid in place.items]
        for works in compared.works(coded).values()
        for place in together(works)
    ]
    for orphan in orphans:
        root = str(_first_of(consensus, orphan))
        found = [each for each in known if root in each.items]
        for row in found or [_new(by, coded, next((i for i in alike if root in i), [root]))]:
            row.state = DiscrepancyState.OPEN
            row.save(update_fields=["state"])
            note(by, consensus.study_id, "discrepancy.reopened", row, statement=str(orphan.guid))


def _first_of(consensus: Round, row: Statement) -> UUID:
    """The independent row for which one of the consensus stands; of one that the team added the
    row as it was added."""
    while row.supersedes is not None:
        row = row.supersedes
        if row.round_id != consensus.pk:
            break
    return row.guid


def _new(by: Actor, coded: Round, items: list[str]) -> Discrepancy:
    return Discrepancy.objects.create(
        guid=uuid4(),
        round=coded,
        kind=DiscrepancyKind.SPAN,
        items=items,
        state=DiscrepancyState.OPEN,
        opened_at=clock.now(),
        opened_by=by.person,
    )
