"""Talks about reports: what is heard lies near what was written, and is not always the same."""

from random import Random
from uuid import UUID

from osteopro.audit.terms import Actor
from osteopro.followup.actions import Heard, record_verification
from osteopro.followup.terms import Agrees
from osteopro.records import queries as records_queries
from osteopro.simulation import words
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level

AWAY = (-1, 0, 0, 0, 1)
WORST = 10


def hear(by: Actor, patient_id: int, occasion: UUID, source: Random) -> None:
    """Talk about a report and keep what was heard."""
    own = triage_queries.checks().script.own
    record_verification(
        by=by,
        patient_id=patient_id,
        occasion=occasion,
        key=UUID(int=source.getrandbits(128)),
        heard=Heard(
            pain_rest=_near(occasion, own["pain_rest"], source),
            pain_move=_near(occasion, own["pain_move"], source),
            event=False,
            level=Level.ROUTINE,
            agrees=Agrees.YES,
            note=words.line("calls.reached", source),
        ),
    )


def _near(occasion: UUID, item: str, source: Random) -> int | None:
    responses = records_queries.occasion(occasion)
    codes = [code for each in responses for code in each.answers.codes(item)]
    if not codes:
        return None
    return min(WORST, max(0, int(codes[0]) + source.choice(AWAY)))
