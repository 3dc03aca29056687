"""Keeping what staff answered."""

import secrets
from uuid import uuid4

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Values, values_to_json
from osteopro.instruments.terms import Kind
from osteopro.quality.models import SurveyAnswer, SurveyTurn
from osteopro.quality.rounds import Round

_BITS = 63


class NothingAnswered(ValueError):
    """The questionnaire was sent without a single answer."""


@journal.action
def answer_survey(*, by: Actor, current: Round, values: Values) -> bool:
    """Keep one filled-in questionnaire without its author; False if they had answered already.

    `values`: answers to the newest staff questionnaire by linkId, checked before. The audit
    trail says that somebody answered in this round, and nothing of what. Raises NothingAnswered.
    """
    if not values:
        raise NothingAnswered
    if not _first_time(by, current):
        journal.nothing_changed()
        return False
    SurveyAnswer.objects.create(
        id=secrets.randbits(_BITS),
        round=current.number,
        instrument_id=instruments_queries.latest(Kind.PROVIDER).row_id,
        answers=values_to_json(values),
    )
    journal.record("survey.answered", by=by, object_type="survey-round", object_id=current.number)
    return True


def _first_time(by: Actor, current: Round) -> bool:
    lot, turns = uuid4(), SurveyTurn.objects
    turn = SurveyTurn(round=current.number, account=by.person, lot=lot)
    turns.bulk_create([turn], ignore_conflicts=True)
    return bool(turns.get(round=current.number, account=by.person).lot == lot)
