"""What withdrawals take away: themes that nothing supports any more (invariant 1)."""

from dataclasses import dataclass
from uuid import UUID

from osteopro.research.agreed import holding
from osteopro.research.models import StudyConsent, Theme
from osteopro.research.queries import steps
from osteopro.research.tracing import participants


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A theme that only people who withdrew spoke of, with their numbers."""

    guid: UUID
    name: str
    numbers: tuple[int, ...]


def unsupported(study_id: int) -> list[Unsupported]:
    """Themes left without support by who withdrew. One query while nobody has."""
    ended = StudyConsent.objects.filter(
        screening__study_id=study_id, withdrawn_at__isnull=False
    ).exclude(screening__in=holding())
    if not ended.exists():
        return []
    now = participants(steps.chain_of(study_id))
    before = participants(steps.chain_of(study_id, withdrawn=True))
    numbers = steps.numbers(study_id)
    lost = {theme: whose for theme, whose in before.items() if whose and not now[theme]}
    return [
        Unsupported(
            each.guid, each.name, tuple(sorted(numbers[str(who)] for who in lost[str(each.guid)]))
        )
        for each in Theme.objects.filter(guid__in=map(str, lost)).order_by("order", "pk")
    ]
