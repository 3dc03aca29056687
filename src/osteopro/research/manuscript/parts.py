"""What a report is made of, in its order; every file is written from the same parts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from osteopro.research.text.normal import kept


class Style(StrEnum):
    """How a paragraph stands."""

    BODY = "body"
    ITEM = "item"  # of a list


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 to 3."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a participant, also in the other language, and where they are from."""

    words: str
    translated: str
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a `group` names the rows below it."""

    cells: tuple[str, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`code` is its name as a file, empty for what is no file of its own; `printed` unless it is
    a file only. `widths` are shares of the page, a number a column; equal where there are none."""

    code: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    printed: bool = True
    widths: tuple[int, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """Of each column, how much of the page it is wide."""
        wide = self.widths or (1,) * len(self.head)
        return tuple(each / sum(wide) for each in wide)


@dataclass(frozen=True, slots=True)
class Step:
    """A box of the flow figure: how many came so far, and lines of who did not go on."""

    name: str
    number: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """The flow figure; `about` says it for who does not see it, `title` in a sentence."""

    caption: str
    title: str
    about: str
    steps: tuple[Step, ...]


Part = Heading | Paragraph | Quoted | Table | Figure


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A report in one language, "zh" or "en", as it stood at a moment."""

    language: str
    title: str
    subtitle: tuple[str, ...]
    at: datetime
    parts: tuple[Part, ...]

    @property
    def printed(self) -> tuple[Part, ...]:
        """What stands in the document."""
        return tuple(each for each in self.parts if not isinstance(each, Table) or each.printed)

    @property
    def files(self) -> tuple[Table, ...]:
        """Tables that are files of their own."""
        return tuple(each for each in self.parts if isinstance(each, Table) and each.code)


def tidied(of: Manuscript) -> Manuscript:
    """The same with every string in the form in which texts are kept: nothing that no file can
    hold, no marks nobody sees, behind which a name could hide."""
    tidy: Manuscript = _tidied(of)
    return tidy


def _tidied(held: Any) -> Any:
    match held:
        case StrEnum():
            return held
        case str():
            return kept(held).text
        case tuple():
            return tuple(_tidied(each) for each in held)
        case _ if is_dataclass(held) and not isinstance(held, type):
            return replace(
                held, **{each.name: _tidied(getattr(held, each.name)) for each in fields(held)}
            )
    return held


def strings(of: Manuscript) -> list[str]:
    """Everything that stands in it in words, each once, in the order of reading."""
    said = [of.title, *of.subtitle, *(words for part in of.parts for words in _of_part(part))]
    return list(dict.fromkeys(words for words in said if words.strip()))


def _of_part(part: Part) -> Iterator[str]:
    match part:
        case Heading() | Paragraph():
            yield part.words
        case Quoted():
            yield from (part.words, part.translated, part.source)
        case Table():
            yield from (part.caption, *part.head, part.note)
            yield from (cell for row in part.rows for cell in row.cells)
        case Figure():
            yield from (part.caption, part.title, part.about)
            yield from (words for step in part.steps for words in (step.name, *step.lost))
