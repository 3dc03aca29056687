"""What was taken out of a transcript after it was frozen is gone from everything that leaves.

An earlier frozen text says only lines that stand in the newest one too. What the team wrote about
words that went is gone with them, and the taken out names are blanks wherever somebody repeated
them (docs/decisions/0016).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import CharField, Model, TextField

from osteopro.patients import study_vault
from osteopro.research import models as m
from osteopro.research.exchange.tables import AnyField
from osteopro.research.terms import Stage
from osteopro.research.text import normal
from osteopro.research.text.standing import BLANK, only_standing
from osteopro.research.versions import taken_under

# Codes, hashes and words that are held to the text itself.
_NO_WORDS: Mapping[type[Model], frozenset[str]] = {
    m.Block: frozenset({"text"}),
    m.Statement: frozenset({"quote"}),
    m.CrossCheck: frozenset({"about_kind", "measure"}),
    m.LogEntry: frozenset({"about_kind", "about"}),
    m.BoardMove: frozenset({"kind"}),
    m.AgreementRun: frozenset({"unit", "measure", "undefined"}),
    m.CaseVariable: frozenset({"name"}),
    m.Translation: frozenset({"language"}),
    m.Paper: frozenset({"file_type"}),
}
_HASHES = frozenset({"sha256", "snapshot_sha256"})
# Words inside JSON, and what they stand beside.
_IN_JSON: Mapping[type[Model], frozenset[str]] = {
    m.BoardMove: frozenset({"before", "after"}),
    # A level and the values that name it are blanked alike.
    m.CaseVariable: frozenset({"levels"}),
    m.CaseValue: frozenset({"value"}),
}
# What was written about the words of a statement: where that stands, and the words.
_STATEMENT = "statement_id"
_ABOUT: Mapping[type[Model], tuple[str, str]] = {
    m.Statement: ("guid", "memo"),
    m.StatementMeaning: (_STATEMENT, "rationale"),
    m.DeviantCase: (_STATEMENT, "comment"),
    m.CrossCheck: ("about", "note"),
}
Hide = Callable[[str], str]


def hider(study_id: int) -> Hide:
    """Blanks what was taken out of transcripts of a study after they were first frozen."""
    rows = m.TranscriptVersion.objects.filter(
        transcript__interview__participant__study=study_id
    ).order_by("transcript", "no")
    frozen: set[int] = set()
    after = []
    for row in rows:
        if row.stage == Stage.FROZEN:
            frozen.add(row.transcript_id)
        elif row.transcript_id in frozen:
            after.append(taken_under(row))
    find = study_vault.finder(after)

    def hide(text: str) -> str:
        for start, end in find(text):
            text = text[:start] + BLANK * (end - start) + text[end:]
        return text

    return hide


def json_with_words(table: type[Model]) -> frozenset[str]:
    """The fields of a table whose JSON holds words of people."""
    return _IN_JSON.get(table, frozenset())


def words_of(table: type[Model]) -> Iterable[AnyField]:
    """The fields of a table that hold words of people."""
    for field in table._meta.concrete_fields:
        words = isinstance(field, TextField | CharField) and not field.choices
        if words and field.name not in _HASHES | _NO_WORDS.get(table, frozenset()):
            yield field


def hidden(table: type[Model], rows: Iterable[Any], hide: Hide) -> int:
    """Blank in the words of these rows what was taken out. How many rows said it."""
    names = [*(field.name for field in words_of(table)), *json_with_words(table)]
    changed = 0
    for row in rows:
        said = {name: getattr(row, name) for name in names}
        now = {name: _within(held, hide) for name, held in said.items()}
        if now != said:
            changed += 1
            for name, held in now.items():
                setattr(row, name, held)
    return changed


def _within(held: Any, hide: Hide) -> Any:
    match held:
        case str():
            return held if _is_guid(held) else hide(held)
        case list():
            return [_within(each, hide) for each in held]
        case dict():
            return {key: _within(each, hide) for key, each in held.items()}
    return held


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def current(versions: Iterable[m.TranscriptVersion]) -> dict[int, m.TranscriptVersion]:
    """The newest version of each transcript whose newest is frozen. A transcript that is being put
    right has none until it is frozen again: in its frozen text stands what has to go."""
    newest: dict[int, m.TranscriptVersion] = {}
    for row in sorted(versions, key=lambda row: row.no):
        newest[row.transcript_id] = row
    return {key: row for key, row in newest.items() if row.stage == Stage.FROZEN}


def only_current(
    versions: Collection[m.TranscriptVersion], blocks: Iterable[m.Block]
) -> dict[int, str]:
    """Let versions and blocks say only what stands: the text of each earlier frozen version that
    said more, by its key. `blocks` are those that go. A version without them keeps neither length
    nor hash, by which somebody could try out what it said."""
    pieces: dict[int, list[m.Block]] = {}
    for block in blocks:
        pieces.setdefault(block.version_id, []).append(block)
    texts = {
        key: "".join(each.text for each in sorted(held, key=lambda each: each.no))
        for key, held in pieces.items()
    }
    newest = current(versions)
    earlier: dict[int, str] = {}
    for row in versions:
        if row.pk not in texts:
            row.length, row.sha256 = 0, ""
            continue
        stands = only_standing(texts[row.pk], texts[newest[row.transcript_id].pk])
        if stands != texts[row.pk]:
            earlier[row.pk] = stands
            row.sha256 = normal.sha256(stands)
        for block in pieces[row.pk]:
            block.text = stands[block.start : block.end]
            block.turns = [_turn(each, stands) for each in block.turns]
    return earlier


def _turn(stored: list[Any], text: str) -> list[Any]:
    """A turn of a block; a speaker whom the text does not call so is not told."""
    start, end, speaker, words, *times = stored
    called = speaker if speaker in text[start:words] else ""
    return [start, end, called, words, *times]


class Gone:
    """Statements whose words went, and what was written about them."""

    def __init__(self) -> None:
        # Earlier texts as far as they still stand, by the key of their version.
        self.texts: dict[int, str] = {}
        # Statements of which not every word goes, or none; and all by their key.
        self.guids: set[UUID] = set()
        self.keys: set[int] = set()
        self._by_id: dict[int, UUID] = {}

    def quotes(self, statements: Iterable[m.Statement]) -> None:
        """Let quotes of earlier texts say only what stands."""
        for row in statements:
            self._by_id[row.pk] = row.guid
            text = self.texts.get(row.version_id)
            if text is not None and text[row.start : row.end] != row.quote:
                row.quote = text[row.start : row.end]
                self.guids.add(row.guid)
                self.keys.add(row.pk)

    def without_words(self, table: type[Model], rows: Iterable[Any]) -> int:
        """Take away what was written about words that went. How many rows said something."""
        if table not in _ABOUT:
            return 0
        way, name = _ABOUT[table]
        changed = 0
        for row in rows:
            about = self._by_id.get(row.statement_id) if way == _STATEMENT else getattr(row, way)
            if about in self.guids and getattr(row, name):
                setattr(row, name, "")
                changed += 1
        return changed
