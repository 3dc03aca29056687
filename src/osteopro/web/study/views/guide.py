"""The interview guide, in versions."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions, defaults
from osteopro.research.actions import Question
from osteopro.research.doing import Refused
from osteopro.research.queries import papers as queries
from osteopro.research.queries.papers import GuideView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import GuidePart
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of, lines_of, one_of
from osteopro.web.study import words
from osteopro.web.study.page import author_of, render, study_of

# Empty lines below what stands there.
MORE = 3
Line = tuple[str, str, str]


@access(Permission.STUDY)
def guide(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows the guide and its earlier versions; POST writes another or approves one."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own, _begun(study_id))
    study_of(request, study_id, Task.SET_UP)
    post, lines = request.POST, _lines(request)
    page = reverse("study_guide", args=[study_id])
    try:
        no = id_of(post.get("do", "").removeprefix("approve-"))
        if post.get("do", "").startswith("approve-") and no in _numbers(study_id):
            actions.approve_guide(by=author_of(request), study_id=study_id, no=int(no))
            return HttpResponseRedirect(f"{page}?did=approved")
        questions = [Question(GuidePart(part), zh, en) for part, zh, en in lines if zh]
        if errors := _mistakes(lines):
            return _page(request, own, lines, errors)
        actions.write_guide(
            by=author_of(request),
            study_id=study_id,
            questions=questions,
            piloted="piloted" in post,
            key=form_key(post),
        )
    except Refused as refused:
        return _page(request, own, lines, [FieldError("text-1", words.refusal(refused.code))])
    return HttpResponseRedirect(f"{page}?did=written")


def _lines(request: HttpRequest) -> list[Line]:
    post = request.POST
    rows = zip(post.getlist("part"), post.getlist("text"), post.getlist("translated"), strict=False)
    return [
        (one_of(GuidePart, part) or GuidePart.OPENING, lines_of(zh), lines_of(en))
        for part, zh, en in rows
    ]


def _mistakes(lines: list[Line]) -> list[FieldError]:
    errors = [
        FieldError(f"text-{no}", gettext("Write the question in the language of the interview."))
        for no, (_part, zh, en) in enumerate(lines, start=1)
        if en and not zh
    ]
    if not any(zh for _part, zh, _en in lines):
        errors.append(FieldError("text-1", gettext("Write at least one question.")))
    return errors


def _begun(study_id: int) -> list[Line]:
    newest = next(iter(queries.guides(study_id)), None)
    if newest is None:
        return [(each["part"], each["text"], each["text_translated"]) for each in defaults.guide()]
    return [(each.part, each.text, each.text_translated) for each in newest.questions]


def _numbers(study_id: int) -> set[int]:
    return {each.no for each in queries.guides(study_id)}


def _page(
    request: HttpRequest, own: Own, lines: list[Line], errors: list[FieldError] | None = None
) -> HttpResponse:
    versions = queries.guides(own.study.study_id)
    names = words.names({pk for each in versions for pk in (each.by, each.approved_by or 0)})
    return render(
        request,
        "study/guide.html",
        current="home",
        own=own,
        errors=errors or [],
        lines=[
            {
                "no": no,
                "parts": words.options(words.PARTS, part)[1:],
                "text": zh,
                "translated": en,
            }
            for no, (part, zh, en) in enumerate(
                [*lines, *[(GuidePart.OPENING, "", "")] * MORE], start=1
            )
        ],
        versions=[_version(each, names) for each in versions],
        may_set_up=own.may(Task.SET_UP),
        key=form_key(request.POST),
        piloted="piloted" in request.POST,
        did={
            "written": gettext("Another version is written. Interviews follow it once approved."),
            "approved": gettext("Approved. Interviews follow this version from now on."),
        }.get(request.GET.get("did", ""), ""),
    )


def _version(each: GuideView, names: dict[int, str]) -> dict[str, object]:
    return {
        "guide": each,
        "written": gettext("%(when)s by %(who)s")
        % {"when": words.when(each.at), "who": names.get(each.by, "")},
        "approved": gettext("%(when)s by %(who)s")
        % {"when": words.when(each.approved_at), "who": names.get(each.approved_by or 0, "")}
        if each.approved_at
        else "",
        "questions": [(words.PARTS[q.part], q.text) for q in each.questions],
    }
