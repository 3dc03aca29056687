"""The wording of advice: read, drafted by one person, approved by another (ux 2.5)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.terms import Actor
from osteopro.enrolment.reading import text_language
from osteopro.sites import queries as sites_queries
from osteopro.triage import queries as triage_queries
from osteopro.triage import signing, wordings
from osteopro.triage.advice_library import Advice
from osteopro.triage.editions import LANGUAGES, Wording, wording_of
from osteopro.triage.signing import LibraryChanged, Signature
from osteopro.triage.wordings import (
    DraftGone,
    DraftView,
    EditionView,
    SecondPerson,
    WordingRefused,
)
from osteopro.ui.components import FieldError
from osteopro.web.manage import wording
from osteopro.web.manage.page import UNPROCESSABLE, language, render, viewer_of

CONFLICT = 409


@access(Permission.READ_LIBRARY)
def library(request: HttpRequest) -> HttpResponse:
    """Every advice with both languages side by side, what waits for a second person, and whether
    a clinician answers for it as it stands."""
    return _library(request)


@access(Permission.SIGN_LIBRARY)
def sign(request: HttpRequest) -> HttpResponse:
    """A clinician signs for what the form showed, unless it changed meanwhile."""
    if request.method != "POST":
        return redirect("manage_advice")
    by = viewer_of(request).acting(Permission.SIGN_LIBRARY)
    try:
        signing.sign_library(by=by, digest=request.POST.get("digest", ""))
    except LibraryChanged:
        words = gettext("The library changed while you read it. Look at it again, then sign.")
        return _library(request, [FieldError("sign", words)])
    return redirect(f"{reverse('manage_advice')}?signed=1")


def _library(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    viewer, ruleset = viewer_of(request), triage_queries.current().ruleset
    drafts, published = wordings.waiting_drafts(), wordings.published_wordings()
    last = signing.signature()
    names = _names(drafts.values(), published, [last.by] if last else [])
    return render(
        request,
        "manage/advice.html",
        status=CONFLICT if errors else 200,
        current="advice",
        ruleset=ruleset.name,
        signed=_signed(last, names) if last else "",
        holds=bool(last and last.holds),
        digest=signing.in_force(),
        signs=viewer.can(Permission.SIGN_LIBRARY),
        changes=viewer.can(Permission.WORD_ADVICE),
        done="signed" in request.GET,
        errors=errors or [],
        rows=[_row(each, drafts, published, names) for each in ruleset.advice.advice],
        waiting=len(drafts),
    )


@access(Permission.WORD_ADVICE)
def advice(request: HttpRequest, code: str) -> HttpResponse:
    """One advice: GET shows it with its history; POST drafts, approves or withdraws."""
    try:
        found = triage_queries.current().ruleset.advice.of(code)
    except KeyError:
        raise Http404("no such advice") from None
    if request.method != "POST":
        return _page(request, found)
    if request.POST.get("do") in ("publish", "withdraw"):
        return _decide(request, found)
    given = wording.typed(request.POST)
    try:
        wordings.draft_wording(by=_author(request), code=code, wording=given)
    except WordingRefused as refusal:
        return _page(request, found, wording.fields(given), wording.mistakes(refusal.problems))
    return _done(code, "draft")


def _signed(last: Signature, names: Mapping[int, str]) -> str:
    values = {"who": names.get(last.by, ""), "when": _when(last.at), "rules": last.ruleset}
    return gettext("%(who)s, %(when)s (%(rules)s)") % values


def _decide(request: HttpRequest, found: Advice) -> HttpResponse:
    draft = request.POST.get("draft", "")
    if not draft.isdecimal():
        raise Http404("no such draft")
    wanted = request.POST["do"]
    decide = wordings.publish_wording if wanted == "publish" else wordings.withdraw_wording
    try:
        decide(by=_author(request), draft_id=int(draft[:18]))
    except SecondPerson:
        words = gettext("Another person has to approve what you wrote.")
        return _page(request, found, errors=[FieldError("draft", words)])
    except DraftGone:
        words = gettext("This draft was decided on or replaced. Look at it again.")
        return _page(request, found, errors=[FieldError("draft", words)], status=CONFLICT)
    except WordingRefused as refusal:
        return _page(request, found, errors=wording.mistakes(refusal.problems))
    return _done(found.code, wanted)


def _done(code: str, what: str) -> HttpResponse:
    return redirect(f"{reverse('manage_one_advice', args=[code])}?done={what}")


def _page(
    request: HttpRequest,
    found: Advice,
    fields: Mapping[str, str] | None = None,
    errors: list[FieldError] | None = None,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    drafts, published = wordings.waiting_drafts(), wordings.published_wordings()
    names = _names(drafts.values(), published)
    draft = drafts.get(found.code)
    me = viewer_of(request).account_id
    return render(
        request,
        "manage/one_advice.html",
        current="advice",
        status=status if errors else 200,
        row=_row(found, drafts, published, names),
        ruleset=triage_queries.current().ruleset.name,
        fields=fields or wording.fields(draft.wording if draft else wording_of(found)),
        draft_id=draft.draft_id if draft else None,
        draft_texts=_sides(draft.wording) if draft else [],
        mine=draft is not None and draft.by == me,
        history=[_edition(each, names) for each in published.get(found.code, [])],
        done=request.GET.get("done", ""),
        errors=errors or [],
    )


def _row(
    found: Advice,
    drafts: Mapping[str, DraftView],
    published: Mapping[str, list[EditionView]],
    names: Mapping[int, str],
) -> dict[str, Any]:
    said = text_language(language())
    draft, editions = drafts.get(found.code), published.get(found.code, [])
    return {
        "code": found.code,
        "title": found.title.get(said, ""),
        "sides": _sides(wording_of(found)),
        "conditions": wording.conditions(found, said),
        "blocks": wording.blocks(found),
        "caution": found.caution.get(said, ""),
        "edition": found.edition,
        "approved": _edition(editions[0], names)[1] if editions else "",
        "waits": _draft_line(draft, names) if draft else "",
    }


def _sides(of: Wording) -> list[tuple[str, str, str, wording.Reading]]:
    """Each language with title and text, and how easily the text reads."""
    texts = [(each, of.part("title", each), of.part("text", each)) for each in LANGUAGES]
    return [(each, title, text, wording.reading(text, each)) for each, title, text in texts]


def _edition(edition: EditionView, names: Mapping[int, str]) -> tuple[int, str, Mapping[str, str]]:
    values = {
        "writer": names.get(edition.written_by, ""),
        "approver": names.get(edition.approved_by, ""),
        "when": _when(edition.at),
    }
    line = gettext("written by %(writer)s, approved by %(approver)s %(when)s") % values
    return edition.edition, line, edition.wording.text


def _draft_line(draft: DraftView, names: Mapping[int, str]) -> str:
    values = {"writer": names.get(draft.by, ""), "when": _when(draft.at)}
    return gettext("draft by %(writer)s %(when)s waits for a second person") % values


def _when(at: datetime) -> str:
    desk = sites_queries.front_desk()
    return at.astimezone(desk.zone if desk else None).strftime("%Y-%m-%d %H:%M")


def _names(
    drafts: Iterable[DraftView],
    published: Mapping[str, list[EditionView]],
    others: Iterable[int] = (),
) -> dict[int, str]:
    people = {each.by for each in drafts} | set(others)
    for editions in published.values():
        people |= {pk for each in editions for pk in (each.written_by, each.approved_by)}
    found = accounts_queries.staff_names(sorted(people))
    return {pk: name.shown(language()) for pk, name in found.items()}


def _author(request: HttpRequest) -> Actor:
    return viewer_of(request).acting(Permission.WORD_ADVICE)
