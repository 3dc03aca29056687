"""One's own short sentences for replies."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions
from osteopro.followup.actions import MedicineWording
from osteopro.followup.actions.phrasing import LONGEST_SNIPPET, MOST_SNIPPETS, snippets
from osteopro.followup.rules import OutcomeRefused
from osteopro.ui.components import FieldError
from osteopro.ui.posted import id_of
from osteopro.web.care import sending
from osteopro.web.care.page import UNPROCESSABLE, author_of, render, viewer_of


@access(Permission.FOLLOW_UP)
def own_snippets(request: HttpRequest) -> HttpResponse:
    """GET lists; POST adds a sentence or takes one away."""
    if request.method != "POST":
        return _page(request)
    wanted, text = request.POST.get("do", ""), request.POST.get("text", "")
    if wanted == "add":
        try:
            actions.add_snippet(by=author_of(request), text=text)
        except OutcomeRefused as refusal:
            return _page(request, text, [sending.refused(refusal.code)])
        except MedicineWording as stop:
            return _page(request, text, [FieldError("text", sending.stopped(stop.found))])
        return HttpResponseRedirect(reverse("care_snippets"))
    snippet_id = id_of(wanted.removeprefix("remove-"))
    if snippet_id is None:
        raise Http404
    actions.remove_snippet(by=author_of(request), snippet_id=snippet_id)
    return HttpResponseRedirect(reverse("care_snippets"))


def _page(
    request: HttpRequest, text: str = "", errors: list[FieldError] | None = None
) -> HttpResponse:
    found = snippets(viewer_of(request).account_id)
    return render(
        request,
        "care/snippets.html",
        status=UNPROCESSABLE if errors else 200,
        current="worklist",
        snippets=found,
        full=len(found) >= MOST_SNIPPETS,
        text=text,
        most=LONGEST_SNIPPET,
        errors=errors,
    )
