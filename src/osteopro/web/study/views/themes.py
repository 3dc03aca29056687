"""The board of step 4: what belongs together, and under which theme."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.board import INTO, Kind
from osteopro.research.doing import Refused
from osteopro.research.queries import themes as queries
from osteopro.research.queries.studies import Own
from osteopro.research.queries.themes import Board, ClusterNode, MeaningNode, ThemeNode
from osteopro.research.rules import Task
from osteopro.ui.components import Answer, FieldError, Option
from osteopro.ui.posted import form_key, lines_of, one_of, uuids
from osteopro.web.study import words
from osteopro.web.study.page import UNPROCESSABLE, author_of, render, study_of

LONGEST_NAME = 200
NOWHERE = ""
Node = ThemeNode | ClusterNode | MeaningNode


@access(Permission.STUDY)
def themes(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows the board; POST makes a cluster or a theme."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    study_of(request, study_id, Task.ANALYSE)
    kind, name = one_of(Kind, request.POST.get("kind", "")), request.POST.get("name", "").strip()
    if kind not in (Kind.THEME, Kind.CLUSTER):
        raise Http404
    if not name or len(name) > LONGEST_NAME:
        return _page(request, own, [FieldError(f"new-{kind}", _named(LONGEST_NAME))])
    into = next(iter(uuids([request.POST.get("into", "")])), None)
    try:
        actions.add_item(
            by=author_of(request),
            study_id=study_id,
            kind=kind,
            name=name,
            into=into,
            key=form_key(request.POST),
        )
    except Refused as refused:
        return _page(request, own, [FieldError(f"new-{kind}", words.refusal(refused.code))])
    except NoSuchItem:
        raise Http404 from None
    return _back(study_id)


@access(Permission.STUDY)
def board_item(request: HttpRequest, study_id: int, kind: str, guid: UUID) -> HttpResponse:
    """GET shows one thing of the board and where it may stand; POST changes it."""
    own = study_of(request, study_id)
    board, of = queries.board(study_id), one_of(Kind, kind)
    node = _find(board, of, guid) if of else None
    if of is None or node is None:
        raise Http404
    if request.method != "POST":
        return _item_page(request, own, board, of, node)
    study_of(request, study_id, Task.ANALYSE)
    name = request.POST.get("name", "").strip()
    if request.POST.get("do") == "name" and (not name or len(name) > LONGEST_NAME):
        errors = [FieldError("name", _named(LONGEST_NAME))]
        return _item_page(request, own, board, of, node, errors)
    try:
        _act(request, study_id, of, guid)
    except Refused as refused:
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"problem": words.refusal(refused.code)}, status=UNPROCESSABLE)
        errors = [FieldError("into", words.refusal(refused.code))]
        return _item_page(request, own, board, of, node, errors)
    except NoSuchItem:
        raise Http404 from None
    return _back(study_id, f"#{of}-{guid}")


@access(Permission.STUDY)
@require_POST
def undo(request: HttpRequest, study_id: int, move: UUID) -> HttpResponse:
    """Take one's own last act back."""
    own = study_of(request, study_id, Task.ANALYSE)
    try:
        actions.undo_move(by=author_of(request), study_id=study_id, move=move)
    except Refused as refused:
        return _page(request, own, [FieldError("board", words.refusal(refused.code))])
    except NoSuchItem:
        raise Http404 from None
    return _back(study_id)


def _act(request: HttpRequest, study_id: int, kind: Kind, guid: UUID) -> None:
    post = request.POST
    what: dict[str, Any] = {
        "by": author_of(request),
        "study_id": study_id,
        "kind": kind,
        "guid": guid,
        "key": form_key(post),
    }
    do = post.get("do", "")
    if do == "move":
        actions.move_item(**what, into=next(iter(uuids([post.get("into", "")])), None))
    elif do in ("up", "down"):
        actions.shift_item(**what, places=-1 if do == "up" else 1)
    elif do == "name":
        actions.name_item(
            **what, name=post.get("name", "").strip(), words=lines_of(post.get("words", ""))
        )
    elif do == "remove":
        actions.remove_item(**what)
    else:
        raise Http404


def _page(request: HttpRequest, own: Own, errors: Sequence[FieldError] = ()) -> HttpResponse:
    study_id = own.study.study_id
    board = queries.board(study_id)
    last = queries.last_move(study_id, own.account_id)
    return render(
        request,
        "study/themes.html",
        current="themes",
        own=own,
        errors=errors,
        board=board,
        may=own.may(Task.ANALYSE),
        undo=reverse("study_undo", args=[study_id, last.guid]) if last else "",
        parents=[
            Option("", gettext("a theme of its own"), True),
            *(Option(str(each.guid), each.name, False) for each in board.themes),
        ],
        new_keys={kind: uuid4() for kind in (Kind.THEME, Kind.CLUSTER)},
        typed=request.POST.get("name", "") if errors else "",
        typed_kind=request.POST.get("kind", ""),
        nothing=not (board.meanings or board.every_cluster()),
    )


def _item_page(
    request: HttpRequest,
    own: Own,
    board: Board,
    kind: Kind,
    node: Node,
    errors: Sequence[FieldError] = (),
) -> HttpResponse:
    post = request.POST
    places = _places(board, kind, node)
    return render(
        request,
        "study/board_item.html",
        current="themes",
        own=own,
        errors=errors,
        kind=kind,
        node=node,
        title={
            Kind.THEME: gettext("Theme"),
            Kind.CLUSTER: gettext("Cluster"),
            Kind.MEANING: gettext("Meaning"),
        }[kind],
        typed={
            "name": post.get("name", node.name) if errors else node.name,
            "words": post.get("words", node.words) if errors else node.words,
        },
        places=places,
        may=own.may(Task.ANALYSE),
        key=uuid4(),
    )


def _places(board: Board, kind: Kind, node: Node) -> list[Answer]:
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


def _find(board: Board, kind: Kind, guid: UUID) -> Node | None:
    everything: dict[Kind, Sequence[Node]] = {
        Kind.THEME: board.every_theme(),
        Kind.CLUSTER: board.every_cluster(),
        Kind.MEANING: (
            *board.meanings,
            *(each for cluster in board.every_cluster() for each in cluster.meanings),
        ),
    }
    return next((each for each in everything[kind] if each.guid == guid), None)


def _named(most: int) -> str:
    return gettext("Give it a name of up to %(most)s characters.") % {"most": most}


def _back(study_id: int, place: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('study_themes', args=[study_id])}{place}")
