"""Where requests come from: a page of the patient, and the wish at the end of a record."""

from collections.abc import Iterable
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, request_rules, state
from osteopro.followup.actions import requesting
from osteopro.followup.actions.repeating import AlreadySent
from osteopro.followup.actions.requesting import Wish
from osteopro.followup.actions.talking import hear
from osteopro.followup.assessing import Arrived
from osteopro.followup.models import Asking, CareState, Request
from osteopro.followup.terms import AskedIn, RequestAct, RequestKind, VisitReason
from osteopro.instruments.answers import Answers
from osteopro.instruments.library import Instrument
from osteopro.records.actions import Submission
from osteopro.records.terms import ResponseStatus
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import listen
from osteopro.triage.terms import Level


@journal.action
def make_request(
    *,
    by: Actor,
    patient_id: int,
    wanted: Wish,
    key: UUID | None = None,
    way: AskedIn = AskedIn.PAGE,
) -> int:
    """Ask for advice, a call or a visit; returns the request's id.

    One of a kind that is open takes the new words instead of becoming two. Words of the lists
    are a message as well, at its own level: a request has none (clinical content 3.2, 3.4). So
    are all words once a place is offered or booked: somebody must read them before the day.
    A physician's own words (`way`) are no message of the patient's.
    The same form (`key`) again changes nothing; with another content or patient AlreadySent.
    """
    row = state.locked(patient_id)
    earlier = Asking.objects.select_related("request").filter(key=key).first() if key else None
    if earlier is not None:
        theirs = (earlier.request.patient_id, earlier.request.kind, earlier.words)
        if theirs != (patient_id, wanted.kind, wanted.words.strip()):
            raise AlreadySent(key)
        journal.nothing_changed()
        return earlier.request_id
    request_id = requesting.put(by, row, wanted, way, key=key)
    if way is AskedIn.DOCTOR:
        row.save()
        return request_id
    worrying = listen(triage_queries.current().ruleset, wanted.words).level is not Level.ROUTINE
    if worrying or (wanted.words.strip() and _has_place(request_id)):
        hear(by, row, wanted.words.strip())
    row.save()
    return request_id


def hear_wish(
    by: Actor, row: CareState, arrived: Arrived, form: Instrument, *, sent_before: bool
) -> None:
    """Keep what is asked for in a record, once for each sitting; a correction may take it back.

    `sent_before`: something of this sitting came before. Part of an action; `row` is changed
    but not saved.
    """
    # When nothing waits there is no request to look for.
    new = row.open_items == 0 and not sent_before
    submission, wished = arrived.submission, deadlines.wishes(form, arrived.answers)
    if submission.status == ResponseStatus.AMENDED and not new:
        _take_back(by, row, submission, wished)
    if wished is None or (not new and _asked_here(row, submission, wished)):
        return
    requesting.put(
        by,
        row,
        Wish(RequestKind(wished), why=_why(form, arrived.answers)),
        AskedIn.RECORD,
        occasion=submission.occasion,
        at=arrived.stored.received,
        known_new=new,
    )


def _take_back(by: Actor, row: CareState, submission: Submission, wished: str | None) -> None:
    open_now = Request.objects.filter(patient_id=row.patient_id, closed_at__isnull=True).exclude(
        state__in=request_rules.PLACED
    )
    over = [
        request
        for request in open_now.prefetch_related("askings")
        if request_rules.taken_back_by_correcting(
            _occasions(request.askings.all()),
            submission.occasion,
            RequestKind(request.kind),
            wished,
        )
    ]
    for request in over:
        requesting.end(by, row, request, RequestAct.WITHDRAW, at=clock.now())
    if over:
        state.rewrite(row)


def _has_place(request_id: int) -> bool:
    return Request.objects.filter(pk=request_id, state__in=request_rules.PLACED).exists()


def _occasions(askings: Iterable[Asking]) -> list[object]:
    return [asking.occasion for asking in askings]


def _asked_here(row: CareState, submission: Submission, wished: str) -> bool:
    """Whether this sitting asked for it before, be it answered meanwhile or not."""
    return Asking.objects.filter(
        request__patient_id=row.patient_id, request__kind=wished, occasion=submission.occasion
    ).exists()


def _why(form: Instrument, answers: Answers) -> VisitReason | None:
    """The answer to the question that follows from the wish, where it is one of our codes."""
    wish = form.item_for("wish")
    known = set(VisitReason)
    for item in answers.enabled_items():
        if any(condition.question == wish for condition in item.enable_when):
            code = next(iter(answers.codes(item.link_id)), "")
            return VisitReason(code) if code in known else None
    return None
