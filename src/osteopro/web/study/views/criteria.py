"""By which criteria people are screened."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import recruitment
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import CriterionKind, SubjectKind
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of, one_of, uuids
from osteopro.web.study import recruit_words, words
from osteopro.web.study.page import author_of, language, render, study_of
from osteopro.web.study.ways import ways

LONGEST = 300


@access(Permission.STUDY)
def criteria(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET lists the criteria; POST adds one, takes one out or moves one."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    study_of(request, study_id, Task.SET_UP)
    try:
        errors = _add(request, own) if request.POST.get("do") == "add" else _change(request, own)
    except Refused as refused:
        errors = [FieldError("text", words.refusal(refused.code))]
    if errors:
        return _page(request, own, errors)
    return HttpResponseRedirect(f"{reverse('study_criteria', args=[study_id])}?did=saved")


def _add(request: HttpRequest, own: Own) -> list[FieldError]:
    post = request.POST
    subject, kind = one_of(SubjectKind, post.get("subject", "")), post.get("kind", "")
    chosen, text = one_of(CriterionKind, kind), lines_of(post.get("text", ""))
    translated = lines_of(post.get("translated", ""))
    errors = []
    if subject is None:
        errors.append(FieldError("subject", gettext("Choose for whom.")))
    if chosen is None:
        errors.append(FieldError("kind", gettext("Choose what it is.")))
    if not text:
        errors.append(FieldError("text", gettext("Write something.")))
    errors += [
        FieldError(name, words.at_most(LONGEST))
        for name, given in (("text", text), ("translated", translated))
        if len(given) > LONGEST
    ]
    if errors or subject is None or chosen is None:
        return errors
    actions.add_criterion(
        by=author_of(request),
        study_id=own.study.study_id,
        subject=subject,
        kind=chosen,
        text=text,
        text_translated=translated,
        key=form_key(post),
    )
    return []


def _change(request: HttpRequest, own: Own) -> list[FieldError]:
    study_id, by = own.study.study_id, author_of(request)
    do, _sep, which = request.POST.get("do", "").partition(":")
    guid = next(iter(uuids([which])), None)
    if guid not in {each.guid for each in recruitment.criteria(study_id)} or guid is None:
        raise Http404
    if do == "retire":
        actions.retire_criterion(by=by, study_id=study_id, guid=guid)
    elif do in {"up", "down"}:
        actions.move_criterion(by=by, study_id=study_id, guid=guid, up=do == "up")
    else:
        raise Http404
    return []


def _page(request: HttpRequest, own: Own, errors: list[FieldError] | None = None) -> HttpResponse:
    every = recruitment.criteria(own.study.study_id, retired=True)
    post = request.POST
    return render(
        request,
        "study/criteria.html",
        current="sampling",
        own=own,
        errors=errors or [],
        groups=[
            {
                "subject": str(whose),
                "kind": str(name),
                "criteria": [
                    (each.guid, each.shown(language()))
                    for each in every
                    if (each.subject, each.kind, each.retired) == (subject, kind, False)
                ],
            }
            for subject, whose in recruit_words.SUBJECTS.items()
            for kind, name in recruit_words.KINDS.items()
        ],
        retired=[each.shown(language()) for each in every if each.retired],
        subjects=words.options(recruit_words.SUBJECTS, post.get("subject", "")),
        kinds=words.options(recruit_words.KINDS, post.get("kind", "")),
        typed={name: post.get(name, "") for name in ("text", "translated")},
        may_set_up=own.may(Task.SET_UP),
        chips=ways(own.study.study_id, "criteria"),
        key=form_key(post),
        did=gettext("Saved.") if request.GET.get("did") else "",
    )
