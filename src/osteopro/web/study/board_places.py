"""Where things of the board stand and may stand, as choices of a form."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from osteopro.research.board import INTO, Kind
from osteopro.research.queries.themes import Board, ClusterNode, MeaningNode, ThemeNode
from osteopro.ui.components import Answer

LONGEST_NAME = 200
NOWHERE = ""
Node = ThemeNode | ClusterNode | MeaningNode


def places(board: Board, kind: Kind, node: Node) -> list[Answer]:
    """Where it may stand, with where it stands now."""
    here = _stands(board, node)
    if INTO[kind] is Kind.CLUSTER:
        found = [(each.guid, each.name) for each in board.every_cluster()]
    elif kind is Kind.CLUSTER:
        found = [
            (each.guid, f"{theme.name} › {each.name}" if each is not theme else each.name)
            for theme in board.themes
            for each in (theme, *theme.children)
        ]
    else:
        found = [(each.guid, each.name) for each in board.themes if each.guid != node.guid]
    nowhere = gettext("a theme of its own") if kind is Kind.THEME else gettext("not placed yet")
    answers = [Answer(str(guid), name, "", guid == here) for guid, name in found]
    return [*answers, Answer(NOWHERE, nowhere, "", here is None)]


def _stands(board: Board, node: Node) -> UUID | None:
    for theme in board.themes:
        if any(each.guid == node.guid for each in theme.children):
            return theme.guid
    for each in board.every_theme():
        if any(cluster.guid == node.guid for cluster in each.clusters):
            return each.guid
    for cluster in board.every_cluster():
        if any(meaning.guid == node.guid for meaning in cluster.meanings):
            return cluster.guid
    return None


def find(board: Board, kind: Kind, guid: UUID) -> Node | None:
    """What stands on the board under this guid."""
    everything: dict[Kind, Sequence[Node]] = {
        Kind.THEME: board.every_theme(),
        Kind.CLUSTER: board.every_cluster(),
        Kind.MEANING: board.every_meaning(),
    }
    return next((each for each in everything[kind] if each.guid == guid), None)


def named() -> str:
    """What is said of a name that is missing or too long."""
    return gettext("Give it a name of up to %(most)s characters.") % {"most": LONGEST_NAME}
