"""The staff questionnaire and what its rounds came to; how the questions fit a clinic's people."""

from datetime import timedelta

from osteopro import clock
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import values_from_json
from osteopro.instruments.definition import Questionnaire
from osteopro.instruments.terms import Kind
from osteopro.quality.fitting import Answered, Fit, fit
from osteopro.quality.models import SurveyAnswer, SurveyTurn
from osteopro.quality.rounds import Round
from osteopro.quality.survey import Findings, findings
from osteopro.records import item_scores
from osteopro.triage import queries as triage_queries

# The latest rounds that are offered: nearly a year.
SHOWN = 4


def questionnaire() -> Questionnaire:
    """The staff questionnaire in use."""
    return instruments_queries.latest(Kind.PROVIDER).instrument.questionnaire


def has_answered(account_id: int, current: Round) -> bool:
    """Whether this member of staff answered in this round."""
    return SurveyTurn.objects.filter(round=current.number, account=account_id).exists()


def results(ended: Round) -> Findings | None:
    """What a round came to; None below five answers.

    Of a round that has ended only: while it runs, one more answer would show what its author
    said. Answers to an older version count for the questions that the newest still has.
    """
    form = questionnaire()
    rows = SurveyAnswer.objects.filter(round=ended.number).order_by("pk")
    return findings(form, [values_from_json(form, row.answers) for row in rows])


def rounds_before(current: Round) -> list[Round]:
    """The latest rounds that have ended and that anybody answered, newest first."""
    numbers = (
        SurveyAnswer.objects.filter(round__lt=current.number)
        .values_list("round", flat=True)
        .distinct()
        .order_by("-round")[:SHOWN]
    )
    return [Round(number) for number in numbers]


def fits(site_id: int) -> Fit:
    """How the questions fit the people of a clinic, by the own records of the time for which a
    check of a record is shown at all; one query."""
    checks = triage_queries.checks()
    since = clock.now() - timedelta(days=checks.expires_days)
    rows = item_scores.own_records(site_id, since, checks.person_fit.items)
    return fit([Answered(*row) for row in rows], checks.person_fit)
