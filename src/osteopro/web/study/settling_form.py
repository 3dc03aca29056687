"""What is needed to settle a place of a text, or to add one: what stands there, what was typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from osteopro import clock
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.actions import Agreed, Decision
from osteopro.research.doing import Refused
from osteopro.research.queries import differences
from osteopro.research.queries.coding import StatementView
from osteopro.research.queries.differences import SettledView
from osteopro.research.queries.places import PlaceView
from osteopro.research.rules import Task
from osteopro.research.terms import DiscrepancyState
from osteopro.research.text.normal import Span
from osteopro.ui.components import Answer
from osteopro.ui.posted import id_of, lines_of, one_of
from osteopro.web.study import coding_words, selecting, words
from osteopro.web.study.board_places import LONGEST_NAME
from osteopro.web.study.coding_place import Place

LEFT_OUT, OTHER_WORDS = "none", "other"
Names = Mapping[int, str]


def form(
    request: HttpRequest, place: Place, chosen: PlaceView, names: Names, team: Sequence[int]
) -> dict[str, Any] | None:
    """What is needed to settle a place, with what was typed or stands there."""
    if not chosen.differences:
        return None
    post = request.POST if request.POST.get("do") != "add" else QueryDict()
    said, settled = differences.discussion([each.guid for each in chosen.differences])
    stands = "\n".join(each.label for each in chosen.agreed.meanings) if chosen.agreed else ""
    newest = settled[0] if settled else None
    mine = newest is not None and chosen.settled and place.own.account_id in newest.waits_for
    return {
        "said": [(names.get(each.by, ""), words.when(each.at), each.text) for each in said],
        "settled": [_settled(each, names) for each in settled],
        "confirms": mine,
        "spans": _spans(post, chosen),
        "states": _states(post),
        "deciders": _deciders(post, place, names, team),
        "meanings": post.get("meanings", stands),
        "rationale": post.get("rationale", ""),
        "asked": post.get("asked", ""),
        "asked_words": post.get("asked_words", ""),
        "typed_said": post.get("said", ""),
        "turn": id_of(post.get("turn", "")),
        "words": post.get("words", ""),
    }


def adding(
    request: HttpRequest, place: Place, names: Names, team: Sequence[int]
) -> dict[str, Any] | None:
    """What is needed to add a statement that nobody marked; None for who may not."""
    if not place.own.may(Task.ANALYSE):
        return None
    post = request.POST if request.POST.get("do") == "add" else QueryDict()
    return {
        "open": bool(post),
        "deciders": _deciders(post, place, names, team),
        "meanings": post.get("meanings", ""),
        "rationale": post.get("rationale", ""),
        "turn": id_of(post.get("turn", "")),
        "words": post.get("words", ""),
    }


def _settled(each: SettledView, names: Names) -> dict[str, Any]:
    return {
        "state": coding_words.STATES[each.state][0],
        "who": words.listed(names.get(one, "") for one in each.deciders),
        "by": names.get(each.by, ""),
        "when": words.when(each.at),
        "words": each.words,
        "why": each.rationale,
        "asked": words.day(each.asked_at.astimezone(HOSPITAL).date()) if each.asked_at else "",
        "asked_words": each.asked_words,
        "confirmed": [(names.get(one, ""), words.when(at)) for one, at in each.confirmed],
        "waits_for": words.listed(names.get(one, "") for one in each.waits_for),
    }


def _spans(post: QueryDict, chosen: PlaceView) -> list[Answer]:
    here = sorted((each for each in chosen.rows if not each.gone), key=_length, reverse=True)
    stands = chosen.agreed
    spans = {(each.start, each.end): each for each in here}
    own = stands is not None and (stands.start, stands.end) not in spans
    longest = next((str(each.guid) for each in here), LEFT_OUT)
    span = post.get("span") or (OTHER_WORDS if own else longest)
    return [
        *(Answer(str(e.guid), e.quote, "", str(e.guid) == span) for e in spans.values()),
        Answer(
            OTHER_WORDS,
            gettext("Other words"),
            f"“{stands.quote}”" if stands and own else "",
            span == OTHER_WORDS,
        ),
        Answer(LEFT_OUT, gettext("Nothing significant here"), "", span == LEFT_OUT),
    ]


def _states(post: QueryDict) -> list[Answer]:
    state = post.get("state") or DiscrepancyState.CONSENSUS
    return [
        Answer(code, str(name), "", code == state) for code, name in coding_words.DECISIONS.items()
    ]


def _deciders(post: QueryDict, place: Place, names: Names, team: Sequence[int]) -> list[Answer]:
    ticked = post.getlist("deciders") or [str(place.own.account_id)]
    return [Answer(str(each), names.get(each, ""), "", str(each) in ticked) for each in team]


def _length(row: StatementView) -> int:
    return row.end - row.start


def decision(request: HttpRequest) -> Decision:
    """What was decided, by whom, why."""
    post = request.POST
    return Decision(
        state=one_of(DiscrepancyState, post.get("state", "")) or DiscrepancyState.OPEN,
        deciders=frozenset(found for each in post.getlist("deciders") if (found := id_of(each))),
        words=lines_of(post.get("meanings", "")),
        rationale=lines_of(post.get("rationale", "")),
        asked_at=_day(post.get("asked", "")),
        asked_words=lines_of(post.get("asked_words", "")),
    )


def agreed(request: HttpRequest, place: Place, chosen: PlaceView) -> Agreed | None:
    """The words and meanings as they were typed; None when nothing significant was said. Raises
    Refused and NotChosen."""
    post = request.POST
    row = {str(each.guid): each for each in chosen.rows}.get(post.get("span", ""))
    if post.get("span") == LEFT_OUT:
        return None
    if row is None and post.get("span") != OTHER_WORDS:
        raise Refused("not-decided")
    if row is not None and row.gone:
        raise Refused("words-gone")
    settled = post.get("state") != DiscrepancyState.CLARIFY
    meanings = _meanings(post, needed=settled)
    if row is None and chosen.agreed and not (post.get("to") or post.get("words", "").strip()):
        row = chosen.agreed
    if row is None:
        return Agreed(_selected(request, place), meanings, place.text.version_id)
    return Agreed(Span(row.start, row.end), meanings, place.text.version_id)


def added(request: HttpRequest, place: Place) -> Agreed:
    """Words that nobody had marked, with what they mean. Raises Refused and NotChosen."""
    meanings = _meanings(request.POST, needed=True)
    return Agreed(_selected(request, place), meanings, place.text.version_id)


def _selected(request: HttpRequest, place: Place) -> Span:
    return selecting.chosen_now(request.POST, place.seen, place.text.version_id)


def _meanings(post: QueryDict, *, needed: bool) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in post.get("meanings", "").splitlines() if line.strip())
    if needed and not lines:
        raise Refused("no-meaning")
    if any(len(line) > LONGEST_NAME for line in lines):
        raise Refused("label-too-long")
    return lines


def _day(typed: str) -> datetime | None:
    """A day as it was typed, from its beginning; today as now, so that it is never ahead."""
    try:
        day = datetime.fromisoformat(typed).date()
    except ValueError:
        return None
    begins = datetime.combine(day, time(), HOSPITAL)
    return min(begins, clock.now()) if day <= clock.today(HOSPITAL) else begins
