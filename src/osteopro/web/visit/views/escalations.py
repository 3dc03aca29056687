"""Questions that managers hand to physicians: taken on and answered in the product itself."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.audit import actions as audit_actions
from osteopro.followup import actions
from osteopro.followup.queries import escalations as queries
from osteopro.followup.queries.escalations import About, Question
from osteopro.followup.terms import AskedIn, RequestKind, VisitReason
from osteopro.instruments.terms import State
from osteopro.summaries import comparing
from osteopro.triage.terms import Level
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.ui.trends import Verdict, verdict_word
from osteopro.web.visit import words
from osteopro.web.visit.page import author_of, language, render, viewer_of

LONGEST = 600


@access(Permission.VISIT)
def escalations(request: HttpRequest) -> HttpResponse:
    """What waits, one's own first; what was answered of late."""
    viewer = viewer_of(request)
    found = queries.for_physician(viewer)
    actions.note_list_read(by=author_of(request), what="escalations")
    mine = [each for each in found.waiting if viewer.account_id in each.mine_to_do]
    others = [each for each in found.waiting if viewer.account_id not in each.mine_to_do]
    return render(
        request,
        "visit/escalations.html",
        current="escalations",
        groups=[
            ("mine", gettext("For you to answer"), [_line(each, found.names) for each in mine]),
            ("others", gettext("With colleagues"), [_line(each, found.names) for each in others]),
            (
                "done",
                gettext("Answered of late"),
                [_line(each, found.names) for each in found.done],
            ),
        ],
        waiting=len(mine),
        did=_did(request.GET.get("did", "")),
    )


@access(Permission.VISIT)
def escalation(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """GET shows the record and the question; POST takes it on or answers it."""
    question = queries.one(viewer_of(request), escalation_id)
    if question is None:
        raise Http404
    if request.method == "POST":
        return _act(request, question)
    audit_actions.note_read(
        by=author_of(request),
        patient_id=question.patient_id,
        object_type="escalation",
        object_id=escalation_id,
    )
    return _page(request, question)


def _act(request: HttpRequest, question: Question) -> HttpResponse:
    do = request.POST.get("do", "")
    here = reverse("visit_escalation", args=[question.escalation_id])
    named = {"patient_id": question.patient_id, "escalation_id": question.escalation_id}
    if do == "seen":
        actions.acknowledge_escalation(by=author_of(request), **named)
        return HttpResponseRedirect(f"{here}?did=seen")
    if do not in ("answer", "visit"):
        raise Http404
    answer = request.POST.get("answer", "").replace("\r\n", "\n")
    if errors := _mistakes(answer):
        return _page(request, question, errors)
    if not actions.answer_escalation(by=author_of(request), answer=answer, **named):
        first = queries.one(viewer_of(request), question.escalation_id) or question
        sentence = gettext("This question was answered meanwhile. Your text is kept below.")
        return _page(request, first, [FieldError("answer", sentence)])
    if do == "visit":
        actions.make_request(
            by=author_of(request),
            patient_id=question.patient_id,
            wanted=actions.Wish(RequestKind.VISIT, why=VisitReason.CHECK, words=answer),
            key=uuid5(NAMESPACE_URL, here),
            way=AskedIn.DOCTOR,
        )
        return HttpResponseRedirect(f"{reverse('visit_escalations')}?did=visit")
    return HttpResponseRedirect(f"{reverse('visit_escalations')}?did=answered")


def _mistakes(answer: str) -> list[FieldError]:
    if not answer.strip():
        return [FieldError("answer", gettext("Write your answer."))]
    over = len(answer.strip()) - LONGEST
    if over > 0:
        words_ = gettext("That is %(n)s characters too long.") % {"n": over}
        return [FieldError("answer", words_)]
    return []


def _page(
    request: HttpRequest, question: Question, errors: Sequence[FieldError] = ()
) -> HttpResponse:
    about = queries.about(question)
    named = (question.by, question.physician, question.seen_by, question.answered_by)
    names = accounts_queries.staff_names([pk for pk in named if pk is not None])
    return render(
        request,
        "visit/escalation.html",
        current="escalations",
        errors=errors,
        question=question,
        person=words.person_of(question),
        story=reverse("care_patient", args=[question.patient_id]),
        asked=gettext("%(who)s asks %(doctor)s")
        % {
            "who": words.name_of(names, question.by),
            "doctor": words.name_of(names, question.physician),
        },
        asked_at=words.when(question.at, question.clinic.zone),
        left="" if question.answered_at else words.left(question),
        progress=words.progress(question, names),
        taken=_taken(question, names),
        answered=_answered(question, names),
        typed=request.POST.get("answer", ""),
        max=LONGEST,
        did=_did(request.GET.get("did", "")),
        **(_record(about, question) if about else {}),
    )


def _line(question: Question, names: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "href": reverse("visit_escalation", args=[question.escalation_id]),
        "name": question.person.name,
        "person": words.person_of(question),
        "level": question.level,
        "level_word": str(words.LEVELS[question.level]),
        "question": question.question,
        "who": words.name_of(names, question.by),
        "doctor": words.name_of(names, question.physician),
        "instead": words.name_of(names, question.stands_in) if question.stands_in else "",
        "away": question.away,
        "left": "" if question.answered_at else words.left(question),
        "tag": words.progress(question, names),
    }


def _record(about: About, question: Question) -> dict[str, Any]:
    """What changed, every answer, the patient's own words and why the record stood out."""
    changes = [
        c.ChangeRow(
            words.said(comparing.label(change.item)),
            before=words.said(change.before),
            now=words.said(change.now),
            verdict=verdict_word(change.verdict, language()) if change.verdict else "",
            tone="warn" if change.verdict is Verdict.WORSE else "",
            strong=change.matters,
        )
        for change in comparing.compared(about.main, about.before)
        if change.differs
    ]
    answers = [
        (words.said(comparing.label(item)), words.said(text))
        for response in about.responses
        for item in response.answers.enabled_items()
        if (text := comparing.answer_text(item, response.answers))
    ]
    note = about.main.instrument.item_for("note")
    given = note is not None and about.main.answers.state(note) is State.GIVEN
    return {
        "changes": changes,
        "answers": answers,
        "note": str(about.main.answers.value(note)) if note and given else "",
        "reasons": [
            (
                reason["level"],
                str(words.LEVELS[Level(reason["level"])]),
                words.said(reason["because"]),
                reason["id"],
            )
            for reason in about.reasons
            if reason["because"]
        ],
        "recorded": words.when(about.main.effective, question.clinic.zone),
    }


def _taken(question: Question, names: Mapping[int, Any]) -> str:
    if question.seen_at is None:
        return ""
    return gettext("%(who)s read it %(when)s. The patient sees that.") % {
        "who": words.name_of(names, question.seen_by),
        "when": words.when(question.seen_at, question.clinic.zone),
    }


def _answered(question: Question, names: Mapping[int, Any]) -> str:
    if question.answered_at is None:
        return ""
    told = {
        "who": words.name_of(names, question.answered_by),
        "when": words.when(question.answered_at, question.clinic.zone),
    }
    if question.answered_by == question.physician:
        return gettext("Answered by %(who)s %(when)s") % told
    return gettext("Written down by %(who)s %(when)s") % told


def _did(code: str) -> str:
    return {
        "seen": gettext("Taken on. The patient sees that you read the record."),
        "visit": gettext("Sent. A place is looked for, as for somebody whose need was verified."),
        "answered": gettext("Sent. The manager tells the patient."),
    }.get(code, "")
