"""Quotes in the other language: the newest of each, and all there were."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import Translation

ENGLISH, CHINESE = "en", "zh-hans"
# The block of the characters that Chinese is written in.
HAN = ("\u4e00", "\u9fff")


@dataclass(frozen=True, slots=True)
class TranslationView:
    """Words, their language, and who wrote them when."""

    text: str
    language: str
    at: datetime
    by: int


def other_language(quote: str) -> str:
    """The language that a quote is put into.

    >>> other_language("填起来麻烦"), other_language("It is a nuisance")
    ('en', 'zh-hans')
    """
    return ENGLISH if any(HAN[0] <= each <= HAN[1] for each in quote) else CHINESE


def newest(statements: Collection[UUID]) -> Mapping[UUID, TranslationView]:
    """The one that counts, by statement. One query."""
    rows = Translation.objects.filter(statement__guid__in=statements).order_by("pk")
    columns = ("statement__guid", "text", "language", "at", "by")
    return {guid: TranslationView(*row) for guid, *row in rows.values_list(*columns)}


def history(statement: UUID) -> list[TranslationView]:
    """Every one there was, the newest first. One query."""
    rows = Translation.objects.filter(statement__guid=statement).order_by("-pk")
    return [TranslationView(*row) for row in rows.values_list("text", "language", "at", "by")]
