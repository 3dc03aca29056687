"""Pages of a transcript as they are shown."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.research.queries import pages
from osteopro.research.queries import transcripts as queries
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.study import import_words, transcript_words, words
from osteopro.web.study.listening import heard
from osteopro.web.study.page import render
from osteopro.web.study.transcript_at import At
from osteopro.web.study.transcript_form import LONGEST, Form


def writing_page(
    request: HttpRequest,
    at: At,
    form: Form,
    errors: Sequence[FieldError] = (),
    *,
    other: bool = False,
) -> HttpResponse:
    """The page of who types; with `other` the draft of the other window below it."""
    theirs = queries.draft(at.of.transcript_id or 0) if other else ""
    seen = at.of.draft_at if other else form.seen
    return render(
        request,
        "study/typing.html",
        current="transcripts",
        own=at.own,
        errors=errors,
        of=at.of,
        text=form.text,
        seen=seen.isoformat() if seen else "",
        kept=words.when(at.of.draft_at) if at.of.draft_at else "",
        theirs=theirs,
        heard=heard(request, at),
        longest=LONGEST,
        too_long=not form.fits,
        key=form_key(request.POST),
        did=said(request),
    )


def standing(request: HttpRequest, at: At, *, again: bool = False) -> HttpResponse:
    """Where it stands, for who does not type it now."""
    of = at.of
    people = {of.transcriber or 0, of.review.reviewer if of.review else 0}
    names = words.names(pk for pk in people if pk)
    clock_says, tone = transcript_words.clock_says(of)
    action, href = transcript_words.following(at.own, of)
    may_begin = of.transcript_id is None and bool(action)
    facts = [
        (gettext("Stage"), transcript_words.stage(of)),
        (gettext("Typed by"), names.get(of.transcriber or 0, "–")),
        (gettext("Read by"), names.get(of.review.reviewer, "–") if of.review else "–"),
    ]
    return render(
        request,
        "study/transcript.html",
        current="transcripts",
        own=at.own,
        of=of,
        facts=facts,
        clock=clock_says,
        tone=tone,
        action=action,
        href="" if may_begin else href,
        may_begin=may_begin,
        again=again,
        notes=import_words.told(of.typed.source) if of.typed else [],
        did=said(request),
    )


def frozen_page(request: HttpRequest, at: At) -> HttpResponse:
    """The frozen text, page by page. Its cost does not grow with the transcript."""
    version = at.of.of(Stage.FROZEN)
    page = id_of(request.GET.get("page", "1"))
    found = pages.read_page(version.version_id, page) if version and page else None
    if version is None or found is None:
        raise Http404
    newest = at.of.newest
    return render(
        request,
        "study/transcript_text.html",
        current="transcripts",
        own=at.own,
        of=at.of,
        version=version,
        frozen_at=words.when(version.at),
        page=found,
        may=at.own.may(Task.TRANSCRIBE),
        may_open=at.own.may(Task.OPEN_KEY),
        analysis=reverse("study_colaizzi", args=[at.own.study.study_id])
        if at.own.may(Task.ANALYSE)
        else "",
        newer=newest is not None and newest.stage is not Stage.FROZEN,
        pages_at="?" + urlencode({"page": ""}),
        did=said(request),
    )


def said(request: HttpRequest) -> str:
    """What was just done."""
    return {
        "draft": gettext("Kept. You can go on later."),
        "finished": gettext("Typed. A second person reads it within 24 hours."),
        "brought": gettext("The file is taken. A second person reads it within 24 hours."),
        "reviewed": gettext("Read twice. Now names have to go."),
        "part": gettext("Kept. Here is the next part."),
        "clean": gettext("Names are taken out. Read it once more, then freeze it."),
        "frozen": gettext("Frozen. It is what is analysed from now on."),
    }.get(request.GET.get("did", ""), "")
