"""The board of a consensus round: places as all marked them, and what the team takes them to be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import places, studies
from osteopro.research.queries.coding import StatementView
from osteopro.research.queries.places import PlaceView
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of
from osteopro.web.study import (
    board_page,
    coding_place,
    coding_words,
    settling_form,
    themes_pane,
    transcript_view,
    words,
)
from osteopro.web.study.coding_place import Place
from osteopro.web.study.page import author_of

DID = ("said", "settled", "added", "confirmed", "contested")


def page(request: HttpRequest, place: Place, errors: Sequence[FieldError] = ()) -> HttpResponse:
    """The board of a consensus round."""
    found = _places(place)
    rows = [each for one in found for each in (one.shown, *one.rows)]
    team = studies.team(place.own.study.study_id)
    accounts = [each.account_id for each in team]
    names = words.names({each.coder for each in rows} | set(accounts))
    chosen = _chosen(found, place.at)
    agreed = [one.agreed for one in found if one.agreed]
    labels = transcript_view.labels_of(agreed, place.text)
    for one in found:
        if one.agreed is None:
            labels[one.shown.guid] = _mark(one, place, names)
    current = None if chosen is None else chosen.shown.guid
    return board_page.render_board(
        request,
        "study/colaizzi_together.html",
        _marked(place, rows),
        labels,
        errors,
        current=current,
        keys=board_page.keys(mark=gettext("Other words")),
        pane=themes_pane.pane(request, place, chosen.agreed if chosen else None),
        undo=themes_pane.undo(request),
        cards=[_card(each, place, labels, names, each is chosen) for each in found],
        open=sum(not each.settled for each in found),
        may=place.own.may(Task.ANALYSE),
        may_discuss=place.own.may(Task.DISCUSS),
        form=settling_form.form(request, place, chosen, names, accounts) if chosen else None,
        adding=settling_form.adding(request, place, names, accounts),
        add_key=form_key(request.POST) if request.POST.get("do") == "add" else uuid4(),
        did=gettext("Kept.") if request.GET.get("did") in DID else "",
    )


def act(request: HttpRequest, place: Place) -> tuple[UUID | None, str]:
    """Discuss, settle, confirm or contest a place, or add one. Returns the statement to go on
    with and what was done. Raises Refused and NotChosen."""
    post, key = request.POST, form_key(request.POST)
    this: dict[str, Any] = {
        "by": author_of(request),
        "study_id": place.own.study.study_id,
        "key": key,
    }
    do = post.get("do", "")
    if do == "add":
        added = settling_form.added(request, place)
        decision = settling_form.decision(request)
        round_id = place.coded.round_id
        return actions.add_agreed(
            **this, round_id=round_id, agreed=added, decision=decision
        ), "added"
    chosen = _chosen(_places(place), place.at)
    if chosen is None or not chosen.differences:
        raise Http404
    at, about = chosen.shown.guid, [each.guid for each in chosen.differences]
    said = lines_of(post.get("said", ""))
    if do == "discuss":
        if not said:
            raise Refused("nothing-said")
        actions.discuss(**this, discrepancy=about[0], text=said)
        return at, "said"
    if do == "confirm":
        actions.confirm_decision(**this, discrepancies=about)
        return at, "confirmed"
    if do == "contest":
        actions.contest_decision(**this, discrepancies=about, text=said)
        return at, "contested"
    actions.settle(
        **this,
        discrepancies=about,
        decision=settling_form.decision(request),
        agreed=settling_form.agreed(request, place, chosen),
    )
    return at, "settled"


def _places(place: Place) -> list[PlaceView]:
    return places.places(place.own.account_id, place.page, place.alone, place.coded, place.text)


def _marked(place: Place, rows: Sequence[StatementView]) -> Place:
    """The page with what is marked on it: everything whose words are there."""
    here = [each for each in rows if not each.gone and each.start < place.page.end]
    once = {each.guid: each for each in here if place.page.start < each.end}
    return replace(place, page=replace(place.page, statements=tuple(once.values())))


def _chosen(found: Sequence[PlaceView], at: UUID | None) -> PlaceView | None:
    """The place that was asked for, by any of its statements; else the first that is open."""
    named = (each for each in found if at in each.names)
    return next(named, None) or next((each for each in found if not each.settled), None)


def _mark(one: PlaceView, place: Place, names: Mapping[int, str]) -> str:
    """How a place is called before it is agreed upon: as its first coder called it, and whose it
    is, since each coder counts alone."""
    first = one.shown
    own = transcript_view.labels_of([first], place.text)[first.guid]
    return f"{own} {names.get(first.coder, '')[:1]}".rstrip()


def _card(
    one: PlaceView,
    place: Place,
    labels: Mapping[UUID, str],
    names: Mapping[int, str],
    current: bool,
) -> dict[str, Any]:
    shown = one.shown
    word, tone = coding_words.STATES[one.state]
    return {
        "label": labels[shown.guid],
        "guid": shown.guid,
        "href": place.href(shown.guid),
        "turn": coding_place.turn_no(place, shown),
        "quote": shown.quote,
        "agreed": one.agreed,
        "meanings": [each.label for each in one.agreed.meanings] if one.agreed else [],
        "left_out": one.settled and one.agreed is None,
        "gone": one.lost.quote if one.lost else "",
        "state": word,
        "tone": tone,
        "kinds": words.listed(coding_words.KINDS[each.kind] for each in one.differences),
        "rows": [_row(each, names, differ=_differ(one)) for each in one.rows],
        "missing": words.listed(
            names.get(each.account_id, "")
            for each in place.alone.coders
            if each.account_id not in {row.coder for row in one.rows}
        ),
        "current": current,
    }


def _differ(one: PlaceView) -> bool:
    return len({(each.start, each.end) for each in one.rows}) > 1


def _row(row: StatementView, names: Mapping[int, str], *, differ: bool) -> dict[str, Any]:
    return {
        "who": names.get(row.coder, ""),
        "quote": row.quote if differ or row.gone else "",
        "gone": row.gone,
        "meanings": words.listed(each.label for each in row.meanings),
        "memo": row.memo,
        "when": words.when(row.at),
    }
