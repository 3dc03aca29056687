"""The three panes of a text in a round: the transcript, statements with meanings, themes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research.queries import coding, places, rounds
from osteopro.research.queries.coding import NoSuchPage, PageView, StatementView
from osteopro.research.queries.rounds import RoundView, TextView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import RoundMode
from osteopro.ui.components import FieldError, Key
from osteopro.ui.posted import form_key, id_of, uuids
from osteopro.web.study import transcript_view, words
from osteopro.web.study.colaizzi_page import MARK, MEAN, render_step

UNDOABLE = ("marked", "rejected", "unlinked")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: a page of a text in a round, with a statement chosen or none.

    `alone` is the round in which it was coded, which is `coded` itself until that is a consensus.
    `seen` is the version that their page shows, an earlier one of the text when it was frozen anew
    meanwhile.
    """

    own: Own
    coded: RoundView
    alone: RoundView
    text: TextView
    page: PageView
    at: UUID | None
    seen: int

    @property
    def here(self) -> str:
        return transcript_view.board(self.own.study.study_id, self.coded, self.text)

    def href(self, statement: UUID) -> str:
        """The way to a statement's card."""
        return f"{self.here}?at={statement}#s-{statement}"


def place_of(
    request: HttpRequest, own: Own, coded: RoundView, text: TextView, version: UUID
) -> Place:
    """The page that was asked for, by its number or by a statement on it. Of a consensus round it
    has no statements: they stand at places."""
    study_id = own.study.study_id
    alone = rounds.round_of(study_id, coded.of_no) if coded.of_no else coded
    at = next(iter(uuids([request.GET.get("at", "")])), None)
    number = id_of(request.GET.get("page", ""))
    together = coded.mode is RoundMode.CONSENSUS
    try:
        if at is not None and not together:
            at = coding.now_of(at)
        if at is not None and number is None:
            start = places.start_in(own.account_id, study_id, at, text)
            number = coding.page_at(text.version_id, start)
        inside = () if together else (coded.round_id,)
        page = coding.page_of(own.account_id, inside, text.version_id, number or 1)
        seen = text.version_id if text.guid == version else coding.version_of(study_id, version)
    except NoSuchPage:
        raise Http404 from None
    return Place(own, coded, alone, text, page, at, seen)


def page(request: HttpRequest, place: Place, errors: Sequence[FieldError] = ()) -> HttpResponse:
    """The board of an independent round."""
    rows = [each for each in place.page.statements if place.page.starts_here(each)]
    names = words.names({each.coder for each in rows})
    labels = transcript_view.labels_of(place.page.statements, place.text)
    current = place.at if any(each.guid == place.at for each in rows) else None
    return render_board(
        request,
        "study/colaizzi_board.html",
        place,
        labels,
        errors,
        current=current,
        step=MARK,
        keys=[each for each in keys() if each.keys != ("d",)],
        cards=[_card(each, place, labels, names, current) for each in rows],
        works=place.coded.works(place.own.account_id) and place.own.may(Task.ANALYSE),
        undo=_undo(request, place),
        typed={
            name: request.POST.get(name, "") for name in ("label", "text", "rationale", "words")
        },
    )


def render_board(
    request: HttpRequest,
    template: str,
    place: Place,
    labels: Mapping[UUID, str],
    errors: Iterable[FieldError],
    *,
    current: UUID | None,
    step: int = MEAN,
    keys: Sequence[Key] = (),
    **context: Any,
) -> HttpResponse:
    """A board with its transcript; `labels` are of the statements that are named in it."""
    study_id = place.own.study.study_id
    texts = place.coded.texts
    index = texts.index(place.text)
    hrefs = {guid: place.href(guid) for guid in labels}
    return render_step(
        request,
        template,
        place.own,
        step,
        errors,
        coded=place.coded,
        text=place.text,
        page=place.page,
        position=f"{index + 1} / {len(texts)}",
        before=transcript_view.board(study_id, place.coded, texts[index - 1]) if index else "",
        after=transcript_view.board(study_id, place.coded, texts[index + 1])
        if index + 1 < len(texts)
        else "",
        here=place.here,
        frozen=words.when(place.text.frozen_at),
        turns=transcript_view.turns(place.page, place.text, labels, hrefs, current),
        round_href=reverse("study_round", args=[study_id, place.coded.no]),
        key=form_key(request.POST),
        keys=keys,
        shortcut_groups=[(gettext("Coding"), keys)],
        **context,
    )


def turn_no(place: Place, row: StatementView) -> tuple[int, int] | None:
    """Number and beginning of the turn in which a statement begins, when it is on this page."""
    for each in place.page.turns:
        if each.start <= row.start < each.end:
            return each.no, each.start
    return None


def _card(
    row: StatementView,
    place: Place,
    labels: Mapping[UUID, str],
    names: Mapping[int, str],
    current: UUID | None,
) -> dict[str, Any]:
    return {
        "row": row,
        "label": labels[row.guid],
        "href": place.href(row.guid),
        "coder": names.get(row.coder, ""),
        "mine": row.coder == place.own.account_id,
        "turn": turn_no(place, row),
        "current": row.guid == current,
        "meanings": [(each, words.when(each.at)) for each in row.meanings],
    }


def _undo(request: HttpRequest, place: Place) -> dict[str, Any] | None:
    """What the last step was and how it is taken back."""
    did, _, about = request.GET.get("did", "").partition("-")
    if did not in UNDOABLE or (did == "marked" and place.at is None):
        return None
    back: dict[str, tuple[str, dict[str, Any]]] = {
        "marked": (gettext("Marked."), {"do": "reject", "statement": place.at}),
        "rejected": (gettext("Taken out."), {"do": "restore", "statement": about}),
        "unlinked": (
            gettext("Meaning taken off."),
            {"do": "relink", "link": about, "statement": place.at},
        ),
    }
    said, fields = back[did]
    return {"words": said, "fields": fields}


def keys() -> list[Key]:
    """Keys of the board, what marks a statement first."""
    return [
        Key(("s",), gettext("mark a statement")),
        Key(("m",), gettext("write a meaning")),
        Key(("d",), gettext("discuss")),
        Key(("o",), gettext("back to the words")),
        Key(("[", "]"), gettext("another interview")),
        Key(("?",), gettext("all keys")),
    ]
