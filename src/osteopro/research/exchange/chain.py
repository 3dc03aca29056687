"""Colaizzi's chain in the terms of REFI-QDA: meanings are codes, clusters and themes groups."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from osteopro.research import models as m
from osteopro.research.exchange.gathering import Gathered
from osteopro.research.exchange.people import clean
from osteopro.research.refi import limits
from osteopro.research.refi.model import Code, Edge, Graph, Link, Set, Vertex
from osteopro.research.refi.names import Names
from osteopro.research.refi.terms import Direction, Shape

# A map that every program can draw: themes in one column, their clusters in the next.
_WIDE, _HIGH, _STEP = 240, 60, 90
By = Callable[[Any], Any]


def _by_order(row: Any) -> tuple[int, str]:
    return row.order, str(row.guid)


def _standing(gathered: Gathered, table: Any) -> list[Any]:
    return sorted((row for row in gathered.of(table) if row.removed_at is None), key=_by_order)


class Chain:
    """Themes, clusters and meanings that stand."""

    def __init__(self, gathered: Gathered) -> None:
        self.themes = _standing(gathered, m.Theme)
        self.clusters = _standing(gathered, m.Cluster)
        self.meanings = _standing(gathered, m.Meaning)
        self._themes = {row.pk for row in self.themes}
        self._clusters = {row.pk for row in self.clusters}
        self._names = Names(limits.LONGEST_CODE_NAME)

    def codes(self) -> tuple[Code, ...]:
        """The tree: themes, sub-themes, clusters, and meanings as the leaves that are used."""
        return (
            *(self._theme(row) for row in self.themes if row.parent_id not in self._themes),
            *(self._cluster(row) for row in self.clusters if row.theme_id not in self._themes),
            *(self._meaning(row) for row in self.meanings if row.cluster_id not in self._clusters),
        )

    def _theme(self, row: m.Theme) -> Code:
        name = self._names.free(clean(row.name), "theme")
        inner = [self._theme(each) for each in self.themes if each.parent_id == row.pk]
        clusters = [self._cluster(each) for each in self.clusters if each.theme_id == row.pk]
        return self._group(row.guid, name, row.definition, (*inner, *clusters))

    def _cluster(self, row: m.Cluster) -> Code:
        name = self._names.free(clean(row.name), "cluster")
        inner = [self._meaning(each) for each in self.meanings if each.cluster_id == row.pk]
        return self._group(row.guid, name, row.description, tuple(inner))

    def _meaning(self, row: m.Meaning) -> Code:
        name = self._names.free(clean(row.label), "meaning")
        return Code(row.guid, name, is_codable=True, description=clean(row.text) or None)

    def _group(self, guid: UUID, name: str, text: str, inner: tuple[Code, ...]) -> Code:
        return Code(guid, name, is_codable=False, description=clean(text) or None, codes=inner)

    def sets(self) -> list[Set]:
        """A set for each cluster, for programs that flatten the tree."""
        return [
            Set(
                uuid5(row.guid, "set"),
                f"cluster: {clean(row.name)}",
                member_codes=tuple(e.guid for e in self.meanings if e.cluster_id == row.pk),
            )
            for row in self.clusters
        ]

    def graph(self, study: UUID) -> tuple[Graph, ...]:
        """The map of themes and their clusters."""
        if not self.themes:
            return ()
        rows = [(row, 0) for row in self.themes] + [(row, 1) for row in self.clusters]
        vertices = tuple(
            Vertex(
                uuid5(row.guid, "vertex"),
                column * 2 * _WIDE,
                place * _STEP,
                row.guid,
                clean(row.name),
                column * 2 * _WIDE + _WIDE,
                place * _STEP + _HIGH,
                Shape.ROUNDED_RECTANGLE,
            )
            for place, (row, column) in enumerate(rows)
        )
        edges = tuple(
            Edge(uuid5(row.guid, "edge"), uuid5(above.guid, "vertex"), uuid5(row.guid, "vertex"),
                 direction=Direction.ONE_WAY)
            for row, above in self._steps()
        )  # fmt: skip
        return (Graph(uuid5(study, "theme map"), "theme map", vertices, edges),)

    def _steps(self) -> list[tuple[Any, Any]]:
        themes = {row.pk: row for row in self.themes}
        return [
            *((row, themes[row.parent_id]) for row in self.themes if row.parent_id in themes),
            *((row, themes[row.theme_id]) for row in self.clusters if row.theme_id in themes),
        ]

    def against(self, gathered: Gathered, marked: set[UUID]) -> list[Link]:
        """Statements that do not fit a theme."""
        themes, statements = gathered.by_id(m.Theme), gathered.by_id(m.Statement)
        return [
            Link(
                row.guid,
                "contradicts",
                Direction.ASSOCIATIVE,
                origin=statements[row.statement_id].guid,
                target=themes[row.theme_id].guid,
                note_refs=(uuid5(row.guid, "note"),) if row.comment.strip() else (),
            )
            for row in gathered.of(m.DeviantCase)
            if row.removed_at is None
            and row.theme_id in self._themes
            and statements[row.statement_id].guid in marked
        ]
