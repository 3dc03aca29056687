"""The concepts of a REFI-QDA 1.0 project, under the standard's own names.

Positions are Unicode code points, 0-based, the end exclusive. Times know their zone. Pictures,
PDF files and videos are not held; the reader reports them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from osteopro.research.refi.terms import Direction, LineStyle, Shape, VariableType

Value = str | bool | int | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class User:
    """A coder. `name` is what other programs show."""

    guid: UUID
    name: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code, or a group of codes when `is_codable` is false. `color` is #RRGGBB."""

    guid: UUID
    name: str
    is_codable: bool
    color: str | None = None
    description: str | None = None
    note_refs: tuple[UUID, ...] = ()
    codes: tuple["Code", ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """An attribute that cases, sources and notes can have."""

    guid: UUID
    name: str
    type_of_variable: VariableType
    description: str | None = None


@dataclass(frozen=True, slots=True)
class VariableValue:
    """The Python type of `value` is the type in the file; Decimal stands for Float."""

    variable: UUID
    value: Value


@dataclass(frozen=True, slots=True)
class Case:
    """A participant, with references to what belongs to them."""

    guid: UUID
    name: str | None = None
    description: str | None = None
    code_refs: tuple[UUID, ...] = ()
    variable_values: tuple[VariableValue, ...] = ()
    source_refs: tuple[UUID, ...] = ()
    selection_refs: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one selection or source, by one coder."""

    guid: UUID
    code: UUID
    creating_user: UUID | None = None
    creation_date_time: datetime | None = None
    note_refs: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """What selections, sources and notes have in common."""

    guid: UUID
    name: str | None = None
    creating_user: UUID | None = None
    creation_date_time: datetime | None = None
    modifying_user: UUID | None = None
    modified_date_time: datetime | None = None
    description: str | None = None
    note_refs: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTextSelection(Authored):
    """A stretch of a text: text[start_position:end_position]."""

    start_position: int
    end_position: int
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSource(Authored):
    """A text with its selections; `codings` are of the whole."""

    text: str
    selections: tuple[PlainTextSelection, ...] = ()
    codings: tuple[Coding, ...] = ()
    variable_values: tuple[VariableValue, ...] = ()

    @property
    def content(self) -> str | None:
        """The text if it stands inside the XML, else None."""
        return None

    @property
    def path(self) -> str | None:
        """Where the text lies, unless it stands inside the XML."""
        return None if self.content is not None else f"internal://{self.guid}.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(TextSource):
    """A memo. An `anchored` one hangs on a stretch of the source that refers to it: the positions
    of its selections are positions in that source, and its own text stands inside the XML."""

    anchored: bool = False

    @property
    def content(self) -> str | None:
        """The text of an anchored note."""
        return self.text if self.anchored else None


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """A moment of a recording, in milliseconds, and a position in its transcript."""

    guid: UUID
    time_stamp: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptSelection(Authored):
    """A stretch between two sync points."""

    from_sync_point: UUID | None = None
    to_sync_point: UUID | None = None
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript(Authored):
    """The text of a recording with its sync points."""

    text: str
    sync_points: tuple[SyncPoint, ...] = ()
    selections: tuple[TranscriptSelection, ...] = ()

    @property
    def content(self) -> str | None:
        """Never inside the XML."""
        return None

    @property
    def path(self) -> str:
        """Where the text lies."""
        return f"internal://{self.guid}.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSelection(Authored):
    """A stretch of a recording, in milliseconds."""

    begin: int
    end: int
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSource(Authored):
    """A recording. `media` names its file in the package, or is None if it does not come along."""

    media: str | None = None
    transcripts: tuple[Transcript, ...] = ()
    selections: tuple[AudioSelection, ...] = ()
    codings: tuple[Coding, ...] = ()
    variable_values: tuple[VariableValue, ...] = ()

    @property
    def path(self) -> str | None:
        """The path as the standard writes it."""
        return None if self.media is None else f"internal://{self.media}"


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two objects."""

    guid: UUID
    name: str | None = None
    direction: Direction | None = None
    color: str | None = None
    origin: UUID | None = None
    target: UUID | None = None
    note_refs: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Set:
    """A named collection of codes, sources and notes."""

    guid: UUID
    name: str
    description: str | None = None
    member_codes: tuple[UUID, ...] = ()
    member_sources: tuple[UUID, ...] = ()
    member_notes: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Vertex:
    """A place on a map; the first point is its corner, the second the one across."""

    guid: UUID
    first_x: int
    first_y: int
    represented: UUID | None = None
    name: str | None = None
    second_x: int | None = None
    second_y: int | None = None
    shape: Shape | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two places of a map."""

    guid: UUID
    source_vertex: UUID
    target_vertex: UUID
    represented: UUID | None = None
    name: str | None = None
    color: str | None = None
    direction: Direction | None = None
    line_style: LineStyle | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """A map, such as the map of themes."""

    guid: UUID
    name: str | None = None
    vertices: tuple[Vertex, ...] = ()
    edges: tuple[Edge, ...] = ()


Source = TextSource | AudioSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything in one file."""

    name: str
    origin: str | None = None
    creating_user: UUID | None = None
    creation_date_time: datetime | None = None
    modifying_user: UUID | None = None
    modified_date_time: datetime | None = None
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Set, ...] = ()
    graphs: tuple[Graph, ...] = ()
    description: str | None = None
    note_refs: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """What a .qdc file holds: codes, and sets of codes."""

    origin: str | None = None
    codes: tuple[Code, ...] = ()
    sets: tuple[Set, ...] = ()
