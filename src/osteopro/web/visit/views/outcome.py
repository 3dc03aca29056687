"""What came of a visit: the physician closes the loop in ten seconds (ux 2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.appointments import actions, closing, labels, rules
from osteopro.appointments.actions import NoSuchVisit
from osteopro.appointments.queries import today as today_queries
from osteopro.appointments.queries import visits as visit_queries
from osteopro.appointments.queries.today import Coming
from osteopro.appointments.queries.visits import VisitView
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import VisitOutcome
from osteopro.audit import actions as audit_actions
from osteopro.enrolment.reading import text_language
from osteopro.followup.actions import AlreadySent, TooLateToUndo
from osteopro.followup.queries import people
from osteopro.followup.queries.people import Standing
from osteopro.patients import labels as patient_labels
from osteopro.patients.queries import NotVisible
from osteopro.patients.terms import Sex
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse
from osteopro.summaries import asking
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.components import FieldError
from osteopro.ui.posted import id_of
from osteopro.web.visit import words
from osteopro.web.visit.outcome_form import Typed, mistake, mistakes, typed_of
from osteopro.web.visit.page import author_of, language, patient_page, render, viewer_of

# Enough for every record since the visit before.
RECORDS = 20
KEYS = {
    VisitOutcome.MEDICINE: "d",
    VisitOutcome.TESTS: "t",
    VisitOutcome.ADVICE: "a",
    VisitOutcome.NO_CHANGE: "n",
}


@dataclass(frozen=True)
class Around:
    """What the page is about: the patient, the place they had, the visit before and their newest
    records; `wrong` is the outcome to put right, with what was at hand then."""

    standing: Standing
    place: Coming | None
    last: VisitView | None
    records: tuple[StoredResponse, ...]
    wrong: VisitView | None = None

    @property
    def record(self) -> UUID | None:
        """The record that helped, if one did: the newest, or the very one that what is put right
        names, even if it was amended since."""
        if self.wrong is not None and self.wrong.used_record is not None:
            return self.wrong.used_record
        return self.records[0].uuid if self.records else None

    @property
    def since(self) -> tuple[StoredResponse, ...]:
        """Records that came since the visit before."""
        if self.last is None:
            return self.records
        return tuple(each for each in self.records if each.received > self.last.seen_at)


@access(Permission.VISIT)
def outcome(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows the form; POST shows what the patient will read, or keeps the outcome."""
    around = _around(request, patient_id)
    if request.method != "POST":
        audit_actions.note_read(
            by=author_of(request),
            patient_id=patient_id,
            object_type="visit-outcome",
            object_id=patient_id,
        )
        begun = _begun(request, patient_id, around.wrong)
        return _page(request, around, begun, _barred(request, around))
    typed = typed_of(
        request, text_language(around.standing.language), any_record=around.record is not None
    )
    if request.POST.get("do") != "preview":
        return _save(request, around, typed)
    if errors := _errors(request, around, typed):
        return _page(request, around, typed, errors)
    return _page(request, around, typed, preview=_words(request, around, typed))


@access(Permission.VISIT)
@require_POST
def undo(request: HttpRequest, patient_id: int, visit_id: int) -> HttpResponse:
    """Take back what was just written; the words stand in the form again. Too late, they may be
    put right there."""
    _standing(request, patient_id)
    page = reverse("visit_outcome", args=[patient_id])
    try:
        actions.undo_outcome(by=author_of(request), patient_id=patient_id, visit_id=visit_id)
    except NoSuchVisit:
        raise Http404 from None
    except TooLateToUndo:
        return HttpResponseRedirect(f"{page}?corrects={visit_id}&did=too-late")
    taken = visit_queries.taken_back(patient_id, visit_id, viewer_of(request).account_id)
    wrong = f"corrects={taken.replaces}&" if taken and taken.replaces else ""
    return HttpResponseRedirect(f"{page}?{wrong}again={visit_id}")


def _save(request: HttpRequest, around: Around, typed: Typed) -> HttpResponse:
    patient_id, place = around.standing.patient_id, around.place
    try:
        visit_id = actions.record_outcome(
            by=author_of(request),
            patient_id=patient_id,
            outcome=typed.outcome(around.record),
            key=typed.key,
            offer_id=place.offer_id if place else None,
            seen_at=_seen_at(around),
            replaces=around.wrong.visit_id if around.wrong else None,
            bone_medicine=typed.bone_medicine,
        )
    except Refused as refused:
        errors = _errors(request, around, typed) or [mistake(refused.code)]
        return _page(request, around, typed, errors)
    except AlreadySent:
        sentence = gettext("This form was saved before with other words. Nothing was changed.")
        return _page(request, around, typed, [FieldError("line", sentence)])
    return HttpResponseRedirect(f"{reverse('visit_start')}?done={visit_id}&of={patient_id}")


def _standing(request: HttpRequest, patient_id: int) -> Standing:
    try:
        return people.standing(viewer_of(request), patient_id)
    except NotVisible:
        raise Http404 from None


def _around(request: HttpRequest, patient_id: int) -> Around:
    standing = _standing(request, patient_id)
    known = visit_queries.visits(patient_id)
    records = tuple(records_queries.latest_records(patient_id, RECORDS))
    given = request.POST if request.method == "POST" else request.GET
    if (number := id_of(given.get("corrects", ""))) is None:
        place = today_queries.at_hand(patient_id)
        return Around(standing, place, known[0] if known else None, records)
    # What was put right already is found as well: a form that comes twice is known by its key.
    wrong = visit_queries.own(patient_id, number, viewer_of(request).account_id)
    if wrong is None:
        raise Http404("no such visit of one's own")
    before = next((each for each in known if each.seen_at < wrong.seen_at), None)
    at_hand = tuple(each for each in records if each.received <= wrong.at)
    return Around(standing, None, before, at_hand, wrong)


def _mine(request: HttpRequest, visit: VisitView) -> bool:
    return visit.may_rewrite(viewer_of(request).account_id, clock.now())


def _errors(request: HttpRequest, around: Around, typed: Typed) -> list[FieldError]:
    told = around.wrong is not None and bool(around.wrong.line)
    return _barred(request, around) or mistakes(typed, told=told)


def _barred(request: HttpRequest, around: Around) -> list[FieldError]:
    """Why an outcome cannot be put right, whatever is written; nothing for a new one."""
    if (wrong := around.wrong) is None:
        return []
    if visit_queries.visit(wrong.patient_id, wrong.visit_id) is None:
        return [mistake("outcome-replaced-before")]
    return [] if _mine(request, wrong) else [mistake("outcome-not-rewritable")]


def _seen_at(around: Around) -> datetime:
    """Now, on the day of the visit; of an earlier day the time of the place. What is put right
    keeps its time."""
    now, place = clock.now(), around.place
    if around.wrong is not None:
        return around.wrong.seen_at
    if place is None or now - place.starts_at < timedelta(hours=12):
        return now
    return place.starts_at


def _begun(request: HttpRequest, patient_id: int, wrong: VisitView | None) -> Typed:
    """An empty form, the words of an outcome that its author just took back, or those to put
    right."""
    number = id_of(request.GET.get("again", ""))
    taken = (
        visit_queries.taken_back(patient_id, number, viewer_of(request).account_id)
        if number is not None
        else None
    )
    if taken := taken or wrong:
        return _typed_of(taken)
    return Typed()


def _typed_of(taken: VisitView) -> Typed:
    return Typed(
        outcomes=taken.outcomes,
        used=taken.used,
        medicine=taken.medicine,
        bone_medicine=taken.medicine_set,
        reply=taken.reply,
        line=taken.line,
        not_told=taken.not_told,
    )


def _words(request: HttpRequest, around: Around, typed: Typed) -> str:
    return actions.words_for(
        around.standing.patient_id,
        viewer_of(request).account_id,
        typed.outcome(around.record),
        _seen_at(around),
        around.wrong.at if around.wrong and around.wrong.line else None,
    )


def _page(
    request: HttpRequest,
    around: Around,
    typed: Typed,
    errors: Sequence[FieldError] = (),
    preview: str | None = None,
) -> HttpResponse:
    standing, zone = around.standing, around.standing.clinic.zone
    short = gettext("F") if standing.sex is Sex.FEMALE else gettext("M")
    return render(
        request,
        "visit/outcome.html",
        current="today",
        errors=errors,
        person=standing.person,
        who=f"{standing.person.age(clock.today(zone))} {short}",
        story=patient_page(standing.patient_id),
        typed=typed,
        outcomes=[
            c.Answer(
                each.value,
                str(labels.OUTCOMES[each]),
                KEYS[each],
                each in typed.outcomes,
                exclusive=not each.changes,
            )
            for each in VisitOutcome
        ],
        medicines=_options(patient_labels.MEDICINES, typed.bone_medicine, gettext("As before")),
        reasons=_options(labels.NOT_TOLD, typed.not_told, gettext("They read the line")),
        lines=_lines(around, typed),
        records=[_day(each.effective, zone) for each in around.since],
        any_record=around.record is not None,
        asked=_asked(around),
        booked=words.when(around.place.starts_at, zone) if around.place else "",
        owed=around.place is not None and around.place.owed,
        wrong=_wrong(around, zone),
        earlier=_earlier(request, around),
        too_late="did" in request.GET,
        preview=preview.split("\n") if preview else [],
        untold=preview == "",
        max_line=rules.LINE_LENGTH,
        max_reply=rules.ANSWER_LENGTH,
    )


def _wrong(around: Around, zone: ZoneInfo) -> dict[str, Any] | None:
    """What was written before: when, and what the patient was told."""
    if (wrong := around.wrong) is None:
        return None
    return {
        "visit_id": wrong.visit_id,
        "when": words.when(wrong.at, zone),
        "line": wrong.line,
        "what": labels.in_words(wrong.outcomes),
    }


def _earlier(request: HttpRequest, around: Around) -> dict[str, Any] | None:
    """What one wrote last and may still put right."""
    last = around.last
    if around.wrong is not None or last is None or not _mine(request, last):
        return None
    return {
        "when": words.when(last.at, around.standing.clinic.zone),
        "what": labels.in_words(last.outcomes),
        "href": f"?corrects={last.visit_id}",
    }


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return formats.staff_short(moment.astimezone(zone).date(), today=clock.today(zone))


def _options(of: Any, chosen: object, nothing: str) -> list[c.Option]:
    found = [c.Option("", nothing, chosen is None)]
    return [*found, *(c.Option(code.value, str(text), code == chosen) for code, text in of.items())]


def _lines(around: Around, typed: Typed) -> list[c.Suggestion]:
    """Lines to begin with, in the patient's language."""
    lang = text_language(around.standing.language)
    return [
        c.Suggestion(
            each.code,
            str(labels.OUTCOMES[each.outcome]),
            each.text[lang],
            "",
            each.text[lang] in typed.line,
        )
        for each in closing.lines().lines
    ]


def _asked(around: Around) -> list[str]:
    """What the patient wanted to ask: as they chose beforehand, with the request, and in the
    newest records."""
    patient_id, place = around.standing.patient_id, around.place
    since, spoken = (around.last.seen_at if around.last else None), text_language(language())
    ticked = [text[spoken] for text in asking.to_answer(patient_id, since)]
    found = today_queries.asked_words(patient_id, place.offer_id if place else None)
    return list(
        dict.fromkeys([*ticked, *found, *(note for r in around.since[:3] if (note := _note(r)))])
    )


def _note(record: StoredResponse) -> str:
    from_item = record.instrument.item_for("note")
    if from_item is None:
        return ""
    value = record.answers.value(from_item)
    return str(value) if value else ""
