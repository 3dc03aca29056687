"""The board of step 4 as a tree, with how many statements and participants stand behind each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.board import Kind
from osteopro.research.models import (
    BoardMove,
    Cluster,
    DeviantCase,
    Meaning,
    StatementMeaning,
    Theme,
)
from osteopro.research.queries import standing


@dataclass(frozen=True, slots=True)
class Behind:
    """Statements and participants that something rests on, by their ids and numbers."""

    statements: frozenset[int] = frozenset()
    participants: frozenset[int] = frozenset()

    def __or__(self, other: "Behind") -> "Behind":
        return Behind(self.statements | other.statements, self.participants | other.participants)


@dataclass(frozen=True, slots=True)
class MeaningNode:
    guid: UUID
    name: str
    words: str
    behind: Behind


@dataclass(frozen=True, slots=True)
class ClusterNode:
    guid: UUID
    name: str
    words: str
    behind: Behind
    meanings: tuple[MeaningNode, ...]


@dataclass(frozen=True, slots=True)
class Deviant:
    """A statement that does not fit a theme, and what is made of it; `row` names the note."""

    row: UUID
    statement: UUID
    participant: int
    words: str
    comment: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class ThemeNode:
    """A theme; `deviants` are statements that do not fit it."""

    guid: UUID
    name: str
    words: str
    behind: Behind
    clusters: tuple[ClusterNode, ...]
    children: tuple["ThemeNode", ...]
    deviants: tuple[Deviant, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on it, and what stands nowhere yet."""

    themes: tuple[ThemeNode, ...]
    clusters: tuple[ClusterNode, ...]
    meanings: tuple[MeaningNode, ...]

    def every_theme(self) -> tuple[ThemeNode, ...]:
        """Themes, each followed by its sub-themes."""
        return tuple(each for theme in self.themes for each in (theme, *theme.children))

    def every_cluster(self) -> tuple[ClusterNode, ...]:
        """Clusters in themes, then those outside."""
        inside = (cluster for theme in self.every_theme() for cluster in theme.clusters)
        return (*inside, *self.clusters)

    def every_meaning(self) -> tuple[MeaningNode, ...]:
        """Meanings in clusters, then those outside."""
        inside = (meaning for cluster in self.every_cluster() for meaning in cluster.meanings)
        return (*inside, *self.meanings)


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody's last act on the board that can be undone."""

    guid: UUID
    kind: Kind
    item: UUID


def board(study_id: int) -> Board:
    """The whole board. A constant number of queries."""
    behind = _behind(study_id)
    meanings = _meanings(study_id, behind)
    clusters = _clusters(study_id, meanings)
    themes = Theme.objects.filter(study_id=study_id, removed_at__isnull=True)
    rows = list(themes.order_by("order", "pk"))
    deviants = _deviants(study_id)
    children: dict[int, list[ThemeNode]] = defaultdict(list)
    for row in (each for each in rows if each.parent_id):
        node = _theme(row, clusters.get(row.pk, []), (), deviants)
        children[row.parent_id or 0].append(node)
    return Board(
        themes=tuple(
            _theme(row, clusters.get(row.pk, []), children[row.pk], deviants)
            for row in rows
            if row.parent_id is None
        ),
        clusters=tuple(clusters.get(None, [])),
        meanings=tuple(meanings.get(None, [])),
    )


def named(study_id: int) -> list[tuple[UUID, str]]:
    """Themes by name, each followed by its sub-themes. One query."""
    themes = Theme.objects.filter(study_id=study_id, removed_at__isnull=True)
    inside: dict[int | None, list[Theme]] = defaultdict(list)
    for row in themes.order_by("order", "pk"):
        inside[row.parent_id].append(row)
    return [(each.guid, each.name) for top in inside[None] for each in (top, *inside[top.pk])]


def last_move(study_id: int, account_id: int) -> Move | None:
    """The last thing this person did on the board, while it was not undone."""
    row = (
        BoardMove.objects.filter(study_id=study_id, by=account_id, undone_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    return Move(row.guid, Kind(row.kind), row.item) if row else None


def _behind(study_id: int) -> Mapping[int, Behind]:
    """Of each meaning, by its id."""
    rows = StatementMeaning.objects.filter(
        statement__in=standing.statements(study_id), removed_at__isnull=True
    ).values_list(
        "meaning_id",
        "statement_id",
        "statement__version__transcript__interview__participant__number",
    )
    statements: dict[int, set[int]] = defaultdict(set)
    participants: dict[int, set[int]] = defaultdict(set)
    for meaning, statement, participant in rows:
        statements[meaning].add(statement)
        participants[meaning].add(participant)
    return {pk: Behind(frozenset(statements[pk]), frozenset(participants[pk])) for pk in statements}


def _meanings(
    study_id: int, behind: Mapping[int, Behind]
) -> Mapping[int | None, list[MeaningNode]]:
    found: dict[int | None, list[MeaningNode]] = defaultdict(list)
    rows: Iterable[Meaning] = standing.meanings(study_id).order_by("order", "pk")
    for row in rows:
        node = MeaningNode(row.guid, row.label, row.text, behind.get(row.pk, Behind()))
        found[row.cluster_id].append(node)
    return found


def _clusters(
    study_id: int, meanings: Mapping[int | None, list[MeaningNode]]
) -> Mapping[int | None, list[ClusterNode]]:
    found: dict[int | None, list[ClusterNode]] = defaultdict(list)
    rows = Cluster.objects.filter(study_id=study_id, removed_at__isnull=True)
    for row in rows.order_by("order", "pk"):
        inside = tuple(meanings.get(row.pk, ()))
        node = ClusterNode(row.guid, row.name, row.description, _together(inside), inside)
        found[row.theme_id].append(node)
    return found


def _theme(
    row: Theme,
    clusters: Iterable[ClusterNode],
    children: Iterable[ThemeNode],
    deviants: Mapping[int, list[Deviant]],
) -> ThemeNode:
    inside, below = tuple(clusters), tuple(children)
    return ThemeNode(
        guid=row.guid,
        name=row.name,
        words=row.definition,
        behind=_together((*inside, *below)),
        clusters=inside,
        children=below,
        deviants=tuple(deviants.get(row.pk, ())),
    )


def _together(nodes: Iterable[MeaningNode | ClusterNode | ThemeNode]) -> Behind:
    whole = Behind()
    for node in nodes:
        whole |= node.behind
    return whole


def _deviants(study_id: int) -> Mapping[int, list[Deviant]]:
    found: dict[int, list[Deviant]] = defaultdict(list)
    rows = DeviantCase.objects.filter(
        theme__study_id=study_id,
        removed_at__isnull=True,
        statement__in=standing.statements(study_id),
    ).order_by("pk")
    number = "statement__version__transcript__interview__participant__number"
    columns = ("guid", "statement__guid", number, "statement__quote", "comment", "at", "by")
    for theme, *deviant in rows.values_list("theme_id", *columns):
        found[theme].append(Deviant(*deviant))
    return found
