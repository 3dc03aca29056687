"""Drafts: saved answer by answer. Records: stored exactly once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.models import F

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Values, response_from_values, values_to_json
from osteopro.instruments.definition import Questionnaire
from osteopro.instruments.queries import Published
from osteopro.instruments.scoring import ScaleScore, rounded
from osteopro.records import rules
from osteopro.records.models import Assessment, Draft, DraftAnswer, Response, Score
from osteopro.records.terms import ByWhom, DraftState, ResponseStatus


class Conflict(RuntimeError):
    """This record is here already with other answers; a change needs a correction."""


class DraftMoved(RuntimeError):
    """An answer was saved after the draft was read: read it again before sending."""


class DraftClosed(RuntimeError):
    """This form was sent, or left too long ago."""


@dataclass(frozen=True)
class Submission:
    """One filled form on its way in, from whatever channel.

    `values` are compact answers; `authored` is the device's time. Within one occasion a
    form replaces the version of it that stands.
    """

    uuid: UUID
    canonical: str
    values: Values
    status: ResponseStatus
    authored: datetime
    mode: str
    by_whom: str
    language: str
    occasion: UUID
    # The draft this is sent from, as it was read; None when it comes from elsewhere.
    draft_revision: int | None = None
    # When its questions were first shown, where that is known.
    begun: datetime | None = None
    circumstances: Mapping[str, Any] = field(default_factory=dict)
    # The account of who sat beside while it was filled in at a session.
    beside: int | None = None


@dataclass(frozen=True)
class Stored:
    """Where a submission ended up. `repeated` means it was here before: nothing was written."""

    response_id: int
    uuid: UUID
    received: datetime
    effective: datetime
    repeated: bool


@journal.action
def start_draft(
    *,
    by: Actor,
    patient_id: int,
    canonical: str,
    mode: str,
    language: str,
    context: Values,
    by_whom: str,
    copied: Mapping[str, UUID] | None = None,
    first_answers: Values | None = None,
    corrects: UUID | None = None,
    uuid: UUID | None = None,
    occasion: UUID | None = None,
    expires_at: datetime | None = None,
) -> UUID:
    """Begin a form, or return the one that is open already; returns the record's uuid.

    `copied` names the items in `context` that another form of the occasion asked, with that
    response. A correction is a draft of its own beside a new record's, and so is a form that is
    asked on the phone beside one that was begun online: each keeps its mode.
    """
    form = instruments_queries.published(canonical)
    if (present := _present_draft(patient_id, form.row_id, corrects, mode)) is not None:
        journal.nothing_changed()
        return present
    now = clock.now()
    draft = Draft.objects.create(
        uuid=uuid or uuid4(),
        patient_id=patient_id,
        instrument_id=form.row_id,
        occasion=occasion or uuid4(),
        mode=mode,
        language=language,
        context=values_to_json(context),
        by_whom=by_whom,
        copied={link_id: str(source) for link_id, source in (copied or {}).items()},
        corrects=corrects,
        state=DraftState.OPEN,
        started_at=now,
        touched_at=now,
        expires_at=expires_at or now + rules.DRAFT_LIFE,
    )
    DraftAnswer.objects.bulk_create(
        DraftAnswer(draft=draft, link_id=link_id, value=value, answered_at=now)
        for link_id, value in values_to_json(first_answers or {}).items()
    )
    journal.record(
        "draft.started",
        by=by,
        object_type="draft",
        object_id=draft.uuid,
        patient_id=patient_id,
        mode=mode,
    )
    return draft.uuid


def _present_draft(
    patient_id: int, instrument_id: int, corrects: UUID | None, mode: str
) -> UUID | None:
    """The draft of the same form that is open already in this mode."""
    mine = Draft.objects.filter(patient_id=patient_id, state=DraftState.OPEN, mode=mode)
    same = mine.filter(instrument_id=instrument_id, corrects=corrects)
    return same.values_list("uuid", flat=True).first()


@journal.action
def save_answers(
    *,
    by: Actor,
    patient_id: int,
    draft_uuid: UUID,
    values: Values,
    circumstances: Mapping[str, Any] | None = None,
    forget: Collection[str] = (),
    answered_at: datetime | None = None,
    by_whom: ByWhom | None = None,
) -> None:
    """Keep these answers in the draft, replacing earlier ones to the same items.

    Answers to the items in `forget` leave the draft. `by_whom` is given when somebody else
    goes on with a form that does not ask who answers. Answers were checked against the form
    by the caller. `answered_at` is given for answers that waited on a phone: they never
    replace what was answered after them, on whatever device. Raises DraftClosed.
    Not audited one by one: a draft is the patient's own working paper, and what
    they send is.
    """
    draft = Draft.objects.select_for_update().filter(patient_id=patient_id, uuid=draft_uuid).first()
    if draft is None or draft.state != DraftState.OPEN:
        raise DraftClosed(draft_uuid)
    now = clock.now()
    at = answered_at or now
    rows = [
        DraftAnswer(
            draft=draft,
            link_id=link_id,
            value=value,
            answered_at=at,
            circumstances=dict(circumstances or {}),
        )
        for link_id, value in values_to_json(values).items()
    ]
    present = dict(draft.answers.values_list("link_id", "answered_at"))
    if answered_at is not None:
        rows = [row for row in rows if present.get(row.link_id, at) <= at]
    for row in rows:
        if row.link_id in present:
            draft.answers.filter(link_id=row.link_id).update(
                value=row.value,
                revision=F("revision") + 1,
                answered_at=at,
                circumstances=row.circumstances,
            )
    DraftAnswer.objects.bulk_create(row for row in rows if row.link_id not in present)
    if forget:
        draft.answers.filter(link_id__in=list(forget)).delete()
    Draft.objects.filter(pk=draft.pk).update(
        touched_at=now, revision=F("revision") + 1, by_whom=by_whom or draft.by_whom
    )
    journal.nothing_changed()


@journal.action
def close_draft(
    *,
    by: Actor,
    patient_id: int,
    draft_uuid: UUID,
    state: DraftState,
    revision: int,
) -> None:
    """Mark a draft sent or left, as it was read at `revision`.

    Raises DraftMoved when an answer was saved since, DraftClosed when it is no longer open.
    """
    drafts = Draft.objects.filter(patient_id=patient_id, uuid=draft_uuid, state=DraftState.OPEN)
    if not drafts.filter(revision=revision).update(state=state, touched_at=clock.now()):
        raise DraftMoved(draft_uuid) if drafts.exists() else DraftClosed(draft_uuid)
    journal.record(
        "draft.closed",
        by=by,
        object_type="draft",
        object_id=draft_uuid,
        patient_id=patient_id,
        state=state,
    )


def touch_draft(draft_uuid: UUID) -> None:
    """Somebody still has this form before them; part of the action that knows."""
    Draft.objects.filter(uuid=draft_uuid).update(touched_at=clock.now(), revision=F("revision") + 1)


def looked_at(draft_uuid: UUID, revision: int) -> None:
    """Note that due work saw this revision; part of the action that judged it."""
    Draft.objects.filter(uuid=draft_uuid).update(looked_at=revision)


@journal.action
def store_response(
    *,
    by: Actor,
    patient_id: int,
    submission: Submission,
    present: Response | None,
    supersedes: int | None,
) -> Stored:
    """Store a submission exactly once.

    `present` is this patient's row with the same uuid, if there is one: with the same
    answers it is returned as `repeated`, with others this raises Conflict, as it does for
    another patient's uuid. The caller looked for it while holding the patient's lock, so
    one patient's submissions come one by one and the look before the insert is sure.
    `supersedes` is the row of the version that this one replaces.
    """
    form = instruments_queries.published(submission.canonical)
    values = values_to_json(submission.values)
    digest = rules.digest(submission.canonical, submission.status, values)
    if present is not None:
        if present.digest != digest:
            raise Conflict(submission.uuid)
        journal.nothing_changed()
        return _stored(present, repeated=True)
    row = _insert(by, patient_id, submission, form, values, digest, supersedes)
    journal.record(
        "record.received",
        by=by,
        object_type="response",
        object_id=submission.uuid,
        patient_id=patient_id,
        instrument=submission.canonical,
        status=submission.status,
        mode=submission.mode,
        digest=digest,
    )
    return _stored(row, repeated=False)


def store_scores(response_id: int, scores: Sequence[ScaleScore]) -> None:
    """Keep every scale of a response that was just stored; part of its action."""
    Score.objects.bulk_create(
        Score(
            response_id=response_id,
            scale=score.scale,
            value=rounded(score.value),
            answered=score.answered,
            asked=score.asked,
            reason=score.reason or "",
        )
        for score in scores
    )


def store_assessment(
    *,
    patient_id: int,
    response_id: int | None,
    ruleset: str,
    level: str,
    rules: Sequence[Mapping[str, Any]],
    tags: Sequence[str],
    message: Mapping[str, Any],
    advice: Sequence[str],
    checks: str = "",
    flags: Sequence[Mapping[str, Any]] = (),
) -> int:
    """Keep what the rules said, and beside it which `checks` ran and which of them held; part of
    the action that stored the response."""
    row = Assessment.objects.create(
        patient_id=patient_id,
        response_id=response_id,
        at=clock.now(),
        ruleset=ruleset,
        level=level,
        rules=list(rules),
        tags=list(tags),
        message=dict(message),
        advice=list(advice),
        checks=checks,
        flags=list(flags),
    )
    return row.pk


def _insert(
    by: Actor,
    patient_id: int,
    submission: Submission,
    form: Published,
    values: dict[str, Any],
    digest: str,
    supersedes: int | None,
) -> Response:
    now = clock.now()
    row = Response(
        uuid=submission.uuid,
        patient_id=patient_id,
        instrument_id=form.row_id,
        kind=form.instrument.kind,
        status=submission.status,
        occasion=submission.occasion,
        authored=submission.authored,
        received=now,
        effective=rules.effective(submission.authored, now),
        mode=submission.mode,
        by_whom=submission.by_whom,
        by=by.account_id,
        beside=submission.beside,
        language=submission.language,
        values=values,
        circumstances=dict(submission.circumstances),
        content=_content(submission, form.instrument.questionnaire, patient_id),
        digest=digest,
        supersedes_id=supersedes,
    )
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        # Another patient's record took this uuid between our look and our insert, or the
        # record was corrected twice at once. The transaction ends here either way.
        raise Conflict(submission.uuid) from error
    return row


def _stored(row: Response, *, repeated: bool) -> Stored:
    return Stored(row.pk, row.uuid, row.received, row.effective, repeated)


def _content(
    submission: Submission, questionnaire: Questionnaire, patient_id: int
) -> dict[str, Any]:
    return response_from_values(
        questionnaire,
        submission.values,
        uuid=str(submission.uuid),
        status=submission.status,
        authored=submission.authored,
        language=submission.language,
        mode=submission.mode,
        subject={"reference": f"Patient/{patient_id}"},
    )
