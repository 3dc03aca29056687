"""Steps 5 and 6: what was lived through, in full, and what is essential in it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.gates import StepState
from osteopro.research.passages import Passage
from osteopro.research.queries import narratives as queries
from osteopro.research.queries import steps, themes
from osteopro.research.queries.narratives import NarrativeView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import NarrativeKind
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of, uuids
from osteopro.web.study import step_words, words
from osteopro.web.study.page import author_of, render, study_of

# Empty passages below what stands there.
MORE = 2


@access(Permission.STUDY)
def description(request: HttpRequest, study_id: int) -> HttpResponse:
    """The exhaustive description: GET shows its versions; POST writes another or approves."""
    return _text(request, study_id, NarrativeKind.EXHAUSTIVE)


@access(Permission.STUDY)
def structure(request: HttpRequest, study_id: int) -> HttpResponse:
    """The fundamental structure: GET shows its versions; POST writes another or approves."""
    return _text(request, study_id, NarrativeKind.STRUCTURE)


def _text(request: HttpRequest, study_id: int, kind: NarrativeKind) -> HttpResponse:
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own, kind, _begun(study_id, kind))
    study_of(request, study_id, Task.ANALYSE)
    passages, by = _typed(request), author_of(request)
    approved = next(iter(uuids([request.POST.get("approve", "")])), None)
    try:
        if approved:
            actions.approve_narrative(by=by, study_id=study_id, guid=approved)
        else:
            actions.write_narrative(
                by=by,
                study_id=study_id,
                kind=kind,
                passages=passages,
                translated=lines_of(request.POST.get("translated", "")),
                key=form_key(request.POST),
            )
    except Refused as refused:
        return _page(request, own, kind, passages, [_problem(study_id, refused)])
    did = "approved" if approved else "written"
    return HttpResponseRedirect(f"{request.path}?did={did}")


def _typed(request: HttpRequest) -> list[Passage]:
    """Passages as they were typed; each has a list of themes of its own."""
    post = request.POST
    return [
        Passage(lines_of(text), tuple(uuids(post.getlist(f"themes-{no}"))))
        for no, text in enumerate(post.getlist("passage"), start=1)
    ]


def _begun(study_id: int, kind: NarrativeKind) -> Sequence[Passage]:
    newest = next(iter(queries.narratives(study_id, kind)), None)
    return newest.passages if newest else ()


def _problem(study_id: int, refused: Refused) -> FieldError:
    said = words.refusal(refused.code)
    if refused.about:
        names = {str(each.guid): each.name for each in themes.board(study_id).every_theme()}
        said = f"{said} {words.listed(names.get(each, '') for each in refused.about)}"
    return FieldError("passage-1", said)


def _page(
    request: HttpRequest,
    own: Own,
    kind: NarrativeKind,
    passages: Sequence[Passage],
    errors: Sequence[FieldError] = (),
) -> HttpResponse:
    study_id = own.study.study_id
    versions = queries.narratives(study_id, kind)
    board = themes.board(study_id)
    names = words.names({pk for each in versions for pk in (each.by, each.approved_by or 0)})
    step = steps.steps(study_id)[actions.STEP[kind] - 1]
    exhaustive = kind is NarrativeKind.EXHAUSTIVE
    shown = [*passages, *[Passage("", ())] * MORE]
    newest = versions[0].text_translated if versions else ""
    return render(
        request,
        "study/narrative.html",
        current="analysis",
        own=own,
        errors=errors,
        title=gettext("Exhaustive description") if exhaustive else gettext("Fundamental structure"),
        about=gettext("Everything that was found, theme by theme, as people lived through it.")
        if exhaustive
        else gettext("What is essential in the description, in few sentences."),
        passages=[
            {
                "no": no,
                "text": each.text,
                "themes": [
                    (str(theme.guid), theme.name, theme.guid in each.themes)
                    for theme in board.every_theme()
                ],
            }
            for no, each in enumerate(shown, start=1)
        ],
        versions=[_version(each, names, board) for each in versions],
        translated=request.POST.get("translated", newest),
        blocked=step.state is StepState.BLOCKED,
        missing=[
            (step_words.MISSING.get(failure.code, failure.code), len(list(group)))
            for failure, group in _by_code(step.failures)
        ],
        may=own.may(Task.ANALYSE),
        key=form_key(request.POST),
        did={
            "written": gettext("Another version is written."),
            "approved": gettext("Approved."),
        }.get(request.GET.get("did", ""), ""),
    )


def _by_code(failures: Sequence[Any]) -> list[tuple[Any, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for each in failures:
        found.setdefault(each.code, []).append(each)
    return [(group[0], group) for group in found.values()]


def _version(each: NarrativeView, names: dict[int, str], board: themes.Board) -> dict[str, object]:
    called: dict[UUID, str] = {theme.guid: theme.name for theme in board.every_theme()}
    return {
        "text": each,
        "written": gettext("%(when)s by %(who)s")
        % {"when": words.when(each.at), "who": names.get(each.by, "")},
        "approved": gettext("%(when)s by %(who)s")
        % {"when": words.when(each.approved_at), "who": names.get(each.approved_by or 0, "")}
        if each.approved_at
        else "",
        "passages": [
            (part.text, [called[g] for g in part.themes if isinstance(g, UUID) and g in called])
            for part in each.passages
        ],
    }
