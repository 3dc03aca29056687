"""The ways between the pages of recruitment."""

from django.urls import reverse
from django.utils.translation import gettext


def ways(study_id: int, current: str) -> list[tuple[str, str, bool]]:
    """The pages of recruitment beside each other."""
    pages = [
        ("sampling", "study_sampling", gettext("Whom to choose")),
        ("screening", "study_screenings", gettext("Who was looked at")),
        ("criteria", "study_criteria", gettext("Criteria")),
    ]
    return [(reverse(page, args=[study_id]), name, code == current) for code, page, name in pages]
