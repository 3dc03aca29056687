"""What came of an alert is kept for each rule that made it one (indicator I-6)."""

from collections.abc import Mapping
from uuid import UUID

from osteopro import clock
from osteopro.followup import precision
from osteopro.followup.models import AlertOutcome, OpenItem, Request, Review
from osteopro.followup.terms import CameOf, ItemKind, RequestState
from osteopro.records import firing


def keep(item: OpenItem, site_id: int, came: CameOf | None, review: Review | None = None) -> None:
    """Part of the action that ends an alert. Nothing is kept of what was none (`came` None)."""
    if came is None:
        return
    named = _rulesets(item)
    AlertOutcome.objects.bulk_create(
        AlertOutcome(
            review=review,
            item=item,
            site_id=site_id,
            at=clock.now(),
            rule=rule,
            ruleset=named.get(rule, ""),
            level=level,
            came_of=came,
        )
        for rule, level in precision.alerts(item.reasons).items()
    )


def visited_since(item: OpenItem) -> bool:
    """Whether the patient came to a visit they had asked for since this was opened."""
    seen = Request.objects.filter(patient_id=item.patient_id, state=RequestState.SEEN)
    return seen.filter(closed_at__gte=item.opened_at).exists()


def _rulesets(item: OpenItem) -> Mapping[str, str]:
    if item.kind == ItemKind.SILENCE:
        return firing.rulesets_of_silence(item.patient_id, item.opened_at)
    return firing.rulesets_of(UUID(item.source))
