"""The key to a name is opened, for a reason that is kept."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries.recruitment import ScreeningView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.stages import Opening
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import one_of
from osteopro.web.study import contact, recruit_words, words
from osteopro.web.study.page import author_of, render, study_of
from osteopro.web.study.views.screening import screening_of


@access(Permission.STUDY)
def who(request: HttpRequest, study_id: int, screening_no: int) -> HttpResponse:
    """GET asks why; POST opens the key and shows who it is. Each opening is kept."""
    no = screening_no
    own = study_of(request, study_id, Task.OPEN_KEY)
    found = screening_of(study_id, no)
    if request.method != "POST":
        return _who_page(request, own, found)
    reason = one_of(Opening, request.POST.get("reason", ""))
    if reason is None:
        return _who_page(
            request, own, found, errors=[FieldError("reason", gettext("Choose a reason."))]
        )
    try:
        subject = actions.open_key(by=author_of(request), study_id=study_id, no=no, reason=reason)
    except Refused as refused:
        problem = FieldError("reason", words.refusal(refused.code))
        return _who_page(request, own, found, errors=[problem])
    return _who_page(request, own, found, known=contact.of(subject))


def _who_page(
    request: HttpRequest,
    own: Own,
    found: ScreeningView,
    *,
    known: list[tuple[str, str]] | None = None,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    chosen = request.POST.get("reason", "") or request.GET.get("why", "")
    back = reverse("study_screening", args=[own.study.study_id, found.no])
    if found.participant:
        back = reverse("study_participant", args=[own.study.study_id, found.participant])
    shown = render(
        request,
        "study/who.html",
        current="participants" if found.participant else "sampling",
        own=own,
        errors=errors or [],
        title=recruit_words.participant(found.participant)
        if found.participant
        else gettext("Number %(no)s") % {"no": found.no},
        back=back,
        known=known or [],
        reasons=[
            Answer(code, str(name), "", code == chosen)
            for code, name in recruit_words.OPENINGS.items()
        ],
    )
    shown["Cache-Control"] = "no-store"
    return shown
