"""Where somebody is while they code: a page of a text in a round."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest

from osteopro.research.queries import changes, coding, places, rounds
from osteopro.research.queries.coding import NoSuchPage, PageView, StatementView
from osteopro.research.queries.rounds import RoundView, TextView
from osteopro.research.queries.studies import Own
from osteopro.research.terms import RoundMode
from osteopro.ui.posted import id_of, uuids
from osteopro.web.study import transcript_view


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: a page of a text in a round, with a statement chosen or none.

    `alone` is the round in which it was coded, which is `coded` itself until that is a consensus.
    `seen` is the version that their page shows, an earlier one of the text when it was frozen anew
    meanwhile; `mark` tells whether others changed something since.
    """

    own: Own
    coded: RoundView
    alone: RoundView
    text: TextView
    page: PageView
    at: UUID | None
    seen: int
    mark: str

    @property
    def here(self) -> str:
        return transcript_view.board(self.own.study.study_id, self.coded, self.text)

    def href(self, statement: UUID) -> str:
        """The way to a statement's card."""
        return f"{self.here}?at={statement}#s-{statement}"


def place_of(
    request: HttpRequest, own: Own, coded: RoundView, text: TextView, version: UUID
) -> Place:
    """The page that was asked for, by its number or by a statement on it. Of a consensus round it
    has no statements: they stand at places."""
    study_id = own.study.study_id
    alone = rounds.alone_of(study_id, coded)
    at = next(iter(uuids([request.GET.get("at", "")])), None)
    number = id_of(request.GET.get("page", ""))
    together = coded.mode is RoundMode.CONSENSUS
    mark = changes.mark(study_id, coded, text)
    try:
        if at is not None and not together:
            at = coding.now_of(at)
        if at is not None and number is None:
            start = places.start_in(own.account_id, study_id, at, text)
            number = coding.page_at(text.version_id, start)
        inside = () if together else (coded.round_id,)
        page = coding.page_of(own.account_id, inside, text.version_id, number or 1)
        seen = text.version_id if text.guid == version else coding.version_of(study_id, version)
    except NoSuchPage:
        raise Http404 from None
    return Place(own, coded, alone, text, page, at, seen, mark)


def turn_no(place: Place, row: StatementView) -> tuple[int, int] | None:
    """Number and beginning of the turn in which a statement begins, when it is on this page."""
    for each in place.page.turns:
        if each.start <= row.start < each.end:
            return each.no, each.start
    return None
