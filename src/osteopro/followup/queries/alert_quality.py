"""Whether alerts lead to something: indicator I-6, rule by rule (clinical content 10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from osteopro.followup.models import AlertOutcome
from osteopro.followup.terms import CameOf

# Fewer are not shown: a share of three says nothing, and may point at somebody.
LEAST = 5
PERIOD = timedelta(days=91)
# From here on a rule that rarely leads to anything is to be revised.
REVISE_FROM, REVISE_BELOW = 30, 20


@dataclass(frozen=True, slots=True)
class RuleShare:
    """One rule of one version: reviewed alerts, and those acted on; None when too few to show."""

    rule: str
    ruleset: str
    reviewed: int
    acted: int | None

    @property
    def share(self) -> int | None:
        """Per cent that led to something, half up."""
        if self.acted is None:
            return None
        return (200 * self.acted + self.reviewed) // (2 * self.reviewed)

    @property
    def revise(self) -> bool:
        """Whether the rule fires often and is rarely of use."""
        share = self.share
        return share is not None and self.reviewed >= REVISE_FROM and share < REVISE_BELOW


def per_rule(site_ids: Collection[int], since: datetime) -> list[RuleShare]:
    """Each rule since then at these clinics; one query. An alert that was reviewed more than
    once counts with its last review that stands."""
    later = AlertOutcome.objects.filter(
        item=OuterRef("item"),
        rule=OuterRef("rule"),
        pk__gt=OuterRef("pk"),
        review__void__isnull=True,
    )
    rows = AlertOutcome.objects.filter(
        ~Exists(later), site__in=site_ids, at__gte=since, review__void__isnull=True
    )
    counted = rows.values("rule", "ruleset").annotate(
        reviewed=Count("pk"), acted=Count("pk", filter=~Q(came_of=CameOf.NOTHING))
    )
    return [
        RuleShare(
            row["rule"],
            row["ruleset"],
            row["reviewed"],
            row["acted"] if row["reviewed"] >= LEAST else None,
        )
        for row in counted.order_by("-reviewed", "rule", "ruleset")
    ]
