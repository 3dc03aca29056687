"""A statement or theme beside the participant's own records: looked at for a reason, concluded."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.study_records import Beside
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem, Of
from osteopro.research.doing import Refused
from osteopro.research.queries import crosschecks as queries
from osteopro.research.queries.crosschecks import About, Speaker
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import AboutKind, Relation
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of, lines_of, one_of
from osteopro.web.study import words
from osteopro.web.study.crosscheck_form import FIELDS, page_of
from osteopro.web.study.page import author_of, render, study_of

LONGEST = 300
LONGEST_NOTE = 2000


@access(Permission.STUDY)
def crosscheck(request: HttpRequest, study_id: int, kind: str, guid: UUID) -> HttpResponse:
    """GET shows the words and asks why the records are looked at; POST shows them, or keeps what
    is concluded."""
    own = study_of(request, study_id)
    sort = one_of(AboutKind, kind)
    about = queries.about(study_id, sort, guid) if sort else None
    if about is None:
        raise Http404
    who = _who(request, about)
    if request.method != "POST":
        return _page(request, own, about, who)
    study_of(request, study_id, Task.ANALYSE)
    if who is None:
        raise Http404
    of = Of(about.kind, about.guid, who.number)
    try:
        if request.POST.get("do") == "conclude":
            return _conclude(request, own, about, who, of)
        found, errors = _look(request, study_id, of)
    except NoSuchItem:
        raise Http404 from None
    return _page(request, own, about, who, errors, found)


def _who(request: HttpRequest, about: About) -> Speaker | None:
    """Whom the page is about: who was chosen, else the first whose records may be looked at. Whose
    records are opened is never anybody but who was chosen."""
    wanted = id_of(request.POST.get("participant") or request.GET.get("participant", ""))
    chosen = [each for each in about.speakers if each.number == wanted]
    if request.method == "POST":
        return next(iter(chosen), None)
    able = [each for each in about.speakers if each.linked and not each.provider]
    return next(iter([*chosen, *able, *about.speakers]), None)


def _look(request: HttpRequest, study_id: int, of: Of) -> tuple[Beside | None, list[FieldError]]:
    reason = request.POST.get("reason", "").strip()
    if len(reason) > LONGEST:
        return None, [FieldError("reason", words.at_most(LONGEST))]
    try:
        found = actions.look_beside(
            by=author_of(request),
            study_id=study_id,
            of=of,
            measures=request.POST.getlist("measures"),
            reason=reason,
        )
    except Refused as refused:
        return None, [_refused(refused)]
    return found, []


def _conclude(request: HttpRequest, own: Own, about: About, who: Speaker, of: Of) -> HttpResponse:
    post, study_id = request.POST, own.study.study_id
    measure, relation = post.get("measure", ""), one_of(Relation, post.get("relation", ""))
    reason, note = post.get("reason", "").strip(), lines_of(post.get("note", ""))
    errors: list[FieldError] = []
    if measure not in post.getlist("measures"):
        errors.append(FieldError("measure", gettext("Choose the score this is about.")))
    if relation is None:
        errors.append(FieldError("relation", gettext("Choose how the records stand to it.")))
    if len(reason) > LONGEST:
        errors.append(FieldError("reason", words.at_most(LONGEST)))
    if len(note) > LONGEST_NOTE:
        errors.append(FieldError("note", words.at_most(LONGEST_NOTE)))
    if not errors and relation is not None:
        try:
            actions.conclude(
                by=author_of(request),
                study_id=study_id,
                of=of,
                measure=measure,
                relation=relation,
                words=note,
                seen=post.get(f"seen-{measure}", ""),
                reason=reason,
                key=form_key(post),
            )
        except Refused as refused:
            errors = [_refused(refused)]
        else:
            here = reverse("study_crosscheck", args=[study_id, about.kind, about.guid])
            return HttpResponseRedirect(f"{here}?participant={who.number}&did=kept")
    found, _ = _look(request, study_id, of)
    return _page(request, own, about, who, errors, found)


def _page(
    request: HttpRequest,
    own: Own,
    about: About,
    who: Speaker | None,
    errors: Sequence[FieldError] = (),
    found: Beside | None = None,
) -> HttpResponse:
    answer = render(
        request,
        "study/crosscheck.html",
        current="themes",
        own=own,
        errors=errors,
        key=form_key(request.POST),
        did=gettext("Kept.") if request.GET.get("did") else "",
        **page_of(request, own, about, who, found),
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(refused: Refused) -> FieldError:
    return FieldError(FIELDS.get(refused.code, "reason"), words.refusal(refused.code))
