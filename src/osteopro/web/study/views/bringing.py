"""A study comes in as a file, from us or another program: look at it first, then all or nothing."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.media.vault import NoRoom
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.exchange.arriving import Found
from osteopro.research.queries import incoming as queries
from osteopro.research.queries.incoming import Brought
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.terms import Sort
from osteopro.ui.components import FieldError
from osteopro.ui.posted import date_of, date_parts, form_key, id_of
from osteopro.web.study import exchange_words, words
from osteopro.web.study.exchange_reasons import REFUSED
from osteopro.web.study.page import author_of, render, viewer_of

PATH = "/study/bring/"
MB = 1024 * 1024
LONGEST_TITLE = 200


@access(Permission.STUDY)
def bring(request: HttpRequest) -> HttpResponse:
    """GET asks for a file; POST looks at it and keeps it until it is brought in."""
    if request.method != "POST":
        return _choose(request)
    sent, most = request.FILES.get("file"), settings.UPLOADS[PATH]
    if sent is None:
        return _choose(request, gettext("Choose a file."))
    data = sent.read()
    if len(data) > most:
        larger = gettext("At most %(most)s MB here. The administrator can bring larger files in.")
        return _choose(request, larger % {"most": most // MB})
    key = form_key(request.POST)
    try:
        actions.bring_file(by=author_of(request), key=key, data=data)
    except RefusedFileError as refused:
        return _choose(request, str(REFUSED[refused.code]))
    except NoRoom:
        return _choose(
            request, gettext("The disk is full. Tell the administrator; nothing was kept.")
        )
    return HttpResponseRedirect(reverse("study_brought", args=[key]))


@access(Permission.STUDY)
def brought(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET shows what would come in, or what came of it; POST brings it in or throws it away."""
    file = queries.brought(viewer_of(request), key)
    if file is None:
        raise Http404
    if request.method != "POST":
        return _page(request, file)
    if request.POST.get("do") == "away":
        actions.throw_away(by=author_of(request), key=key)
        return HttpResponseRedirect(f"{reverse('study_bring')}?did=away")
    said, errors = _said(request, file)
    if errors:
        return _page(request, file, errors)
    try:
        actions.bring_in(by=author_of(request), key=key, said=said)
    except Refused as refused:
        return _page(request, file, [FieldError("place", words.refusal(refused.code))])
    except RefusedFileError as refused:
        return _page(request, file, [FieldError("place", str(REFUSED[refused.code]))])
    return HttpResponseRedirect(reverse("study_brought", args=[key]))


def _said(request: HttpRequest, file: Brought) -> tuple[actions.Said, list[FieldError]]:
    """What somebody answers for, and what is missing of it."""
    post, errors = request.POST, []
    today = clock.today(HOSPITAL)
    place, title = id_of(post.get("place", "")), post.get("title", "").strip()
    agreed: date | None = date_of(post, "agreed")
    if file.sort is Sort.ARCHIVE and place is None:
        errors.append(FieldError("place", words.refusal("who-are-you")))
    if file.sort is Sort.PROJECT:
        if agreed is None or agreed > today:
            day = gettext("Give the day, not later than today, by which all had agreed.")
            errors.append(FieldError("agreed", day))
        if not post.get("unnamed"):
            nobody = gettext("Only texts that name nobody may come in. Read them through first.")
            errors.append(FieldError("unnamed", nobody))
    if file.sort is not Sort.ARCHIVE and not 0 < len(title) <= LONGEST_TITLE:
        errors.append(FieldError("title", gettext("Say what the study is called.")))
    return actions.Said(place, agreed or today, title), errors


def _choose(request: HttpRequest, problem: str = "") -> HttpResponse:
    return render(
        request,
        "study/bring.html",
        current="studies",
        errors=[FieldError("file", problem)] if problem else [],
        key=form_key(request.POST),
        most=settings.UPLOADS[PATH] // MB,
        did=gettext("The file was thrown away.") if request.GET.get("did") else "",
    )


def _page(
    request: HttpRequest, file: Brought, errors: list[FieldError] | None = None
) -> HttpResponse:
    found = queries.inside(file)
    post = request.POST
    return render(
        request,
        "study/brought.html",
        current="studies",
        errors=errors or [],
        file=file,
        found=found,
        sort=exchange_words.SORTS[file.sort],
        archive=file.sort is Sort.ARCHIVE,
        texts=file.sort is Sort.PROJECT,
        barred=found is not None and found.here and file.sort is Sort.ARCHIVE,
        counts=exchange_words.counted(found.counts) if found else [],
        lost=exchange_words.lost(found.losses if found else file.losses, coming=True),
        places=exchange_words.places(found.coders, file.sort, post.get("place", ""))
        if found
        else [],
        title=post.get("title", _title(found)),
        agreed=date_parts(post, "agreed"),
        unnamed=bool(post.get("unnamed")),
    )


def _title(found: Found | None) -> str:
    return found.title[:LONGEST_TITLE] if found else ""
