"""All that the checklists of a report are filled from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.research.coverage import Asked, check_coverage, quote_coverage
from osteopro.research.queries import (
    crosschecks,
    narratives,
    papers,
    recruitment,
    saturation,
    steps,
    studies,
    themes,
)
from osteopro.research.queries.crosschecks import CrossCheckView
from osteopro.research.queries.papers import GuideView
from osteopro.research.queries.recruitment import Flow
from osteopro.research.queries.report.people import People, people
from osteopro.research.queries.report.quotes import Quote, quotable, quotes, speakers
from osteopro.research.queries.report.table import Column, table_one
from osteopro.research.queries.report.work import Work, work
from osteopro.research.queries.studies import MemberView, StudyView
from osteopro.research.queries.themes import Board
from osteopro.research.saturation import State
from osteopro.research.terms import NarrativeKind


@dataclass(frozen=True, slots=True)
class Facts:
    """A study in numbers and rows, without prose. `said` and `quoted` count by participant."""

    study: StudyView
    team: tuple[MemberView, ...]
    # Of the team, by account.
    names: Mapping[int, StaffName]
    people: People
    flow: Flow
    work: Work
    guide: GuideView | None
    table: tuple[Column, ...]
    board: Board
    # Numbers of who may be quoted.
    quotable: frozenset[int]
    quotes: tuple[Quote, ...]
    # What was concluded from records that were laid beside words.
    beside: tuple[CrossCheckView, ...]
    said: dict[int, int]
    # Whose statement it is, by its id.
    speakers: dict[int, int]
    checked: Asked
    saturation: State
    # The approved fundamental structure; empty while there is none.
    structure: str
    structure_translated: str

    @property
    def quoted(self) -> frozenset[int]:
        """Participants who are quoted."""
        return frozenset(each.participant for each in self.quotes)

    @property
    def coverage(self) -> list[tuple[int, int, int]]:
        """Each participant by number: statements that count, and quotes; in their order."""
        counts = Counter(each.participant for each in self.quotes)
        return [(number, said, counts[number]) for number, said in sorted(self.said.items())]

    @property
    def bare(self) -> list[str]:
        """Names of themes that rest on no accepted statement."""
        return [each.name for each in self.board.every_theme() if not each.behind.statements]

    @property
    def analysed(self) -> int:
        """Participants of whom something counts in the analysis."""
        return sum(bool(n) for n in self.said.values())


def facts(study: StudyView) -> Facts:
    """The facts as they stand. A constant number of queries."""
    study_id = study.study_id
    team = tuple(studies.team(study_id, former=True))
    board = themes.board(study_id)
    chain = steps.chain_of(study_id)
    numbers = steps.numbers(study_id)
    coverage = quote_coverage(chain)
    allowed = quotable(study_id)
    approved = narratives.current(study_id, NarrativeKind.STRUCTURE)
    return Facts(
        study=study,
        team=team,
        names=accounts_queries.staff_names([each.account_id for each in team]),
        people=people(study_id),
        flow=recruitment.flow(study_id),
        work=work(study_id),
        guide=papers.guide_in_force(study_id),
        table=tuple(table_one(study_id)),
        board=board,
        quotable=allowed,
        quotes=tuple(quotes(study_id, board, allowed)),
        beside=crosschecks.crosschecks(study_id),
        said={numbers[str(whose)]: each.accepted for whose, each in coverage.items()},
        speakers=speakers(study_id),
        checked=check_coverage(chain),
        saturation=saturation.outcome(study_id).state,
        structure=approved.text if approved else "",
        structure_translated=approved.text_translated if approved else "",
    )
