"""How a request goes on, whatever the level of any record (clinical content 3.2, 5.4). Pure."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import ItemKind, Outcome, RequestAct, RequestKind, RequestState

# How the item that waits for a request is named, followed by the request's id.
SOURCE = "request:"
ENDED = frozenset(
    {
        RequestState.ANSWERED,
        RequestState.CALLED,
        RequestState.SEEN,
        RequestState.HANDED_ON,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
    }
)
# A place for the visit is offered or booked: only `appointments` moves it on.
PLACED = frozenset({RequestState.OFFERED, RequestState.BOOKED})
# After so long who waits stands before everybody else (5.4): nobody is put off beyond it.
LONGEST_WAIT = timedelta(days=28)
_ENDS: Mapping[RequestAct, RequestState] = {
    RequestAct.REPLY: RequestState.ANSWERED,
    RequestAct.CALL: RequestState.CALLED,
    RequestAct.HAND_ON: RequestState.HANDED_ON,
    RequestAct.DECLINE: RequestState.DECLINED,
    RequestAct.WITHDRAW: RequestState.WITHDRAWN,
}
_PLACING: Mapping[tuple[RequestState, RequestAct], RequestState] = {
    **{
        (state, RequestAct.OFFER): RequestState.OFFERED
        for state in (RequestState.OPEN, RequestState.CALLING, RequestState.WAITING)
    },
    (RequestState.OFFERED, RequestAct.BOOK): RequestState.BOOKED,
    (RequestState.OFFERED, RequestAct.RELEASE): RequestState.OPEN,
    (RequestState.BOOKED, RequestAct.RELEASE): RequestState.OPEN,
    (RequestState.BOOKED, RequestAct.SEE): RequestState.SEEN,
}
_PLACES = frozenset(act for _, act in _PLACING)
_BY_OUTCOME: Mapping[Outcome, RequestAct] = {
    Outcome.REPLIED: RequestAct.REPLY,
    Outcome.CALLED: RequestAct.CALL,
    Outcome.ESCALATED: RequestAct.HAND_ON,
}
# What the outcome of a record settles of what was asked in it. A visit is never settled so.
_WITH_RECORD: Mapping[Outcome, frozenset[RequestKind]] = {
    Outcome.REPLIED: frozenset({RequestKind.ADVICE}),
    Outcome.CALLED: frozenset({RequestKind.ADVICE, RequestKind.CALL}),
    Outcome.ESCALATED: frozenset({RequestKind.ADVICE}),
    Outcome.NO_REPLY: frozenset(),
}


def after(kind: RequestKind, state: RequestState, act: RequestAct) -> RequestState:
    """Where a request stands after an act. Raises OutcomeRefused.

    >>> after(RequestKind.VISIT, RequestState.CALLING, RequestAct.SPOKE).value
    'open'
    """
    if state in ENDED:
        raise OutcomeRefused("request-is-over")
    if act in _PLACES:
        return _placed(kind, state, act)
    if state in PLACED and act not in (RequestAct.SPOKE, RequestAct.WITHDRAW):
        raise OutcomeRefused("visit-is-placed")
    if act in _ENDS:
        return _ENDS[act]
    if act is RequestAct.SPOKE:
        return _after_speaking(kind, state)
    if act is RequestAct.CALL_FIRST:
        if kind is RequestKind.CALL:
            raise OutcomeRefused("request-is-a-call")
        return RequestState.CALLING
    if kind is not RequestKind.VISIT:
        raise OutcomeRefused("only-a-visit-waits")
    return RequestState.WAITING


def _placed(kind: RequestKind, state: RequestState, act: RequestAct) -> RequestState:
    """A place is offered for a visit alone, and every later act needs the one before."""
    if kind is not RequestKind.VISIT:
        raise OutcomeRefused("only-a-visit-waits")
    if (state, act) not in _PLACING:
        raise OutcomeRefused("visit-is-placed" if state in PLACED else "visit-has-no-place")
    return _PLACING[state, act]


def _after_speaking(kind: RequestKind, state: RequestState) -> RequestState:
    """A call was what was asked for, or it was made first and now it can be decided."""
    if kind is RequestKind.CALL:
        return RequestState.CALLED
    return RequestState.OPEN if state is RequestState.CALLING else state


def act_of(outcome: Outcome) -> RequestAct:
    """What an outcome does to the requests it is given for. Raises OutcomeRefused: a request
    is answered, never only put away."""
    if outcome not in _BY_OUTCOME:
        raise OutcomeRefused("request-needs-answer")
    return _BY_OUTCOME[outcome]


def settled_with_record(kind: RequestKind, outcome: Outcome) -> bool:
    """Whether the outcome of a record also answers what was asked in it."""
    return kind in _WITH_RECORD[outcome]


def waits_as(kind: RequestKind, state: RequestState, *, read_out: bool = False) -> ItemKind:
    """What waits for the manager: a call to make, or an answer to give. A place waits for the
    patient, unless the offer of it is to be `read_out` to somebody without a screen."""
    if state in PLACED:
        to_read = read_out and state is RequestState.OFFERED
        return ItemKind.CALL if to_read else ItemKind.VISIT
    calls = kind is RequestKind.CALL or state is RequestState.CALLING
    return ItemKind.CALL if calls else ItemKind.REQUEST


def waited_as(kind: RequestKind, item: ItemKind, next_contact: date | None) -> RequestState:
    """Where a request stood before it ended, by what waited for it: the way back of `waits_as`."""
    if next_contact is not None:
        return RequestState.WAITING
    calls_first = item is ItemKind.CALL and kind is not RequestKind.CALL
    return RequestState.CALLING if calls_first else RequestState.OPEN


def contact_problem(today: date, on: date, works_on: Callable[[date], bool]) -> str | None:
    """Why the next contact cannot be on this day: a code, or None."""
    if on <= today:
        return "contact-in-the-past"
    if on - today > LONGEST_WAIT:
        return "contact-too-late"
    return None if works_on(on) else "contact-closed"


def taken_back_by_correcting(
    asked_in: Collection[object], occasion: object, kind: RequestKind, wished: str | None
) -> bool:
    """Whether a corrected record takes a request back: it was asked in that record alone, and
    the corrected one no longer asks for it."""
    return set(asked_in) == {occasion} and wished != kind
