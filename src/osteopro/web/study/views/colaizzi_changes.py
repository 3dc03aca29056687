"""What a board asks every few seconds: who else is there, and whether it has to look again."""

from hashlib import sha256
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import gettext, ngettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research.queries import changes, rounds
from osteopro.research.queries.changes import Others
from osteopro.research.queries.rounds import RoundView
from osteopro.web.study import words
from osteopro.web.study.page import study_of
from osteopro.web.study.views.colaizzi_round import round_or_404


@access(Permission.STUDY)
def look(request: HttpRequest, study_id: int, round_no: int, version: UUID) -> HttpResponse:
    """Who is there in words, and a mark of what the board shows; as JSON, with an ETag."""
    own = study_of(request, study_id)
    coded = round_or_404(study_id, round_no)
    text = rounds.text_now(coded, version)
    if text is None:
        raise Http404
    there = changes.others(study_id, own.account_id, coded, text)
    mark = changes.mark(study_id, coded, text)
    said = _said(there, coded)
    tag = f'"{sha256(f"{said} {mark}".encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return JsonResponse({"words": said, "mark": mark}, headers={"ETag": tag})


def _said(there: Others, coded: RoundView) -> str:
    if not there.somebody:
        return ""
    if not coded.open_to_all:
        return gettext("Somebody else is working too.")
    names = words.names(there.accounts)
    who = words.listed(names.get(each, "") for each in there.accounts)
    said = ngettext("%(names)s is here too.", "%(names)s are here too.", len(there.accounts))
    return said % {"names": who}
