"""From typing to a frozen transcript: every step another version, no version ever changed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from rapidfuzz.distance import Levenshtein

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import rules, versions
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import (
    Interview,
    LogEntry,
    Review,
    Round,
    Statement,
    Transcript,
    TranscriptVersion,
)
from osteopro.research.rules import Task
from osteopro.research.terms import LogKind, RoundMode, Stage, StatementState
from osteopro.research.text.normal import Span, kept
from osteopro.research.text.rebase import Fate, align
from osteopro.research.text.turns import Turn

SAME_PERSON = "reviewer-is-transcriber"
NOT_NEWEST = "not-newest"
WRONG_STAGE = "wrong-stage"
EMPTY = "empty-transcript"


@dataclass(frozen=True, slots=True)
class Typed:
    """A transcript as it comes: its text, who speaks where if that is known, and where it is
    from."""

    text: str
    turns: tuple[Turn, ...] | None = None
    source: dict[str, Any] | None = None


@journal.action
def begin_transcript(*, by: Actor, study_id: int, interview_id: int) -> int:
    """Take an interview to type; who took it is its transcriber. Returns the transcript's id."""
    acting(by, study_id, Task.TRANSCRIBE)
    interview = Interview.objects.select_for_update().get(
        pk=interview_id, participant__study_id=study_id
    )
    present = Transcript.objects.filter(interview=interview).first()
    if present is not None:
        journal.nothing_changed()
        return present.pk
    row = Transcript.objects.create(
        guid=uuid4(), interview=interview, transcriber=by.person, began_at=clock.now()
    )
    note(by, study_id, "transcript.begun", row)
    return row.pk


@journal.action
def save_draft(*, by: Actor, study_id: int, transcript_id: int, text: str) -> None:
    """Keep what was typed so far. Only who types it; the trail says the first time of a day."""
    acting(by, study_id, Task.TRANSCRIBE)
    row = _locked(study_id, transcript_id)
    if row.transcriber != by.person:
        raise Refused("other-transcriber")
    now = clock.now()
    first = row.draft_at is None or row.draft_at.date() != now.date()
    row.draft, row.draft_at = text, now
    row.save(update_fields=["draft", "draft_at"])
    if first:
        note(by, study_id, "transcript.typed", row)
    else:
        journal.nothing_changed()


@journal.action
def finish_typing(*, by: Actor, study_id: int, transcript_id: int, typed: Typed, key: UUID) -> int:
    """What was typed or brought becomes a version, to be read by a second person. The 24 hours
    run from now. Returns the version's id. Raises Refused for an empty text."""
    acting(by, study_id, Task.TRANSCRIBE)
    row = _locked(study_id, transcript_id)
    if (present := _present(key)) is not None:
        return present
    if row.versions.exclude(stage=Stage.RAW).exists():
        raise Refused(WRONG_STAGE)
    version = versions.keep(
        by,
        row,
        stage=Stage.RAW,
        text=_text(typed.text),
        turns=typed.turns,
        source=typed.source,
        parent=row.versions.order_by("-no").first(),
        key=key,
    )
    row.draft, row.draft_at = "", None
    row.save(update_fields=["draft", "draft_at"])
    note(by, study_id, "transcript.version", version, no=version.no, stage=Stage.RAW)
    return version.pk


@journal.action
def start_review(*, by: Actor, study_id: int, version_id: int) -> None:
    """Begin to listen again and read along. Raises Refused for who typed it (invariant 2)."""
    acting(by, study_id, Task.TRANSCRIBE)
    version = _newest(study_id, version_id, Stage.RAW)
    if by.person in (version.transcript.transcriber, version.by):
        raise Refused(SAME_PERSON)
    present = Review.objects.filter(version=version).first()
    if present is not None:
        if present.reviewer != by.person:
            raise Refused("other-reviewer")
        journal.nothing_changed()
        return
    row = Review.objects.create(
        guid=uuid4(), version=version, reviewer=by.person, started_at=clock.now()
    )
    note(by, study_id, "review.started", row)


@journal.action
def finish_review(*, by: Actor, study_id: int, version_id: int, text: str, key: UUID) -> int:
    """The corrected text is another version. Later than 24 hours after typing it leaves a
    deviation in the log. Returns the version's id."""
    acting(by, study_id, Task.TRANSCRIBE)
    if (present := _present(key)) is not None:
        return present
    version = _newest(study_id, version_id, Stage.RAW)
    review = Review.objects.filter(version=version, reviewer=by.person).first()
    if review is None:
        raise Refused("review-not-started")
    new_text = _text(text)
    new = versions.keep(
        by, version.transcript, stage=Stage.REVIEWED, text=new_text, parent=version, key=key
    )
    review.finished_at, review.became = clock.now(), new
    review.changes = _changes(versions.text_of(version.pk), new_text)
    review.save(update_fields=["finished_at", "became", "changes"])
    note(by, study_id, "review.finished", review, changes=review.changes)
    if rules.review_late(version.at, review.finished_at):
        _deviation(by, study_id, review)
    return new.pk


@journal.action
def freeze(*, by: Actor, study_id: int, version_id: int, key: UUID) -> int:
    """What is analysed from now on. Only a version without names can be frozen (invariant 3).

    Statements on an earlier frozen version go along to where their words are now; those whose
    words are gone are orphans until the team decides (invariant 4). What was handed in blind
    stays as and where it was (invariant 6). Returns the frozen version's id.
    """
    acting(by, study_id, Task.TRANSCRIBE)
    if (present := _present(key)) is not None:
        return present
    version = _newest(study_id, version_id, Stage.DEIDENTIFIED)
    text = versions.text_of(version.pk)
    before = version.transcript.versions.filter(stage=Stage.FROZEN).order_by("-no").first()
    frozen = versions.keep(
        by,
        version.transcript,
        stage=Stage.FROZEN,
        text=text,
        turns=versions.turns_of(version.pk),
        parent=version,
        key=key,
    )
    note(by, study_id, "transcript.frozen", frozen, no=frozen.no, sha256=frozen.sha256)
    if before is not None:
        _take_along(by, study_id, before, frozen, text)
    return frozen.pk


def _take_along(
    by: Actor, study_id: int, before: TranscriptVersion, frozen: TranscriptVersion, text: str
) -> None:
    """Statements of work that still goes on, to their new places."""
    living = [StatementState.PROPOSED, StatementState.ACCEPTED]
    rounds = Round.objects.filter(versions=before)
    going_on = rounds.exclude(mode=RoundMode.INDEPENDENT, coders__submitted_at__isnull=False)
    for each in going_on:
        each.versions.add(frozen)
    rows = list(
        Statement.objects.select_for_update().filter(
            version=before, state__in=living, round__in=going_on
        )
    )
    found = align(versions.text_of(before.pk), text).rebase(
        [Span(row.start, row.end) for row in rows]
    )
    orphans = []
    for row, place in zip(rows, found, strict=True):
        if place.now is None or place.fate not in (Fate.SAME, Fate.MOVED):
            row.state = StatementState.ORPHAN
            orphans.append(str(row.guid))
        else:
            _moved(row, frozen, place.now)
            row.state = StatementState.SUPERSEDED
        row.save(update_fields=["state"])
    note(
        by,
        study_id,
        "statements.rebased",
        frozen,
        moved=len(rows) - len(orphans),
        orphans=orphans,
    )


def _moved(row: Statement, frozen: TranscriptVersion, now: Span) -> None:
    new = Statement.objects.create(
        guid=uuid4(),
        version=frozen,
        round=row.round,
        coder=row.coder,
        no=row.no,
        start=now.start,
        end=now.end,
        quote=row.quote,
        memo=row.memo,
        state=row.state,
        supersedes=row,
        at=row.at,
    )
    row.links.filter(removed_at__isnull=True).update(statement=new)


def _deviation(by: Actor, study_id: int, review: Review) -> None:
    row = LogEntry.objects.create(
        guid=uuid4(),
        study_id=study_id,
        kind=LogKind.DEVIATION,
        at=clock.now(),
        by=by.person,
        topic="review-late",
        text=f"{review.version.at.isoformat()} – {clock.now().isoformat()}",
        about_kind="review",
        about=str(review.guid),
    )
    note(by, study_id, "log.deviation", row, about_kind="review", about=str(review.guid))


def _text(raw: str) -> str:
    text = kept(raw).text
    if not text.strip():
        raise Refused(EMPTY)
    return text


def _changes(old: str, new: str) -> int:
    """Places that differ, line by line: what a reviewer would mark."""
    steps = Levenshtein.opcodes(old.split("\n"), new.split("\n"))
    return sum(step.tag != "equal" for step in steps)


def _present(key: UUID) -> int | None:
    """A version that this form made before."""
    found = TranscriptVersion.objects.filter(guid=key).values_list("pk", flat=True).first()
    if found is not None:
        journal.nothing_changed()
    return found


def _locked(study_id: int, transcript_id: int) -> Transcript:
    return Transcript.objects.select_for_update().get(
        pk=transcript_id, interview__participant__study_id=study_id
    )


def _newest(study_id: int, version_id: int, stage: Stage) -> TranscriptVersion:
    """The version, while it is the newest of its transcript and of this stage."""
    found = TranscriptVersion.objects.get(
        pk=version_id, transcript__interview__participant__study_id=study_id
    )
    transcript = _locked(study_id, found.transcript_id)
    if transcript.versions.order_by("-no").values_list("pk", flat=True)[0] != version_id:
        raise Refused(NOT_NEWEST)
    if found.stage != stage:
        raise Refused(WRONG_STAGE)
    found.transcript = transcript
    return found
