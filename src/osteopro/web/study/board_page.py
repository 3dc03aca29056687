"""The three panes of a text in a round: the transcript, statements with meanings, themes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research.queries.coding import StatementView
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError, Key
from osteopro.ui.posted import form_key
from osteopro.web.study import themes_pane, transcript_view, words
from osteopro.web.study.coding_place import Place, turn_no
from osteopro.web.study.colaizzi_page import MARK, MEAN, render_step

UNDOABLE = ("marked", "rejected", "unlinked")


def page(request: HttpRequest, place: Place, errors: Sequence[FieldError] = ()) -> HttpResponse:
    """The board of an independent round."""
    rows = [each for each in place.page.statements if place.page.starts_here(each)]
    names = words.names({each.coder for each in rows})
    labels = transcript_view.labels_of(place.page.statements, place.text)
    chosen = next((each for each in rows if each.guid == place.at), None)
    current = chosen.guid if chosen else None
    return render_board(
        request,
        "study/colaizzi_board.html",
        place,
        labels,
        errors,
        current=current,
        step=MARK,
        keys=keys("d", "a") if place.coded.open_to_all else keys("d", "a", "t", "r"),
        pane=themes_pane.pane(request, place, chosen),
        cards=[_card(each, place, labels, names, current) for each in rows],
        works=place.coded.works(place.own.account_id) and place.own.may(Task.ANALYSE),
        undo=_undo(request, place) or themes_pane.undo(request),
        typed={
            name: request.POST.get(name, "")
            for name in ("label", "text", "rationale", "words", "memo")
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
        changes=reverse("study_changes", args=[study_id, place.coded.no, place.text.guid]),
        mark=place.mark,
        frozen=words.when(place.text.frozen_at),
        turns=transcript_view.turns(place.page, place.text, labels, hrefs, current),
        round_href=reverse("study_round", args=[study_id, place.coded.no]),
        key=form_key(request.POST),
        keys=keys,
        shortcut_groups=[(gettext("Coding"), keys)],
        **context,
    )


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


def keys(*without: str, mark: str = "") -> list[Key]:
    """Keys of the board but for some; `mark` says what s does, which is marking a statement."""
    found = [
        Key(("s",), mark or gettext("mark a statement")),
        Key(("m",), gettext("write a meaning")),
        Key(("t",), gettext("put into a cluster")),
        Key(("r",), gettext("translation, records")),
        Key(("d",), gettext("discuss")),
        Key(("a",), gettext("add a statement")),
        Key(("o",), gettext("back to the words")),
        Key(("[", "]"), gettext("another interview")),
        Key(("?",), gettext("all keys")),
    ]
    return [each for each in found if each.keys[0] not in without]
