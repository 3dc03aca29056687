"""What was ticked and chosen on the page of a talk."""

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict

from osteopro.followup.terms import DeclineReason
from osteopro.ui.posted import id_of


def ticked(posted: QueryDict) -> frozenset[int]:
    """Ids of the items that the answer is to end."""
    given = (id_of(each) for each in posted.getlist("item"))
    return frozenset(number for number in given if number is not None)


def declined(posted: QueryDict, items: frozenset[int]) -> Mapping[int, DeclineReason]:
    """Which requests are not granted, and why, by item."""
    typed_in = {item: posted.get(f"decline-{item}", "") for item in items}
    known = set(DeclineReason)
    return {item: DeclineReason(code) for item, code in typed_in.items() if code in known}


def day_of(typed_in: str) -> date | None:
    """A day as a date field posts it; None for anything else."""
    try:
        return date.fromisoformat(typed_in)
    except ValueError:
        return None
