"""A second person listens again, reads along and puts right what was typed."""

from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import rules, versions
from osteopro.research.actions.transcribing import text_to_keep
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import LogEntry, Review
from osteopro.research.newest import drop_draft, newest, present_version
from osteopro.research.reviewed import Change, changes, places_changed
from osteopro.research.rules import Task
from osteopro.research.terms import LogKind, Stage
from osteopro.research.text.rebase import align
from osteopro.research.text.rebase_turns import rebase_turns
from osteopro.research.text.turns import Turn, read_turns

SAME_PERSON = "reviewer-is-transcriber"


@journal.action
def start_review(*, by: Actor, study_id: int, version_id: int) -> None:
    """Begin to listen again and read along. Raises Refused for who typed it (invariant 2)."""
    acting(by, study_id, Task.TRANSCRIBE)
    version = newest(study_id, version_id, Stage.RAW)
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
    if (present := present_version(key)) is not None:
        return present
    version = newest(study_id, version_id, Stage.RAW)
    review = Review.objects.filter(version=version, reviewer=by.person).first()
    if review is None:
        raise Refused("review-not-started")
    new_text = text_to_keep(text)
    old, turns = versions.whole(version)
    new = versions.keep(
        by,
        version.transcript,
        stage=Stage.REVIEWED,
        text=new_text,
        turns=_still_timed(old, turns, new_text),
        parent=version,
        key=key,
    )
    review.finished_at, review.became = clock.now(), new
    review.changes = places_changed(old, new_text)
    review.save(update_fields=["finished_at", "became", "changes"])
    drop_draft(version.transcript)
    note(by, study_id, "review.finished", review, changes=review.changes)
    if rules.review_late(version.at, review.finished_at):
        _deviation(by, study_id, review)
    return new.pk


@journal.action
def open_changes(*, by: Actor, study_id: int, version_id: int, reason: str) -> list[Change]:
    """What the second reader changed in a typed version, once names are out of the text, for who
    may open the key. The reason stands in the trail. Raises NoReason, Refused."""
    acting(by, study_id, Task.OPEN_KEY)
    row = Review.objects.select_related(
        "version__transcript__interview__participant", "became"
    ).get(
        version_id=version_id,
        version__transcript__interview__participant__study_id=study_id,
        became__isnull=False,
    )
    must_take_part(row.version.transcript.interview.participant)
    found = [versions.opened(by, each, reason) for each in (row.version, row.became) if each]
    note(by, study_id, "review.opened", row, reason=reason.strip())
    return changes(*found)


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


def _still_timed(old: str, turns: tuple[Turn, ...], new: str) -> tuple[Turn, ...]:
    """Turns as they read now; times that stand in no line, as those of subtitles, go along."""
    read = read_turns(new).turns
    if any(turn.t0_ms is not None for turn in read) or all(turn.t0_ms is None for turn in turns):
        return read
    return tuple(rebase_turns(align(old, new), turns))
