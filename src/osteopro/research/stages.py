"""Where somebody stands on the way into the study, and what is to be done next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from osteopro.research.terms import Approached, ApproachWay, Screened


class Stage(StrEnum):
    """Where somebody stands on the way into the study."""

    TO_SCREEN = "to-screen"  # a criterion is not known yet
    EXCLUDED = "excluded"
    TO_ASK = "to-ask"
    TO_ASK_AGAIN = "to-ask-again"  # put off, or not reached
    ON_PAGE = "on-page"  # the question waits on their own page
    REFUSED = "refused"
    TO_CONSENT = "to-consent"
    TAKES_PART = "takes-part"
    WITHDRAWN = "withdrawn"


class Opening(StrEnum):
    """Why somebody looks who is behind a number: codes, so that no reason names anybody."""

    SCREEN = "screen"  # look into their file
    ASK = "ask"  # phone and ask
    ARRANGE = "arrange"  # agree on an interview
    RETURN = "return"  # bring transcripts or results back
    CONCERN = "concern"  # something was said that must not wait


@dataclass(frozen=True, slots=True)
class Asked:
    """One approach: the way, and what came of it."""

    way: ApproachWay
    outcome: Approached


def stage(screened: Screened, asked: Sequence[Asked], *, consented: bool, withdrawn: bool) -> Stage:
    """What is to be done next. `asked` in order; `consented`: a consent is in force; `withdrawn`:
    there was one."""
    if consented:
        return Stage.TAKES_PART
    if withdrawn:
        return Stage.WITHDRAWN
    if asked and asked[-1].outcome is Approached.REFUSED:
        return Stage.REFUSED
    if screened is not Screened.ELIGIBLE:
        return Stage.EXCLUDED if screened is Screened.NOT_ELIGIBLE else Stage.TO_SCREEN
    if not asked:
        return Stage.TO_ASK
    last = asked[-1]
    if last.outcome is Approached.AGREED:
        return Stage.TO_CONSENT
    if waits_on_page(asked):
        return Stage.ON_PAGE
    return Stage.TO_ASK_AGAIN


def waits_on_page(asked: Sequence[Asked]) -> bool:
    """Whether somebody was asked on their own page and has not answered."""
    last = asked[-1] if asked else None
    on_page = last is not None and last.way is ApproachWay.PAGE
    return last is not None and on_page and last.outcome is Approached.DEFERRED


def may_be_approached(at: Stage) -> bool:
    """Whether it is time to ask. Who said no is left in peace."""
    return at in {Stage.TO_ASK, Stage.TO_ASK_AGAIN, Stage.ON_PAGE}
