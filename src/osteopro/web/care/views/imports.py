"""Bringing in the patients of a programme that already runs: file, check, yes, report."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.followup import actions as followup_actions
from osteopro.followup.importing import actions, csv_out
from osteopro.followup.importing.actions import WrongMoment
from osteopro.followup.importing.problems import said
from osteopro.followup.importing.table import MOST_BYTES, MOST_ROWS, BadFile
from osteopro.patients import staging
from osteopro.patients.staging import Batch
from osteopro.patients.terms import BatchState, RowState
from osteopro.sites import queries as sites_queries
from osteopro.ui import components as c
from osteopro.ui.posted import form_key
from osteopro.web.care.frame import language
from osteopro.web.care.importing import pages
from osteopro.web.care.page import UNPROCESSABLE, render, viewer_of

LANGUAGES = {"zh": "zh-CN", "en": "en"}
# How often the page of a running import is asked for again.
AGAIN_SECONDS = 4
MB = 1024 * 1024


@access(Permission.IMPORT)
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file, with what it has to look like; it is checked in full at once."""
    if request.method != "POST":
        return _upload_page(request)
    viewer = viewer_of(request)
    site = request.POST.get("site", "")
    site_id = next((pk for pk in viewer.site_ids if str(pk) == site), None)
    file = request.FILES.get("file")
    errors = []
    if file is None:
        errors.append(c.FieldError("file", said("no-file", {}, "", pages.texts())))
    if site_id is None:
        errors.append(c.FieldError("site", said("no-clinic", {}, "", pages.texts())))
    if file is None or site_id is None:
        return _upload_page(request, errors)
    key = form_key(request.POST)
    try:
        actions.bring_file(
            by=viewer.acting(Permission.IMPORT), uuid=key, site_id=site_id, data=file.read()
        )
    except BadFile as bad:
        sentence = said(bad.code, bad.values, "", pages.texts())
        return _upload_page(request, [c.FieldError("file", sentence)])
    return _to(key)


@access(Permission.IMPORT)
def template(request: HttpRequest, words: str) -> HttpResponse:
    """An empty file with the headings in Chinese or English."""
    if words not in LANGUAGES:
        raise Http404
    return _file(csv_out.template(LANGUAGES[words]), f"patients-{words}.csv")


@access(Permission.IMPORT)
def one_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file: what was found in it, how far it is, or what became of it."""
    viewer = viewer_of(request)
    batch = _own(viewer, key)
    if request.method == "POST":
        return _act(request, viewer, batch)
    return _shown(request, viewer, batch)


@access(Permission.IMPORT)
@require_POST
def refused(request: HttpRequest, key: UUID) -> HttpResponse:
    """The refused rows as a file, once."""
    viewer = viewer_of(request)
    batch = _own(viewer, key)
    try:
        found = actions.fetch_refused(by=viewer.acting(Permission.IMPORT), uuid=batch.uuid)
    except WrongMoment:
        return _to(key)
    rows = ((row.number, row.problems, row.cells) for row in found)
    return _file(csv_out.refused(rows, pages.texts()), "refused.csv")


def _own(viewer: Viewer, key: UUID) -> Batch:
    """The file, for whoever brought it and still works at its clinic."""
    batch = staging.batch_of(viewer.account_id, key)
    if batch is None or batch.state is BatchState.DISCARDED or batch.site_id not in viewer.site_ids:
        raise Http404
    return batch


def _act(request: HttpRequest, viewer: Viewer, batch: Batch) -> HttpResponse:
    by, wanted = viewer.acting(Permission.IMPORT), request.POST.get("do", "")
    try:
        if wanted == "decide":
            actions.decide(by=by, uuid=batch.uuid, another=_decided(request))
            return _to(batch.uuid, "?did=decided")
        if wanted == "discard":
            actions.discard(by=by, uuid=batch.uuid)
            return HttpResponseRedirect(reverse("care_import") + "?did=discarded")
        if wanted == "start":
            links = request.POST.get("links", "")
            if links not in (pages.LATER, pages.NOW):
                error = c.FieldError("links", gettext("Choose when the links are sent."))
                return _shown(request, viewer, batch, [error])
            actions.start(by=by, uuid=batch.uuid, links_now=links == pages.NOW)
    except WrongMoment:
        # It was started or thrown away in another window; the page says where it stands.
        return _to(batch.uuid)
    return _to(batch.uuid)


def _decided(request: HttpRequest) -> dict[int, bool]:
    """What was chosen for rows, by number; anything else is not looked at."""
    return {
        int(name[4:]): value == pages.ANOTHER
        for name, value in request.POST.items()
        if name.startswith("row-")
        and name[4:].isdecimal()
        and len(name) < 12
        and value in (pages.ANOTHER, pages.SKIP)
    }


def _shown(
    request: HttpRequest, viewer: Viewer, batch: Batch, errors: list[c.FieldError] | None = None
) -> HttpResponse:
    counts = staging.counts(batch.batch_id)
    common: dict[str, Any] = {
        "batch": batch,
        "clinic": pages.clinic_name(batch),
        "stats_items": pages.counted(counts),
        "errors": errors or [],
        "current": "patients",
    }
    if batch.state is BatchState.RUNNING:
        done = sum(counts.values()) - counts[RowState.READY]
        response = render(
            request,
            "care/import/running.html",
            done=done,
            total=sum(counts.values()),
            again=AGAIN_SECONDS,
            **common,
        )
        # Works without scripts; the page has nothing that could be lost.
        response["Refresh"] = str(AGAIN_SECONDS)
        return response
    more = (
        _report(request, viewer, batch, counts)
        if batch.state is BatchState.DONE
        else _preview(request, viewer, batch, counts)
    )
    if batch.state is BatchState.STAGED:
        # Names of patients who are like somebody in the file are on this page.
        followup_actions.note_list_read(by=viewer.acting(Permission.IMPORT), what="import")
    return render(
        request,
        more.pop("template"),
        status=UNPROCESSABLE if errors else 200,
        **common,
        **more,
    )


def _preview(
    request: HttpRequest, viewer: Viewer, batch: Batch, counts: Mapping[RowState, int]
) -> dict[str, Any]:
    same = pages.part(counts[RowState.SAME], request.GET.get("same", ""))
    refused = pages.part(counts[RowState.REFUSED], request.GET.get("refused", ""))
    another = staging.another(batch.batch_id)
    return {
        "template": "care/import/preview.html",
        "did": request.GET.get("did") == "decided",
        "unread": (batch.note or {}).get("unread", []),
        "ready": counts[RowState.READY] + another,
        "before": counts[RowState.SKIPPED],
        "same": same,
        "look_alikes": pages.look_alikes(
            viewer, batch, pages.rows_of(batch, [RowState.SAME], same)
        ),
        "refused": refused,
        "refused_rows": pages.reason_rows(pages.rows_of(batch, [RowState.REFUSED], refused)),
        "links": [
            c.Answer(
                pages.LATER,
                gettext("With the first reminder"),
                gettext("From tomorrow on, spread over seven days where the file names no day."),
                checked=True,
            ),
            c.Answer(
                pages.NOW,
                gettext("Now, to everybody"),
                gettext("One text message to each, not between 20:00 and 08:30."),
            ),
        ],
    }


def _report(
    request: HttpRequest, viewer: Viewer, batch: Batch, counts: Mapping[RowState, int]
) -> dict[str, Any]:
    added = pages.part(counts[RowState.ADDED], request.GET.get("added", ""))
    left = (RowState.REFUSED, RowState.SKIPPED)
    total = sum(counts[state] for state in left)
    refused = pages.part(total, request.GET.get("refused", ""))
    return {
        "template": "care/import/report.html",
        "added": added,
        "added_rows": pages.added_rows(viewer, pages.rows_of(batch, [RowState.ADDED], added)),
        "refused": refused,
        "refused_rows": pages.reason_rows(pages.rows_of(batch, left, refused)),
        "to_fetch": staging.has_refused(batch.batch_id),
        "fetched": batch.fetched_at is not None,
    }


def _upload_page(request: HttpRequest, errors: list[c.FieldError] | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    chosen = request.POST.get("site", "")
    clinics = [each for each in sites_queries.all_clinics() if each.site_id in viewer.site_ids]
    return render(
        request,
        "care/import/upload.html",
        status=UNPROCESSABLE if errors else 200,
        current="patients",
        key=uuid4(),
        errors=errors,
        sites=[
            c.Option(str(each.site_id), each.shown(language()), str(each.site_id) == chosen)
            for each in clinics
        ],
        columns=pages.column_rows(),
        files=pages.files_of(viewer),
        most_rows=MOST_ROWS,
        most_mb=MOST_BYTES // MB,
        discarded=request.GET.get("did") == "discarded",
    )


def _to(key: UUID, query: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("care_import_file", args=[key]) + query)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
