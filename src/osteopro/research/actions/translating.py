"""Quotes in the other language, beside the original. A newer one counts; the older ones stay."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.actions.quoting import standing_statement
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import Translation
from osteopro.research.rules import Task
from osteopro.research.unnamed import speaker, unnamed

NOTHING_TRANSLATED = "nothing-translated"


@journal.action
def translate_statement(
    *, by: Actor, study_id: int, statement: UUID, language: str, text: str, key: UUID
) -> None:
    """Put a statement that was agreed upon into another language. The same words again change
    nothing. Raises NoSuchItem; Refused for no words, and for words that name somebody."""
    acting(by, study_id, Task.ANALYSE)
    if Translation.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    said = standing_statement(study_id, statement)
    if not text:
        raise Refused(NOTHING_TRANSLATED)
    last = said.translations.filter(language=language).order_by("-pk").first()
    if last is not None and last.text == text:
        journal.nothing_changed()
        return
    unnamed(speaker(said), text)
    row = Translation.objects.create(
        guid=key,
        statement=said,
        language=language,
        text=text,
        at=clock.now(),
        by=by.person,
    )
    note(by, study_id, "statement.translated", row, statement=str(statement), language=language)
