"""Documents of a study, in versions."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.media import vault
from osteopro.media.vault import NoRoom
from osteopro.research import actions
from osteopro.research.actions import File
from osteopro.research.doing import Refused
from osteopro.research.queries import papers as queries
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import PaperKind
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of, one_of
from osteopro.web.study import words
from osteopro.web.study.page import author_of, render, study_of

# A protocol with pictures; also named in settings.UPLOADS.
LARGEST = 10 * 1024 * 1024
TYPES = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
}


@access(Permission.STUDY)
def papers(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET lists the documents; POST keeps a version."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    study_of(request, study_id, Task.SET_UP)
    post, sent = request.POST, request.FILES.get("file")
    kind, version = one_of(PaperKind, post.get("kind", "")), post.get("version", "").strip()
    data = sent.read() if sent else b""
    errors = _mistakes(post.get("text", ""), data, kind, version)
    if errors or kind is None:
        return _page(request, own, errors)
    try:
        actions.keep_paper(
            by=author_of(request),
            study_id=study_id,
            kind=kind,
            version=version,
            text=lines_of(post.get("text", "")),
            file=File((sent.name or "")[-200:], _type(data), data) if sent and data else None,
            key=form_key(post),
        )
    except NoRoom:
        full = gettext("The disk is full. Tell the administrator; nothing was kept.")
        return _page(request, own, [FieldError("file", full)])
    except Refused as refused:
        return _page(request, own, [FieldError("kind", words.refusal(refused.code))])
    return HttpResponseRedirect(f"{reverse('study_papers', args=[study_id])}?did=kept")


@access(Permission.STUDY)
def paper(request: HttpRequest, study_id: int, guid: UUID) -> HttpResponse:
    """The file of one version, to save."""
    study_of(request, study_id)
    found = next((each for each in queries.papers(study_id) if each.guid == guid), None)
    data = vault.read(found.file) if found and found.file else None
    if found is None or data is None:
        raise Http404
    name = quote(found.file_name)
    return HttpResponse(
        data,
        content_type=found.file_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _mistakes(text: str, data: bytes, kind: PaperKind | None, version: str) -> list[FieldError]:
    errors = []
    if kind is None:
        errors.append(FieldError("kind", gettext("Choose what it is.")))
    if not version or len(version) > 40:
        errors.append(FieldError("version", gettext("Say which version, in up to 40 characters.")))
    if not text.strip() and not data:
        errors.append(FieldError("file", gettext("Choose a file, or write the words below.")))
    if len(data) > LARGEST:
        errors.append(FieldError("file", gettext("The file is larger than 10 MB.")))
    elif data and not _type(data):
        errors.append(FieldError("file", gettext("Bring a PDF, a Word file (docx) or a picture.")))
    return errors


def _type(data: bytes) -> str:
    return next((kind for head, kind in TYPES.items() if data.startswith(head)), "")


def _page(request: HttpRequest, own: Own, errors: list[FieldError] | None = None) -> HttpResponse:
    found = queries.papers(own.study.study_id)
    names = words.names({each.by for each in found})
    post = request.POST
    return render(
        request,
        "study/papers.html",
        current="home",
        own=own,
        errors=errors or [],
        papers=[
            {
                "paper": each,
                "kind": words.PAPERS[each.kind],
                "by": names.get(each.by, ""),
                "when": words.when(each.at),
            }
            for each in found
        ],
        kinds=words.options(words.PAPERS, post.get("kind", "")),
        typed={name: post.get(name, "") for name in ("version", "text")},
        may_set_up=own.may(Task.SET_UP),
        key=form_key(post),
        did=gettext("Kept.") if request.GET.get("did") else "",
    )
