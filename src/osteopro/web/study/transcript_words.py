"""Where a transcript stands, in words."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.research import rules
from osteopro.research.handing_on import Next, next_of
from osteopro.research.queries.studies import Own
from osteopro.research.queries.transcripts import TranscriptView
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.web.study import words

STAGES: Mapping[Stage, object] = {
    Stage.RAW: _("Typed, a second person has to read it"),
    Stage.REVIEWED: _("Read twice, names have to go"),
    Stage.DEIDENTIFIED: _("Without names, to be frozen"),
    Stage.FROZEN: _("Frozen"),
}
NEXT: Mapping[Next, tuple[object, str]] = {
    Next.BEGIN: (_("Type it"), "study_transcript"),
    Next.TYPE: (_("Go on typing"), "study_transcript"),
    Next.REVIEW: (_("Listen and read along"), "study_review"),
    Next.NAMES: (_("Take names out"), "study_names"),
    Next.FREEZE: (_("Read and freeze"), "study_freeze"),
    Next.READ: (_("Read it"), "study_transcript"),
}


def stage(of: TranscriptView) -> str:
    """Where it stands."""
    if of.stage is not None:
        return str(STAGES[of.stage])
    if of.transcriber is not None:
        return gettext("Being typed")
    return gettext("Not typed yet") if of.held else gettext("The interview was not held yet")


def following(own: Own, of: TranscriptView) -> tuple[str, str]:
    """What to do next, and where; empty when it is not this person's turn."""
    found = next_of(
        of.stage,
        me=own.account_id,
        transcriber=of.transcriber,
        typed_by=[of.typed.by] if of.typed else (),
        reviewer=of.review.reviewer if of.review else None,
        may=own.may(Task.TRANSCRIBE) and not of.cancelled,
    )
    if of.withdrawn or found is Next.WAIT or (found is Next.BEGIN and not of.held):
        return "", ""
    said, page = NEXT[found]
    return str(said), reverse(page, args=[own.study.study_id, of.interview_id])


def clock_says(of: TranscriptView) -> tuple[str, str]:
    """The 24 hours for the second reading in words, and how it looks."""
    if of.typed is None or of.review_due is None:
        return "", ""
    if of.review is None or of.review.finished_at is None:
        if clock.now() > of.review_due:
            return gettext("late since %(when)s") % {"when": words.when(of.review_due)}, "bad"
        return gettext("until %(when)s") % {"when": words.when(of.review_due)}, ""
    if rules.review_late(of.typed.at, of.review.finished_at):
        return gettext("%(time)s too late") % {"time": _long(of.review_due, of)}, "warn"
    return gettext("in time"), "ok"


def _long(due: datetime, of: TranscriptView) -> str:
    finished = of.review.finished_at if of.review else None
    minutes = int((finished - due).total_seconds() // 60) if finished else 0
    if minutes < 60:
        shown = max(minutes, 1)
        return ngettext("%(num)s minute", "%(num)s minutes", shown) % {"num": shown}
    hours = minutes // 60
    return ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours}
