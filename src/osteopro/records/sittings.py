"""What was found about one sitting when its forms came."""

from collections.abc import Collection
from uuid import UUID

from osteopro.records.models import Assessment


def assessed_in(occasion_id: UUID, level: str) -> bool:
    """Whether anything of this sitting was assessed at this level."""
    return Assessment.objects.filter(response__occasion=occasion_id, level=level).exists()


def wants_talk(occasion_id: UUID, actions: Collection[str]) -> bool:
    """Whether a check that held for this sitting asks for one of these actions."""
    found = Assessment.objects.filter(response__occasion=occasion_id)
    rows = found.values_list("flags", flat=True)
    return any(flag["action"] in actions for flags in rows for flag in flags)
