"""Handing patients over: one from their page, or a panel or part of it."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import StaffName
from osteopro.followup import actions
from osteopro.followup.actions import Wanted
from osteopro.followup.covering import TeamRefused
from osteopro.followup.queries import team
from osteopro.followup.queries.scope import today
from osteopro.followup.queries.team import Followed
from osteopro.followup.terms import MoveReason
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.care import labels, load_page, team_words
from osteopro.web.care.page import UNPROCESSABLE, author_of, render, viewer_of
from osteopro.web.care.views.load import whose

Names = dict[int, StaffName]


@access(Permission.FOLLOW_UP)
def hand_over(request: HttpRequest) -> HttpResponse:
    """`?patient=` one patient, else the panel of `?who=`. All that were chosen move, or none."""
    viewer = viewer_of(request)
    colleagues = dict(team.colleagues(viewer))
    asked = request.POST.get("patient_id") or request.GET.get("patient", "")
    if asked:
        listed = _one(request, asked)
        of = listed[0].manager or viewer.account_id
    else:
        of = whose(request, colleagues)
        listed = team.panel(viewer, of)
    if request.method != "POST":
        actions.note_list_read(by=author_of(request), what="panel")
        return _form(request, of, listed, colleagues, asked)
    chosen = _chosen(request.POST, listed, one=bool(asked))
    wanted, errors = _read(request.POST, colleagues)
    if not chosen:
        errors.insert(0, FieldError("patients", gettext("Choose at least one patient.")))
    if wanted is None or errors:
        return _form(request, of, listed, colleagues, asked, errors)
    try:
        moved = actions.hand_over(
            by=author_of(request),
            key=form_key(request.POST),
            patient_ids=chosen,
            wanted=wanted,
            today=today(),
        )
    except TeamRefused as refusal:
        error = team_words.refused(refusal.code, team.named(viewer, refusal.patients))
        return _form(request, of, listed, colleagues, asked, [error])
    if asked:
        return HttpResponseRedirect(
            reverse("care_patient", args=[listed[0].patient_id]) + "?did=team"
        )
    return HttpResponseRedirect(f"{reverse('care_load')}?who={of}&did=moved&n={moved}")


def _one(request: HttpRequest, asked: str) -> list[Followed]:
    """The patient asked for, if the viewer follows them or leads."""
    listed = team.followed(viewer_of(request), id_of(asked) or 0)
    if not listed or not team.may_plan_for(
        viewer_of(request), listed[0].manager or 0, {listed[0].manager or 0}
    ):
        raise Http404
    return listed


def _chosen(posted: QueryDict, listed: Sequence[Followed], *, one: bool) -> list[int]:
    if one or "all" in posted:
        return [each.patient_id for each in listed]
    ticked = set(posted.getlist("patients"))
    return [each.patient_id for each in listed if str(each.patient_id) in ticked]


def _read(posted: QueryDict, colleagues: Names) -> tuple[Wanted | None, list[FieldError]]:
    errors = []
    people = {name: id_of(posted.get(name, "")) for name in ("manager", "backup")}
    if any(pk is not None and pk not in colleagues for pk in people.values()):
        raise Http404
    if not any(people.values()):
        errors.append(FieldError("manager", gettext("Choose a new manager or a new backup.")))
    day = team_words.day(posted.get("day", ""))
    if day is None:
        errors.append(FieldError("day", gettext("Choose the day from which it holds.")))
    reason = posted.get("reason", "")
    if reason not in set(MoveReason):
        errors.append(FieldError("reason", gettext("Choose a reason.")))
    if errors or day is None:
        return None, errors
    return Wanted(day, MoveReason(reason), people["manager"], people["backup"]), []


def _form(
    request: HttpRequest,
    of: int,
    listed: Sequence[Followed],
    colleagues: Names,
    asked: str,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    typed = request.POST
    ticked = set(typed.getlist("patients"))
    same = c.Option("", gettext("As it is"), False)
    return render(
        request,
        "care/hand_over.html",
        status=UNPROCESSABLE if errors else 200,
        current="load",
        of=of,
        one=listed[0] if asked else None,
        whose=load_page.shown(colleagues, of),
        key=form_key(typed),
        patients=[
            {
                "id": each.patient_id,
                "name": each.person.name,
                "backup": load_page.shown(colleagues, each.backup),
                "open": each.open_items,
                "ticked": str(each.patient_id) in ticked,
            }
            for each in listed
        ],
        all="all" in typed,
        managers=[same, *team_words.people(colleagues, typed.get("manager"), but=of)],
        backups=[same, *team_words.people(colleagues, typed.get("backup"))],
        day=typed.get("day", today().isoformat()),
        reasons=[
            c.Option(code, str(words), code == typed.get("reason"))
            for code, words in labels.MOVE_REASONS.items()
        ],
        errors=errors,
    )
