"""One thing of the board of step 4: what it is and where it stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.board import Kind
from osteopro.research.doing import Refused
from osteopro.research.queries import themes as queries
from osteopro.research.queries.studies import Own
from osteopro.research.queries.themes import Board, ThemeNode
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of, one_of, uuids
from osteopro.web.study import words
from osteopro.web.study.board_places import LONGEST_NAME, Node, find, named, places
from osteopro.web.study.page import UNPROCESSABLE, author_of, render, study_of
from osteopro.web.study.theme_page import of_theme


@access(Permission.STUDY)
def board_item(request: HttpRequest, study_id: int, kind: str, guid: UUID) -> HttpResponse:
    """GET shows one thing of the board and where it may stand; POST changes it."""
    own = study_of(request, study_id)
    board, of = queries.board(study_id), one_of(Kind, kind)
    node = find(board, of, guid) if of else None
    if of is None or node is None:
        raise Http404
    if request.method != "POST":
        return _item_page(request, own, board, of, node)
    study_of(request, study_id, Task.ANALYSE)
    name = request.POST.get("name", "").strip()
    if request.POST.get("do") == "name" and (not name or len(name) > LONGEST_NAME):
        errors = [FieldError("name", named())]
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
    if request.POST.get("do", "").endswith("quote"):
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(f"{reverse('study_themes', args=[study_id])}#{of}-{guid}")


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
    elif do in ("quote", "unquote"):
        change = actions.choose_quote if do == "quote" else actions.drop_quote
        for statement in uuids([post.get("statement", "")]):
            change(by=what["by"], study_id=study_id, statement=statement, theme=guid)
    elif do == "remove":
        actions.remove_item(**what)
    else:
        raise Http404


def _item_page(
    request: HttpRequest,
    own: Own,
    board: Board,
    kind: Kind,
    node: Node,
    errors: Sequence[FieldError] = (),
) -> HttpResponse:
    post = request.POST
    where = places(board, kind, node)
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
        places=where,
        **(of_theme(request, own.study.study_id, node) if isinstance(node, ThemeNode) else {}),
        may=own.may(Task.ANALYSE),
        key=uuid4(),
    )
