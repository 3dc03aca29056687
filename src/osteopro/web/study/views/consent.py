"""A consent is written down by who recruits."""

from collections.abc import Mapping
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import papers
from osteopro.research.queries.papers import PaperView
from osteopro.research.queries.recruitment import ScreeningView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.terms import ConsentScope, ConsentWay, PaperKind
from osteopro.ui.components import Answer, DateParts, FieldError
from osteopro.ui.posted import codes_of, date_of, date_parts, form_key, id_of, one_of
from osteopro.web.study import consent_words, words
from osteopro.web.study.page import author_of, render, study_of, viewer_of
from osteopro.web.study.views.screening import screening_of

# On their own page nobody else writes it down.
_BY_STAFF = (ConsentWay.PAPER, ConsentWay.PHONE)


@access(Permission.STUDY)
def consent(request: HttpRequest, study_id: int, screening_no: int) -> HttpResponse:
    """GET shows the words that are signed; POST writes the consent down."""
    no = screening_no
    own = study_of(request, study_id, Task.RECRUIT)
    found = screening_of(study_id, no)
    if request.method != "POST":
        return _page(request, own, found)
    post, errors = request.POST, []
    way = one_of(ConsentWay, post.get("way", ""))
    signed, witness = date_of(post, "signed"), id_of(post.get("witness", ""))
    if way not in _BY_STAFF:
        errors.append(FieldError("way", gettext("Choose how.")))
    if way is ConsentWay.PAPER and signed is None:
        errors.append(FieldError("signed", gettext("Enter a real date.")))
    if way is ConsentWay.PHONE and witness not in _witnesses(request):
        errors.append(FieldError("witness", gettext("On the phone somebody has to hear the yes.")))
    number = 0
    if way is not None and not errors:
        try:
            number = actions.agree(
                by=author_of(request),
                study_id=study_id,
                no=no,
                way=way,
                scopes=codes_of(ConsentScope, post.getlist("scopes")),
                signed_at=datetime.combine(signed, time.min, HOSPITAL) if signed else None,
                witness=witness,
                key=form_key(post),
            )
        except Refused as refused:
            field = "signed" if way is ConsentWay.PAPER else "way"
            errors.append(FieldError(field, words.refusal(refused.code)))
    if errors:
        return _page(request, own, found, errors)
    page = reverse("study_participant", args=[study_id, number])
    return HttpResponseRedirect(f"{page}?did=agreed")


def _witnesses(request: HttpRequest) -> Mapping[int, str]:
    """Staff of one's clinics who may have heard it."""
    viewer = viewer_of(request)
    ids = set(access_queries.working_at(Permission.STAFF, list(viewer.site_ids)))
    return words.names(ids - {viewer.account_id})


def _page(
    request: HttpRequest, own: Own, found: ScreeningView, errors: list[FieldError] | None = None
) -> HttpResponse:
    post = request.POST
    every = papers.papers(own.study.study_id)
    ticked = codes_of(ConsentScope, post.getlist("scopes")) if post else ()
    today = clock.today(HOSPITAL)
    return render(
        request,
        "study/consent.html",
        current="sampling",
        own=own,
        errors=errors or [],
        screening=found,
        title=gettext("Number %(no)s") % {"no": found.no},
        script=[
            (str(words.PAPERS[kind]), paper)
            for kind in (PaperKind.INFORMATION, PaperKind.CONSENT)
            if (paper := _newest(every, kind)) is not None
        ],
        ready=_newest(every, PaperKind.CONSENT) is not None,
        ways=words.options(
            {way: consent_words.CONSENTS[way] for way in _BY_STAFF}, post.get("way", "")
        ),
        signed=date_parts(post, "signed")
        if post
        else DateParts(str(today.year), str(today.month), str(today.day)),
        witnesses=words.options(
            {str(pk): name for pk, name in _witnesses(request).items()}, post.get("witness", "")
        ),
        scopes=[
            Answer(code, str(name), "", code in ticked)
            for code, name in consent_words.SCOPES.items()
        ],
        may_open=own.may(Task.OPEN_KEY),
        key=form_key(post),
    )


def _newest(every: list[PaperView], kind: PaperKind) -> PaperView | None:
    return next((each for each in every if each.kind is kind), None)
