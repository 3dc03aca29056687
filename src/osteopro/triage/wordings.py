"""Drafts and decisions about the wording of advice. What was published never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import SYSTEM_STREAM, Actor
from osteopro.triage import queries
from osteopro.triage.editions import Problem, Wording, problems, wording_of
from osteopro.triage.models import AdviceDecision, AdviceDraft
from osteopro.triage.never import never_list


class WordingRefused(ValueError):
    """This wording is not kept or published; `problems` says why."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(str(found))
        self.problems = found


class SecondPerson(PermissionError):
    """Whoever wrote a wording does not approve it."""


class DraftGone(LookupError):
    """This draft was decided on, or a newer one took its place."""


@dataclass(frozen=True, slots=True)
class DraftView:
    """A wording that waits for a second person."""

    draft_id: int
    code: str
    wording: Wording
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EditionView:
    """A published wording: by whom it was written, who approved it and when."""

    code: str
    edition: int
    wording: Wording
    written_by: int
    approved_by: int
    at: datetime


@journal.action
def draft_wording(*, by: Actor, code: str, wording: Wording) -> int:
    """Keep a new wording for a second person to approve; it replaces a draft that waits.

    Raises WordingRefused with every problem, KeyError for a code the library has not.
    """
    journal.hold(SYSTEM_STREAM)
    _check(code, wording)
    row = AdviceDraft.objects.create(
        code=code,
        title=dict(wording.title),
        text=dict(wording.text),
        by=by.person,
        at=clock.now(),
    )
    journal.record("advice.drafted", by=by, object_type="advice-draft", object_id=row.pk, code=code)
    return row.pk


@journal.action
def publish_wording(*, by: Actor, draft_id: int) -> int:
    """Let a draft apply at once, as another person than its author; returns its edition.

    Raises SecondPerson, DraftGone, and WordingRefused when the rules changed meanwhile.
    """
    journal.hold(SYSTEM_STREAM)
    draft = _waiting(draft_id)
    if draft.by == by.person:
        raise SecondPerson(draft_id)
    _check(draft.code, draft.wording)
    edition = AdviceDecision.objects.filter(draft__code=draft.code, published=True).count() + 1
    AdviceDecision.objects.create(
        draft_id=draft_id, published=True, edition=edition, by=by.person, at=clock.now()
    )
    queries.forget()
    journal.record(
        "advice.published",
        by=by,
        object_type="advice-draft",
        object_id=draft_id,
        code=draft.code,
        edition=edition,
    )
    return edition


@journal.action
def withdraw_wording(*, by: Actor, draft_id: int) -> None:
    """End a draft without publishing it. Raises DraftGone."""
    journal.hold(SYSTEM_STREAM)
    draft = _waiting(draft_id)
    AdviceDecision.objects.create(
        draft_id=draft_id, published=False, edition=0, by=by.person, at=clock.now()
    )
    journal.record(
        "advice.withdrawn", by=by, object_type="advice-draft", object_id=draft_id, code=draft.code
    )


def waiting_drafts() -> Mapping[str, DraftView]:
    """The newest draft of each code, while nobody decided on it."""
    newest: dict[str, AdviceDraft] = {}
    for row in AdviceDraft.objects.select_related("decision").order_by("pk"):
        newest[row.code] = row
    return {
        code: DraftView(row.pk, code, Wording(row.title, row.text), row.by, row.at)
        for code, row in newest.items()
        if not hasattr(row, "decision")
    }


def published_wordings() -> Mapping[str, list[EditionView]]:
    """Every edition of each code, newest first."""
    found: dict[str, list[EditionView]] = {}
    rows = AdviceDecision.objects.filter(published=True).select_related("draft").order_by("-pk")
    for row in rows:
        draft = row.draft
        view = EditionView(
            draft.code, row.edition, Wording(draft.title, draft.text), draft.by, row.by, row.at
        )
        found.setdefault(draft.code, []).append(view)
    return found


def _waiting(draft_id: int) -> DraftView:
    found = next((each for each in waiting_drafts().values() if each.draft_id == draft_id), None)
    if found is None:
        raise DraftGone(draft_id)
    return found


def _check(code: str, wording: Wording) -> None:
    queries.forget()
    ruleset = queries.current().ruleset
    before = wording_of(ruleset.advice.of(code))
    if found := problems(wording, before, ruleset.stop, never_list()):
        raise WordingRefused(found)
