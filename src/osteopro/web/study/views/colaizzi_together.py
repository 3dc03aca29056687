"""The board of a consensus round: places as all marked them, and what the team takes them to be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.actions import Agreed, Decision
from osteopro.research.doing import Refused
from osteopro.research.queries import differences, places, studies
from osteopro.research.queries.coding import StatementView
from osteopro.research.queries.places import PlaceView
from osteopro.research.rules import Task
from osteopro.research.terms import DiscrepancyState
from osteopro.research.text.normal import Span
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import form_key, id_of, lines_of, one_of
from osteopro.web.study import (
    board_page,
    coding_place,
    coding_words,
    themes_pane,
    transcript_view,
    words,
)
from osteopro.web.study.coding_place import Place
from osteopro.web.study.page import author_of

LEFT_OUT = "none"
DID = ("said", "settled")


def page(request: HttpRequest, place: Place, errors: Sequence[FieldError] = ()) -> HttpResponse:
    """The board of a consensus round."""
    found = _places(place)
    rows = [each for one in found for each in (one.shown, *one.rows)]
    team = studies.team(place.own.study.study_id)
    names = words.names({each.coder for each in rows} | {each.account_id for each in team})
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
        keys=board_page.keys("s"),
        pane=themes_pane.pane(request, place, chosen.agreed if chosen else None),
        undo=themes_pane.undo(request),
        cards=[_card(each, place, labels, names, each is chosen) for each in found],
        open=sum(not each.settled for each in found),
        may=place.own.may(Task.ANALYSE),
        may_discuss=place.own.may(Task.DISCUSS),
        form=_form(request, place, chosen, names) if chosen else None,
        did=gettext("Kept.") if request.GET.get("did") in DID else "",
    )


def act(request: HttpRequest, place: Place) -> tuple[UUID | None, str]:
    """Add to the discussion of a place, or settle it. Returns the statement to go on with."""
    chosen = _chosen(_places(place), place.at)
    if chosen is None or not chosen.differences:
        raise Http404
    post, study_id = request.POST, place.own.study.study_id
    by, at = author_of(request), chosen.shown.guid
    if post.get("do") == "discuss":
        said = lines_of(post.get("said", ""))
        if not said:
            raise Refused("nothing-said")
        about = chosen.differences[0].guid
        actions.discuss(by=by, study_id=study_id, discrepancy=about, text=said, key=form_key(post))
        return at, "said"
    actions.settle(
        by=by,
        study_id=study_id,
        discrepancies=[each.guid for each in chosen.differences],
        decision=_decision(request),
        agreed=_agreed(request, place, chosen),
        key=form_key(post),
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


def _decision(request: HttpRequest) -> Decision:
    post = request.POST
    return Decision(
        state=one_of(DiscrepancyState, post.get("state", "")) or DiscrepancyState.OPEN,
        deciders=frozenset(found for each in post.getlist("deciders") if (found := id_of(each))),
        words=lines_of(post.get("meanings", "")),
        rationale=lines_of(post.get("rationale", "")),
        asked_at=_day(post.get("asked", "")),
        asked_words=lines_of(post.get("asked_words", "")),
    )


def _agreed(request: HttpRequest, place: Place, chosen: PlaceView) -> Agreed | None:
    """The words and meanings as they were typed; None when nothing significant was said."""
    post = request.POST
    by_guid = {str(each.guid): each for each in chosen.rows}
    row = by_guid.get(post.get("span", ""))
    if row is None:
        if post.get("span") != LEFT_OUT:
            raise Refused("not-decided")
        return None
    lines = tuple(line.strip() for line in post.get("meanings", "").splitlines() if line.strip())
    settled = post.get("state") != DiscrepancyState.CLARIFY
    if settled and not lines:
        raise Refused("no-meaning")
    if any(len(line) > 200 for line in lines):
        raise Refused("label-too-long")
    if row.gone:
        raise Refused("words-gone")
    return Agreed(Span(row.start, row.end), lines, place.text.version_id)


def _day(typed: str) -> datetime | None:
    """A day as it was typed, from its beginning; today as now, so that it is never ahead."""
    try:
        day = datetime.fromisoformat(typed).date()
    except ValueError:
        return None
    begins = datetime.combine(day, time(), HOSPITAL)
    return min(begins, clock.now()) if day <= clock.today(HOSPITAL) else begins


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


def _length(row: StatementView) -> int:
    return row.end - row.start


def _row(row: StatementView, names: Mapping[int, str], *, differ: bool) -> dict[str, Any]:
    return {
        "who": names.get(row.coder, ""),
        "quote": row.quote if differ or row.gone else "",
        "gone": row.gone,
        "meanings": words.listed(each.label for each in row.meanings),
        "memo": row.memo,
        "when": words.when(row.at),
    }


def _form(
    request: HttpRequest, place: Place, chosen: PlaceView, names: Mapping[int, str]
) -> dict[str, Any] | None:
    """What is needed to settle a place, with what was typed or stands there."""
    if not chosen.differences:
        return None
    post = request.POST
    said, settled = differences.discussion([each.guid for each in chosen.differences])
    here = sorted((each for each in chosen.rows if not each.gone), key=_length, reverse=True)
    span = post.get("span") or next((str(each.guid) for each in here), LEFT_OUT)
    state = post.get("state") or DiscrepancyState.CONSENSUS
    deciders = post.getlist("deciders") or [str(place.own.account_id)]
    stands = "\n".join(each.label for each in chosen.agreed.meanings) if chosen.agreed else ""
    team = studies.team(place.own.study.study_id)
    spans = {(each.start, each.end): each for each in here}
    return {
        "said": [(names.get(each.by, ""), words.when(each.at), each.text) for each in said],
        "settled": [
            {
                "state": coding_words.STATES[each.state][0],
                "who": words.listed(names.get(one, "") for one in each.deciders),
                "when": words.when(each.at),
                "words": each.words,
                "why": each.rationale,
                "asked": words.day(each.asked_at.astimezone(HOSPITAL).date())
                if each.asked_at
                else "",
                "asked_words": each.asked_words,
            }
            for each in settled
        ],
        "spans": [
            *(Answer(str(e.guid), e.quote, "", str(e.guid) == span) for e in spans.values()),
            Answer(LEFT_OUT, gettext("Nothing significant here"), "", span == LEFT_OUT),
        ],
        "states": [
            Answer(code, str(name), "", code == state)
            for code, name in coding_words.DECISIONS.items()
        ],
        "deciders": [
            Answer(
                str(each.account_id),
                names.get(each.account_id, ""),
                "",
                str(each.account_id) in deciders,
            )
            for each in team
        ],
        "meanings": post.get("meanings", stands),
        "rationale": post.get("rationale", ""),
        "asked": post.get("asked", ""),
        "asked_words": post.get("asked_words", ""),
        "typed_said": post.get("said", ""),
    }
