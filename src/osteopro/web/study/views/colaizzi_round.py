"""A round: who has handed in, bringing it together, and how far the coders agree."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.agreement.terms import Unit
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.queries import agreement, differences, meanings, rounds
from osteopro.research.queries.agreement import FigureView, StillBlind
from osteopro.research.queries.rounds import NoSuchRound, RoundView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import SETTLED, RoundMode
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of, lines_of, one_of
from osteopro.web.study import coding_words, transcript_view, words
from osteopro.web.study.colaizzi_page import MARK, render_step
from osteopro.web.study.page import author_of, study_of


def round_or_404(study_id: int, no: int) -> RoundView:
    """The round; there is no such page for a number that is none."""
    try:
        return rounds.round_of(study_id, no)
    except NoSuchRound:
        raise Http404 from None


@access(Permission.STUDY)
def one_round(request: HttpRequest, study_id: int, round_no: int) -> HttpResponse:
    """GET shows the round; POST hands in, takes somebody out, brings together or counts."""
    own = study_of(request, study_id)
    coded = round_or_404(study_id, round_no)
    if request.method != "POST":
        return _page(request, own, coded)
    here = reverse("study_round", args=[study_id, round_no])
    try:
        return HttpResponseRedirect(_act(request, own, coded) or f"{here}?did=done")
    except NotAllowed:
        raise Http404 from None
    except StillBlind:
        return _page(request, own, coded, "still-coding")
    except Refused as refused:
        return _page(request, own, coded, refused.code)


@access(Permission.STUDY)
def found_meanings(request: HttpRequest, study_id: int) -> HttpResponse:
    """Labels of meanings that hold what was typed, of those this person may see; as JSON."""
    own = study_of(request, study_id)
    typed = lines_of(request.GET.get("q", ""))
    return JsonResponse({"labels": meanings.find_meanings(own.account_id, study_id, typed)})


def _act(request: HttpRequest, own: Own, coded: RoundView) -> str:
    """Do what was pressed. Returns where to go on, "" for here."""
    post, by, study_id = request.POST, author_of(request), own.study.study_id
    what = post.get("do", "")
    this: dict[str, Any] = {"by": by, "study_id": study_id, "round_id": coded.round_id}
    if what == "submit":
        actions.submit_round(**this)
    elif what == "together":
        no = actions.open_consensus(**this, key=form_key(post))
        return reverse("study_round", args=[study_id, no])
    elif what.startswith("excuse-") and (coder := id_of(what.removeprefix("excuse-"))):
        actions.excuse_coder(**this, coder=coder, reason=lines_of(post.get("reason", "")))
    elif what == "count":
        unit = one_of(Unit, post.get("unit", "")) or Unit.CHARACTER
        actions.keep_agreement(**this, agreement=agreement.count(coded, unit))
    return ""


def _page(request: HttpRequest, own: Own, coded: RoundView, code: str = "") -> HttpResponse:
    study_id = own.study.study_id
    names = words.names(each.account_id for each in coded.coders)
    together = coded.mode is RoundMode.CONSENSUS
    alone = rounds.alone_of(study_id, coded)
    found = differences.differences(alone)
    counted = meanings.counted(own.account_id, [coded.round_id])
    mine = coded.works(own.account_id)
    figures = agreement.figures(coded.round_id)
    units = list(dict.fromkeys(each.unit for each in figures))
    return render_step(
        request,
        "study/colaizzi_round.html",
        own,
        MARK,
        [FieldError("do", words.refusal(code))] if code else [],
        coded=coded,
        together=together,
        coders=[_coder(each, names) for each in coded.coders],
        texts=[
            {
                "name": f"P{each.name}",
                "href": transcript_view.board(study_id, coded, each),
                "count": _counted(*counted.get(each.version_id, (0, 0))),
            }
            for each in coded.texts
        ],
        mine=mine,
        left=meanings.without_meaning(own.account_id, coded.round_id) if mine else 0,
        waiting=words.listed(names.get(each, "") for each in coded.waiting),
        differences=_differences(found),
        confirm=_to_confirm(own, coded, alone) if together else [],
        may=own.may(Task.ANALYSE),
        may_excuse=own.may(Task.SET_UP),
        figures=_figures(figures),
        pairs=_pairs(coded, units, names),
        pair_units=[coding_words.UNITS[each] for each in units],
        units=words.options(coding_words.UNITS, Unit.CHARACTER)[1:],
        key=form_key(request.POST),
        did=gettext("Done.") if request.GET.get("did") else "",
    )


def _to_confirm(own: Own, coded: RoundView, alone: RoundView) -> list[str]:
    """Ways to what this person is named as having decided and has not confirmed."""
    study_id = own.study.study_id
    return [
        reverse("study_coding", args=[study_id, coded.no, version]) + f"?at={statement}"
        for statement, version in differences.to_confirm(alone.round_id, own.account_id)
    ]


def _pairs(
    coded: RoundView, units: list[Unit], names: dict[int, str]
) -> list[tuple[str, list[str]]]:
    """Each two coders and their kappa by unit."""
    return [
        (
            words.listed((names.get(each.one, ""), names.get(each.other, ""))),
            [coding_words.kappa(each.kappa[unit]) for unit in units],
        )
        for each in agreement.pairs(coded, units)
    ]


def _coder(each: rounds.CoderView, names: dict[int, str]) -> dict[str, Any]:
    return {
        "account": each.account_id,
        "name": names.get(each.account_id, ""),
        "when": words.when(each.submitted_at) if each.submitted_at else "",
    }


def _counted(statements: int, meant: int) -> str:
    said = ngettext("%(num)s statement", "%(num)s statements", statements) % {"num": statements}
    return gettext("%(statements)s, %(meant)s with a meaning") % {
        "statements": said,
        "meant": meant,
    }


def _differences(found: list[differences.DifferenceView]) -> list[tuple[str, int, int]]:
    """For each kind: how many, and how many of them are settled."""
    settled = {each.guid for each in found if each.state in SETTLED}
    return [
        (
            str(name),
            sum(each.kind is kind for each in found),
            sum(each.kind is kind and each.guid in settled for each in found),
        )
        for kind, name in coding_words.KINDS.items()
        if any(each.kind is kind for each in found)
    ]


def _figures(found: list[FigureView]) -> list[dict[str, Any]]:
    return [
        {
            "unit": coding_words.UNITS[each.unit],
            "name": coding_words.MEASURES[each.measure][0],
            "what": coding_words.MEASURES[each.measure][1],
            "value": coding_words.figure(each.measure, each.value),
            "range": coding_words.interval(each.measure, each.low, each.high),
            "why": coding_words.UNDEFINED.get(each.undefined, "") if each.undefined else "",
            "units": each.units,
            "when": words.when(each.at),
            "sha256": each.sha256[:12],
        }
        for each in found
    ]
