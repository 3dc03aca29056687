"""The talk with one patient as staff see it, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from osteopro.access import queries as access_queries
from osteopro.access.terms import Role
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.queries.requests import RequestView, open_requests
from osteopro.followup.request_rules import SOURCE
from osteopro.followup.terms import ItemKind
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import Page
from osteopro.patients import queries as patients_queries

SIZE = 20


@dataclass(frozen=True)
class Talk:
    """One page of what was said, and what of it waits for an answer, most pressing first."""

    page: Page
    waiting: tuple[Waiting, ...]
    requests: tuple[RequestView, ...]
    physicians: tuple[int, ...]

    def request(self, item_id: int) -> RequestView | None:
        """The request for which an item waits."""
        return next((each for each in self.requests if each.item_id == item_id), None)


def talk(standing: Standing, *, before: int | None = None) -> Talk:
    """The talk with the patient of `standing`; its cost follows the page."""
    patient_id = standing.patient_id
    waiting = tuple(each for each in standing.waiting if is_talk(each))
    asks = any(each.source.startswith(SOURCE) for each in waiting)
    return Talk(
        page=messaging_queries.page(patient_id, before=before, size=SIZE),
        waiting=waiting,
        requests=tuple(open_requests(patient_id)) if asks else (),
        physicians=_physicians(standing),
    )


def is_talk(waiting: Waiting) -> bool:
    """Whether it is answered in the talk with the patient; a visit that has a place is not."""
    if waiting.kind == ItemKind.VISIT:
        return False
    return waiting.kind == ItemKind.MESSAGE or waiting.source.startswith(SOURCE)


def _physicians(standing: Standing) -> tuple[int, ...]:
    """The patient's own physicians first, then the others of the clinic."""
    own: Sequence[int] = patients_queries.care_team(standing.patient_id).physicians
    others = access_queries.holders(Role.PHYSICIAN, standing.clinic.site_id)
    return tuple(dict.fromkeys([*own, *others]))
