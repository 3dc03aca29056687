"""What others do meanwhile on a text: who is there, and whether anything of it changed."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Max, Q

from osteopro.research import presence
from osteopro.research.models import (
    BoardMove,
    Confirmation,
    Discrepancy,
    DiscussionNote,
    Resolution,
    Statement,
    StatementMeaning,
)
from osteopro.research.queries import studies
from osteopro.research.queries.rounds import RoundView, TextView
from osteopro.research.terms import DiscrepancyState, RoundMode


@dataclass(frozen=True, slots=True)
class Others:
    """Who else of the team is on the text; while somebody still codes blind only whether anybody
    works in the study at all, never who or where."""

    accounts: tuple[int, ...] = ()
    somebody: bool = False


def others(study_id: int, account_id: int, coded: RoundView, text: TextView) -> Others:
    """Note that this person is on the text, and say who else is there. Three queries, four more
    once a minute."""
    presence.come(study_id, account_id, str(text.transcript_id))
    team = [each.account_id for each in studies.team(study_id)]
    there = presence.present(study_id, [each for each in team if each != account_id])
    if not coded.open_to_all:
        return Others(somebody=bool(there))
    here = tuple(each for each in team if there.get(each) == str(text.transcript_id))
    return Others(here, bool(here))


def mark(study_id: int, coded: RoundView, text: TextView) -> str:
    """Something else whenever what the board of a consensus round shows has changed; for others,
    where nothing of other people changes, always the same. Seven short queries."""
    if coded.mode is not RoundMode.CONSENSUS:
        return ""
    of = Discrepancy.objects.filter(round=coded.alone_id)
    gone = Q(removed_at__isnull=False)
    links = StatementMeaning.objects.filter(statement__round=coded.round_id)
    moves = BoardMove.objects.filter(study_id=study_id)
    states = {each.value: Count("pk", filter=Q(state=each)) for each in DiscrepancyState}
    found = [
        text.version_id,
        Statement.objects.filter(round=coded.round_id).aggregate(last=Max("pk")),
        links.aggregate(last=Max("pk"), gone=Count("pk", filter=gone)),
        of.aggregate(last=Max("pk"), **states),
        Resolution.objects.filter(discrepancy__in=of).aggregate(last=Max("pk")),
        DiscussionNote.objects.filter(discrepancy__in=of).aggregate(last=Max("pk")),
        Confirmation.objects.filter(resolution__discrepancy__in=of).aggregate(last=Max("pk")),
        moves.aggregate(last=Max("pk"), undone=Count("undone_at")),
    ]
    return sha256(repr(found).encode()).hexdigest()[:16]
