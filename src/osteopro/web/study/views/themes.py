"""The board of step 4: what belongs together, and under which theme."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.board import Kind
from osteopro.research.doing import Refused
from osteopro.research.queries import support, translations
from osteopro.research.queries import themes as queries
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError, Option
from osteopro.ui.posted import form_key, one_of, uuids
from osteopro.web.study import words
from osteopro.web.study.board_places import LONGEST_NAME, named
from osteopro.web.study.page import author_of, render, study_of


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
        return _page(request, own, [FieldError(f"new-{kind}", named())])
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
        translated=translations.newest(
            [one.statement for each in board.every_theme() for one in each.deviants]
        ),
        unsupported=[
            (
                each.name,
                words.listed(gettext("Participant %(no)s") % {"no": no} for no in each.numbers),
            )
            for each in support.unsupported(study_id)
        ],
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


def _back(study_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("study_themes", args=[study_id]))
