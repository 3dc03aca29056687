"""Meanings to choose from, and how many statements have one."""

from collections import defaultdict
from collections.abc import Collection

from osteopro.research.agreed import holding
from osteopro.research.models import (
    Meaning,
    Statement,
    StatementMeaning,
)
from osteopro.research.queries.rounds import seen_by
from osteopro.research.terms import StatementState
from osteopro.research.working import LIVING

# As many labels as a list below a field can show.

OFFERED = 20


def find_meanings(account_id: int, study_id: int, words: str) -> list[str]:
    """Labels of meanings this person may see that hold these words, the newest first. One query."""
    rows = Meaning.objects.filter(
        study_id=study_id, removed_at__isnull=True, label__icontains=words
    )
    labels = seen_by(account_id, rows).order_by("-pk").values_list("label", flat=True)
    return list(dict.fromkeys(labels[: 2 * OFFERED]))[:OFFERED]


def without_meaning(account_id: int, round_id: int) -> int:
    """How many of this person's own statements mean nothing yet. One query."""
    rows = Statement.objects.filter(
        round_id=round_id,
        coder=account_id,
        state=StatementState.PROPOSED,
        version__transcript__interview__participant__screening__in=holding(),
    )
    linked = StatementMeaning.objects.filter(removed_at__isnull=True).values("statement")
    return rows.exclude(pk__in=linked).count()


def counted(account_id: int, round_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each version how many statements this person sees in these rounds, and how many of them
    mean something. Two queries."""
    rows = Statement.objects.filter(round__in=round_ids, state__in=LIVING)
    links = StatementMeaning.objects.filter(statement__in=rows, removed_at__isnull=True)
    meant = set(seen_by(account_id, links, "statement__").values_list("statement_id", flat=True))
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for pk, version_id in seen_by(account_id, rows).values_list("pk", "version_id"):
        all_of, with_meaning = found[version_id]
        found[version_id] = (all_of + 1, with_meaning + (pk in meant))
    return found
