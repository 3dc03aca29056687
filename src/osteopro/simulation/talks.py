"""Talks about reports: what is heard lies near what was written, and is not always the same."""

from random import Random
from uuid import UUID

from osteopro.followup.actions import Heard, record_verification
from osteopro.followup.terms import Agrees
from osteopro.records import queries as records_queries
from osteopro.simulation import words
from osteopro.simulation.life import Life
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level

AWAY = (-1, 0, 0, 0, 1)
WORST = 10
# Who writes louder than they feel, or makes light of it, says on the phone what it is.
PLAINER = 15
# From how far apart what was written and what is heard agree partly, and no longer.
PARTLY, NOT = 2, 4


def hear(life: Life, occasion: UUID, source: Random) -> None:
    """Talk about a report and keep what was heard."""
    own = triage_queries.checks().script.own
    written = {name: _written(occasion, item) for name, item in own.items()}
    heard = {name: _near(pain, life, source) for name, pain in written.items()}
    record_verification(
        by=life.manager.actor,
        patient_id=life.patient_id,
        occasion=occasion,
        key=UUID(int=source.getrandbits(128)),
        heard=Heard(
            pain_rest=heard["pain_rest"],
            pain_move=heard["pain_move"],
            event=False,
            level=Level.ROUTINE,
            agrees=_agree(written, heard),
            note=words.line("calls.reached", source),
        ),
    )


def _written(occasion: UUID, item: str) -> int | None:
    responses = records_queries.occasion(occasion)
    codes = [code for each in responses for code in each.answers.codes(item)]
    return int(codes[0]) if codes else None


def _near(pain: int | None, life: Life, source: Random) -> int | None:
    if pain is None:
        return None
    heard = pain + source.choice(AWAY) - round(life.habit.louder * PLAINER)
    return min(WORST, max(0, heard))


def _agree(written: dict[str, int | None], heard: dict[str, int | None]) -> Agrees:
    pairs = [(pain, heard[name]) for name, pain in written.items()]
    apart = max((abs(a - b) for a, b in pairs if a is not None and b is not None), default=0)
    if apart >= NOT:
        return Agrees.NO
    return Agrees.PARTLY if apart >= PARTLY else Agrees.YES
