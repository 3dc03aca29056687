"""When somebody reads what a patient writes, and what words of the lists call for."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro import clock
from osteopro.followup import deadlines
from osteopro.followup.queries.frame import Frame
from osteopro.messaging.queries import Turn
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import said_at_once, tells_self_harm
from osteopro.triage.terms import Level
from osteopro.web.patient.presenters import dates, promises


def when_read(of: Frame) -> tuple[str | Markup, ...]:
    """Who reads what is written now, and by when it is answered; closed is said as closed."""
    now = clock.now()
    due = deadlines.request(of.clinic, now)(Level.ROUTINE).due
    answers = promises.by_when(of, gettext("%(name)s will answer you by %(when)s."), due)
    if of.clinic.is_open(now):
        return (gettext("We are open now."), answers)
    opens = of.clinic.service.next_opening(now)
    sentence = gettext("Nobody reads this now. We open again %(when)s.")
    moment = dates.together(dates.moment(of, opens, weekday=True, inside=True))
    return (dates.fill(sentence, when=moment), answers)


def what_to_do(
    of: Frame, words: str, at: datetime, due: datetime | None, *, helping: bool = False
) -> tuple[str, ...]:
    """The message that must be said at once to who wrote these words; () when there is none.

    Somebody who is `helping` is told nothing about self-harm.
    """
    message = said_at_once(triage_queries.current().ruleset, words, helping=helping)
    return promises.compose(of, message, at, due) if message else ()


def may_help_see(turn: Turn) -> bool:
    """Whether somebody who helps may see this message: nothing about self-harm (19)."""
    return not private((turn.body, turn.quote))


def private(texts: Sequence[str]) -> bool:
    """Whether words are for the patient and the clinic alone."""
    return tells_self_harm(triage_queries.current().ruleset, texts)
