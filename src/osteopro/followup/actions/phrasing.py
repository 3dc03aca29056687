"""A manager's own short sentences, to be put into replies."""

from dataclasses import dataclass

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup.actions.reviewing import check_typed
from osteopro.followup.models import Snippet
from osteopro.followup.rules import OutcomeRefused

LONGEST_SNIPPET = 120
MOST_SNIPPETS = 30


@dataclass(frozen=True, slots=True)
class SnippetView:
    """One of somebody's own sentences."""

    snippet_id: int
    text: str


def snippets(account_id: int) -> list[SnippetView]:
    """The sentences of this member of staff, oldest first; one query."""
    rows = Snippet.objects.filter(account=account_id, removed_at__isnull=True).order_by("pk")
    return [SnippetView(row.pk, row.text) for row in rows]


@journal.action
def add_snippet(*, by: Actor, text: str) -> None:
    """Keep a sentence of one's own; the medicine stop reads it (MedicineWording).

    The same again changes nothing. Raises OutcomeRefused for an empty one, one that is too
    long, and one more than can be found quickly.
    """
    words = " ".join(text.split())
    present = snippets(by.person)
    if not words:
        raise OutcomeRefused("snippet-is-empty")
    if len(words) > LONGEST_SNIPPET:
        raise OutcomeRefused("snippet-too-long")
    if any(each.text == words for each in present):
        journal.nothing_changed()
        return
    if len(present) >= MOST_SNIPPETS:
        raise OutcomeRefused("snippets-too-many")
    override = check_typed(by, words, ())
    row = Snippet.objects.create(account=by.person, text=words, added_at=clock.now())
    journal.record(
        "snippet.added",
        by=by,
        object_type="snippet",
        object_id=row.pk,
        medicine_override=override,
    )


@journal.action
def remove_snippet(*, by: Actor, snippet_id: int) -> None:
    """Take one's own sentence away; somebody else's or one that is gone changes nothing."""
    mine = Snippet.objects.filter(pk=snippet_id, account=by.person, removed_at__isnull=True)
    if not mine.update(removed_at=clock.now()):
        journal.nothing_changed()
        return
    journal.record("snippet.removed", by=by, object_type="snippet", object_id=snippet_id)
