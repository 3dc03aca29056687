"""The board of a text in a round: each coder alone marks statements and says what they mean.

After all have handed in the same page shows everybody's work; the consensus round of it is the
page in `colaizzi_together`.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.queries import coding as coding_queries
from osteopro.research.queries import rounds
from osteopro.research.rules import Task
from osteopro.research.terms import RoundMode
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of, uuids
from osteopro.web.study import (
    board_page,
    coding_place,
    selecting,
    themes_pane,
    transcript_view,
    words,
)
from osteopro.web.study.board_places import LONGEST_NAME
from osteopro.web.study.coding_place import Place
from osteopro.web.study.page import author_of, study_of
from osteopro.web.study.views import colaizzi_together
from osteopro.web.study.views.colaizzi_round import round_or_404

# Where the page goes on, and what it says was done.
Done = tuple[UUID | None, str]


@access(Permission.STUDY)
def coding(request: HttpRequest, study_id: int, round_no: int, version: UUID) -> HttpResponse:
    """GET shows a page of the text with what this person may see; POST does one thing."""
    own = study_of(request, study_id)
    coded = round_or_404(study_id, round_no)
    text = rounds.text_now(coded, version)
    if text is None:
        raise Http404
    if request.method != "POST" and text.guid != version:
        asked = request.GET.urlencode()
        return HttpResponseRedirect(transcript_view.board(study_id, coded, text) + f"?{asked}")
    place = coding_place.place_of(request, own, coded, text, version)
    together = coded.mode is RoundMode.CONSENSUS
    page = colaizzi_together.page if together else board_page.page
    if request.method != "POST":
        return page(request, place)
    study_of(request, study_id, Task.DISCUSS if together else Task.ANALYSE)
    try:
        at, did = _acted(request, place)
    except NotAllowed:
        raise Http404 from None
    except Refused as refused:
        raised = [FieldError(_field(request), words.refusal(refused.code))]
        return page(request, place, raised)
    except selecting.NotChosen as wrong:
        field = "add-words" if request.POST.get("do") == "add" else "words"
        return page(request, place, [FieldError(field, str(wrong))])
    query = f"?at={at}&did={did}" if at else f"?page={place.page.page}&did={did}"
    return HttpResponseRedirect(place.here + query + (f"#s-{at}" if at else ""))


def _acted(request: HttpRequest, place: Place) -> Done:
    if request.POST.get("do") in (themes_pane.PUT, themes_pane.TAKE_BACK):
        return themes_pane.act(request, place)
    if place.coded.mode is RoundMode.CONSENSUS:
        return colaizzi_together.act(request, place)
    return _act(request, place)


def _act(request: HttpRequest, place: Place) -> Done:
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    return act(request, {"by": author_of(request), "study_id": place.own.study.study_id}, place)


def _mark(request: HttpRequest, by: dict[str, Any], place: Place) -> Done:
    guid = actions.mark_statement(
        **by,
        round_id=place.coded.round_id,
        version_id=place.text.version_id,
        span=selecting.chosen_now(request.POST, place.seen, place.text.version_id),
        key=form_key(request.POST),
    )
    return guid, "marked"


def _move(request: HttpRequest, by: dict[str, Any], place: Place) -> Done:
    guid = _statement(request)
    span = selecting.chosen_now(request.POST, place.seen, place.text.version_id)
    actions.move_statement(**by, statement=guid, span=span)
    return guid, "moved"


def _reject(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    guid = _statement(request)
    actions.reject_statement(**by, statement=guid)
    return None, f"rejected-{guid}"


def _restore(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    guid = _statement(request)
    actions.restore_statement(**by, statement=guid)
    return guid, "restored"


def _memo(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    guid = _statement(request)
    actions.write_memo(**by, statement=guid, memo=lines_of(request.POST.get("memo", "")))
    return guid, "memo"


def _mean(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    guid, post = _statement(request), request.POST
    actions.say_meaning(
        **by,
        statement=guid,
        label=_label(request),
        text=lines_of(post.get("text", "")),
        rationale=lines_of(post.get("rationale", "")),
        key=form_key(post),
    )
    return guid, "meant"


def _reword(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    actions.reword_meaning(**by, meaning=_guid(request, "meaning"), label=_label(request))
    return _statement(request), "reworded"


def _unlink(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    link = _guid(request, "link")
    actions.unlink_meaning(**by, link=link)
    return _statement(request), f"unlinked-{link}"


def _relink(request: HttpRequest, by: dict[str, Any], _place: Place) -> Done:
    actions.relink_meaning(**by, link=_guid(request, "link"))
    return _statement(request), "relinked"


_ACTS: Mapping[str, Callable[[HttpRequest, dict[str, Any], Place], Done]] = {
    "mark": _mark,
    "move": _move,
    "reject": _reject,
    "restore": _restore,
    "memo": _memo,
    "mean": _mean,
    "reword": _reword,
    "unlink": _unlink,
    "relink": _relink,
}


def _label(request: HttpRequest) -> str:
    label = lines_of(request.POST.get("label", ""))
    if len(label) > LONGEST_NAME:
        raise Refused("label-too-long")
    return label


def _field(request: HttpRequest) -> str:
    """The field that a refusal is about."""
    return {
        "mean": "label",
        "memo": "memo",
        "reword": "label",
        "settle": "meanings",
        "discuss": "said",
        "confirm": "meanings",
        "contest": "said",
        "add": "add-words",
        themes_pane.PUT: "into",
        themes_pane.TAKE_BACK: "into",
    }.get(request.POST.get("do", ""), "words")


def _statement(request: HttpRequest) -> UUID:
    """The statement that was meant, where it is now."""
    return coding_queries.now_of(_guid(request, "statement"))


def _guid(request: HttpRequest, name: str) -> UUID:
    return next(iter(uuids([request.POST.get(name, "")])), None) or uuid4()
