"""The third pane of coding: the tree of themes, where the chosen statement stands in it, and
putting its meaning elsewhere. Never beside blind work: it shows what others did."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.board import Kind
from osteopro.research.doing import Refused
from osteopro.research.queries import statements, themes
from osteopro.research.queries.coding import StatementView
from osteopro.research.queries.themes import Board, ClusterNode, MeaningNode
from osteopro.research.rules import Task
from osteopro.ui.components import Option
from osteopro.ui.posted import form_key, uuids
from osteopro.web.study.board_places import LONGEST_NAME, NOWHERE
from osteopro.web.study.coding_place import Place
from osteopro.web.study.page import author_of

NO_CLUSTER = "no-cluster"
PUT, TAKE_BACK = "put", "put-back"


@dataclass(frozen=True, slots=True)
class Pane:
    """The tree; `here` are the chosen statement's meanings in it, `at` the clusters and themes that
    hold them; what a form needs to put one elsewhere, nothing where nobody may or is chosen.

    `statement` is the chosen one once it stands, with its translation and the language of that."""

    board: Board
    here: frozenset[UUID]
    at: frozenset[UUID]
    meanings: tuple[Option, ...]
    clusters: tuple[tuple[str, tuple[Option, ...]], ...]
    typed: str
    href: str
    key: UUID
    statement: UUID | None
    translated: tuple[str, str]


def pane(request: HttpRequest, place: Place, chosen: StatementView | None) -> Pane | None:
    """The pane beside a board; None while others still code here. A constant number of queries."""
    if not place.coded.open_to_all:
        return None
    board = themes.board(place.own.study.study_id)
    of = {each.meaning for each in chosen.meanings} if chosen else set()
    mine = [each for each in board.every_meaning() if each.guid in of]
    at = {each.guid for each in board.every_cluster() if _any(each.meanings, of)}
    may = place.own.may(Task.ANALYSE)
    told = statements.told(place.own.study.study_id, chosen.guid) if chosen else None
    return Pane(
        board=board,
        here=frozenset(each.guid for each in mine),
        at=frozenset(at | {each.guid for each in board.every_theme() if _any(each.clusters, at)}),
        meanings=tuple(Option(str(each.guid), each.name) for each in mine) if may else (),
        clusters=_choices(board, at),
        typed=request.POST.get("new", ""),
        href=place.href(chosen.guid) if chosen else place.here,
        key=form_key(request.POST) if request.POST.get("do") == PUT else uuid4(),
        statement=chosen.guid if chosen and told is not None else None,
        translated=told or ("", ""),
    )


def act(request: HttpRequest, place: Place) -> tuple[UUID | None, str]:
    """Put a meaning into a cluster, which may be made for it, or take that back. Returns the
    statement to go on with and what was done. Raises Refused."""
    if not place.coded.open_to_all:
        raise Http404
    post = request.POST
    try:
        if post.get("do") == PUT:
            return place.at, f"{PUT}-{_put(request, place)}"
        for move in uuids([post.get("move", "")]):
            actions.undo_move(by=author_of(request), study_id=place.own.study.study_id, move=move)
    except NoSuchItem:
        raise Refused(NO_CLUSTER) from None
    return place.at, TAKE_BACK


def _put(request: HttpRequest, place: Place) -> UUID:
    post, key = request.POST, form_key(request.POST)
    by, study_id = author_of(request), place.own.study.study_id
    into, name = next(iter(uuids([post.get("into", "")])), None), post.get("new", "").strip()
    if len(name) > LONGEST_NAME or not (name or into or post.get("into") == NOWHERE):
        raise Refused(NO_CLUSTER)
    if name:
        new = uuid5(key, "cluster")
        into = actions.add_item(
            by=by, study_id=study_id, kind=Kind.CLUSTER, name=name, into=None, key=new
        )
    for guid in uuids([post.get("meaning", "")]):
        actions.move_item(
            by=by, study_id=study_id, kind=Kind.MEANING, guid=guid, into=into, key=key
        )
    return key


def undo(request: HttpRequest) -> dict[str, object] | None:
    """How the last putting is taken back; None when nothing was put."""
    did, _, move = request.GET.get("did", "").partition("-")
    if did != PUT or not uuids([move]):
        return None
    return {"words": gettext("Put there."), "fields": {"do": TAKE_BACK, "move": move}}


def _choices(board: Board, at: set[UUID]) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Clusters by their theme, then those in none and the way out of all."""
    groups = [(theme.name, _options(theme.clusters, at)) for theme in board.every_theme()]
    loose = (*_options(board.clusters, at), Option(NOWHERE, gettext("not placed yet"), not at))
    return (*(each for each in groups if each[1]), (gettext("In no theme"), loose))


def _options(clusters: Sequence[ClusterNode], at: set[UUID]) -> tuple[Option, ...]:
    return tuple(Option(str(each.guid), each.name, each.guid in at) for each in clusters)


def _any(nodes: Sequence[ClusterNode | MeaningNode], of: set[UUID]) -> bool:
    return any(each.guid in of for each in nodes)
