"""Names and whatever else tells who somebody is go out of a transcript, each by a decision."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import CLOSED, Refused
from osteopro.research.queries import pages
from osteopro.research.queries.transcripts import VersionView
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.research.text.identify.parts import after, part_from
from osteopro.research.text.identify.suggest import suggest
from osteopro.research.text.identify.taking import Taking, take_out
from osteopro.research.text.identify.terms import Seeking
from osteopro.ui.components import Answer, FieldError, Key
from osteopro.ui.posted import form_key, id_of, one_of
from osteopro.web.study import names_form, names_key, names_words, words
from osteopro.web.study.names_form import Row
from osteopro.web.study.page import author_of, language, render
from osteopro.web.study.transcript_at import At, transcript_at
from osteopro.web.study.transcript_shown import said


@access(Permission.STUDY)
def names(request: HttpRequest, study_id: int, interview_id: int) -> HttpResponse:
    """GET asks why; POST opens the words for a reason that is kept and suggests, shows how it
    would read, or makes the version without names."""
    at = transcript_at(request, study_id, interview_id, Task.TRANSCRIBE)
    version = at.newest(Stage.REVIEWED, Stage.DEIDENTIFIED, Stage.FROZEN)
    if request.method == "POST" and request.POST.get("do") == "open":
        return _opened(request, at, version)
    key = request.POST.get("opened", "")
    if request.method != "POST" or not names_key.opened_with(key, at.own, version):
        return _closed(request, at, version)
    text = pages.words_of(version.version_id)
    until = min(id_of(request.POST.get("until", "")) or len(text), len(text))
    start = min(id_of(request.POST.get("start", "")) or 0, until)
    rows = names_form.posted(text, request.POST)
    takings, errors = names_form.read(text, rows, request.POST)
    shown: dict[str, Any] = {"start": start, "until": until, "rows": rows, "text": text}
    shown["opened"] = key
    if errors or request.POST.get("do") != "save":
        preview = "" if errors else _preview(text, takings, start, until)
        return _page(request, at, errors, preview=preview, **shown)
    try:
        actions.deidentify(
            by=author_of(request),
            study_id=study_id,
            version_id=version.version_id,
            taken=takings,
            key=form_key(request.POST),
            more=until < len(text),
        )
    except Refused as refused:
        error = FieldError("own", words.refusal(refused.code))
        return _page(request, at, [error], **shown)
    if until < len(text):
        return at.to("study_names", f"from={after(until, takings)}&did=part")
    return at.to("study_freeze", "did=clean")


def _closed(
    request: HttpRequest, at: At, version: VersionView, errors: Sequence[FieldError] = ()
) -> HttpResponse:
    """Before the words are opened. Mostly they are opened to take the names out for the first
    time, so that stands there already."""
    first = Seeking.FIRST if version.stage is Stage.REVIEWED else ""
    chosen = request.POST.get("reason", first)
    return render(
        request,
        "study/names_closed.html",
        current="transcripts",
        own=at.own,
        errors=errors,
        of=at.of,
        may=at.own.may(Task.TRANSCRIBE),
        closed=words.refusal(CLOSED),
        start=id_of(request.GET.get("from", "")) or id_of(request.POST.get("from", "")) or 0,
        reasons=[
            Answer(code, str(name), "", code == chosen)
            for code, name in names_words.SEEKING.items()
        ],
        did=said(request),
    )


def _opened(request: HttpRequest, at: At, version: VersionView) -> HttpResponse:
    reason = one_of(Seeking, request.POST.get("reason", ""))
    if reason is None:
        error = FieldError("reason", gettext("Choose a reason."))
        return _closed(request, at, version, [error])
    try:
        known = actions.seek_identity(
            by=author_of(request),
            study_id=at.study_id,
            version_id=version.version_id,
            reason=reason,
        )
    except Refused as refused:
        error = FieldError("reason", words.refusal(refused.code))
        return _closed(request, at, version, [error])
    text = pages.words_of(version.version_id)
    tongue = "en" if language().startswith("en") else "zh"
    start = min(id_of(request.POST.get("from", "")) or 0, len(text))
    part = part_from(len(text), suggest(text, known or (), tongue), start)
    rows = names_form.suggested(text, part.suggestions)
    return _page(
        request,
        at,
        text=text,
        start=start,
        until=part.end,
        rows=rows,
        opened=names_key.key_of(at.own, version),
        unknown=known is None,
    )


def _preview(text: str, takings: Sequence[Taking], start: int, until: int) -> str:
    try:
        done = take_out(text, takings)
    except ValueError:
        return ""
    return done.text[after(start, takings) : after(until, takings)]


def _page(
    request: HttpRequest,
    at: At,
    errors: Sequence[FieldError] = (),
    *,
    text: str,
    start: int,
    until: int,
    rows: Sequence[Row],
    opened: str,
    preview: str = "",
    unknown: bool = False,
) -> HttpResponse:
    return render(
        request,
        "study/names.html",
        current="transcripts",
        own=at.own,
        errors=errors,
        of=at.of,
        pieces=list(names_form.pieces(text, start, until, rows)),
        rows=sorted(rows, key=lambda row: (not row.known, row.span)),
        start=start,
        until=until,
        length=len(text),
        typed=request.POST.get("own", ""),
        preview=preview,
        opened=opened,
        unknown=unknown,
        longest=names_form.LONGEST_TOKEN,
        key=form_key(request.POST),
        keys=[
            Key(("j", "k"), gettext("next, previous")),
            Key(("a",), gettext("take out")),
            Key(("x",), gettext("leave")),
            Key(("e",), gettext("other words there")),
            Key(("t",), gettext("take out what is selected")),
        ],
        did=said(request),
    )
