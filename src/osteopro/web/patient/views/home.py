"""The home page: the one next thing, then what was answered, then the rest (mockup 02)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import fates
from osteopro.appointments.queries import offers as offer_queries
from osteopro.appointments.queries.visits import VisitView
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries import requests as request_queries
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.home import Home
from osteopro.followup.queries.requests import RECENTLY
from osteopro.followup.reminding import offers_phone
from osteopro.followup.request_rules import PLACED
from osteopro.followup.terms import Lesson, RequestState
from osteopro.patients.terms import Channel, ReminderWay
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse
from osteopro.ui.components import Link
from osteopro.web.patient.heard import home_as_read
from osteopro.web.patient.page import author, frame, helps, may, render
from osteopro.web.patient.presenters import dates, promises, sittings, visits
from osteopro.web.patient.presenters import places as place_words
from osteopro.web.patient.presenters import requests as request_words
from osteopro.web.patient.presenters.places import Place
from osteopro.web.patient.presenters.requests import Status
from osteopro.web.patient.presenters.standing import due_view, fate_steps, reply_view, sentence
from osteopro.web.patient.views import consent, study_results
from osteopro.web.patient.views.record import next_page

# Who sent this many records needs no try-out.
PRACTISED = 2
# The pages that home leads to: address, words, picture.
NOW = ("patient_start", gettext_lazy("Tell us how you are now"), "pencil")
DIARY = ("patient_diary_new", gettext_lazy("Write in the diary"), "pencil")
TREND = ("patient_trend", gettext_lazy("How I am doing"), "chart")
REPLIES = ("patient_messages", gettext_lazy("Messages"), "message")
VISITS = ("patient_appointments", gettext_lazy("Visits and help"), "calendar")
ADVICE = ("patient_advice", gettext_lazy("My advice"), "bulb")
TEAM = ("patient_team", gettext_lazy("My team"), "")
RHYTHM = ("patient_rhythm", gettext_lazy("How often, and taking a break"), "")
FAMILY = ("patient_helpers", gettext_lazy("Who helps me"), "")
LOOK_ROUND = ("patient_welcome", gettext_lazy("Look round"), "")
PRACTISE = ("patient_practice", gettext_lazy("Practise first"), "")
HELP = ("patient_help", gettext_lazy("Help"), "")


@access(Permission.PATIENT_PAGES)
def home(request: HttpRequest) -> HttpResponse:
    """What is due, the latest reply, what became of the last record, how things go."""
    if consent.waits(request):
        return redirect("patient_consent_again")
    of = frame(request)
    reads, enters = (may(request, p) for p in (Permission.READ_RECORD, Permission.ENTER_RECORD))
    first = fates.to_tell(of.today) if reads else None
    since = visits.begins(of, first) if first else None
    known = _visits(of, since)
    people = {each.by for each in known}
    found = home_as_read(request, home_queries.home(of, since, people))
    last = found.recent[0] if found.recent else None
    visit = visits.visited(last, known, found.names, helping=helps(request), reads=reads)
    asked = enters and found.draft is None and last is not None and last.complete
    corrections = _corrections(request, last) if last and asked else []
    how = sentence(of, found.recent) if reads else ""
    return render(
        request,
        "patient/home.html",
        keeping=True,
        greeting=_greeting(request),
        today=dates.long_day(of, of.today),
        due=due_view(of, found) if enters else None,
        reply=reply_view(of, found) if reads else None,
        requests=_requests(request, of),
        places=_places(request, of),
        reads=reads,
        last_on=dates.long_day(of, of.local(last.effective).date()) if last else "",
        steps=fate_steps(of, found.fate, found.names, visit)
        if found.fate and (reads or corrections)
        else (),
        month=_month(of, found, first, known) if first else "",
        last=last.uuid if last else "",
        corrections=corrections,
        sentence=how,
        instead=_offers_phone(request, of),
        by_phone_now="phone" in request.GET and of.channel is Channel.PHONE,
        manager=promises.manager_name(of),
        welcome=_welcome(of) if may(request, Permission.OWN_RECORD) else None,
        study=study_results.waiting(request) if may(request, Permission.OWN_RECORD) else [],
        links=_links(request, of, found, trend_above=bool(how)),
        more=_more(request, of, found),
    )


@access(Permission.OWN_RECORD)
@require_POST
def phone_instead(request: HttpRequest) -> HttpResponse:
    """Be phoned from now on instead of filling in forms here (clinical content 7.5)."""
    followup_actions.choose_way(
        by=author(request), patient_id=frame(request).patient_id, way=ReminderWay.NONE
    )
    return redirect(f"{reverse('patient_home')}?phone=1")


def _visits(of: Frame, since: datetime | None) -> list[VisitView]:
    """Visits that may tell what became of the last record, or of the month that is told."""
    if of.last_record_at is None:
        return []
    return visits.readable(of.patient_id, min(since or of.last_record_at, of.last_record_at))


def _month(of: Frame, found: Home, first: date, known: list[VisitView]) -> str:
    """The month that is over in one line; "" for somebody who was not there yet."""
    if not of.active or of.starts_on >= fates.next_month(first):
        return ""
    records = list(found.recent)
    since = visits.begins(of, first)
    if len(records) == home_queries.RECENT and records[-1].received >= since:
        records = records_queries.latest_records(of.patient_id, home_queries.LONG_THREAD)
    received = [each.received for each in records]
    told = visits.month(of, first, received=received, replied=found.replied, known=known)
    return visits.month_line(told, over=True)


def _offers_phone(request: HttpRequest, of: Frame) -> bool:
    """Whether to ask: would you rather be phoned? After two records in a row did not come from
    who reports online."""
    online = of.active and of.channel is not Channel.PHONE
    return online and offers_phone(of.due) and may(request, Permission.OWN_RECORD)


def _requests(request: HttpRequest, of: Frame) -> list[Status]:
    """What was asked for and is open, or ended a short while ago."""
    if not of.asks or not may(request, Permission.ASK_VISIT):
        return []
    since = clock.now() - RECENTLY
    found = request_queries.requests(of.patient_id)
    return [
        request_words.status(of, each)
        for each in found
        if (each.closed_at is None and each.state not in PLACED)
        or (
            each.closed_at is not None
            and each.closed_at >= since
            and each.state is not RequestState.WITHDRAWN
        )
    ]


def _places(request: HttpRequest, of: Frame) -> list[Place]:
    """Times that are offered or booked: an answer is wanted before anything else."""
    if not of.asks or not may(request, Permission.ASK_VISIT):
        return []
    live = offer_queries.live(of.patient_id)
    physicians = place_words.staff_in(live, ())
    names = accounts_queries.staff_names(physicians) if physicians else {}
    return [place_words.place(of, each, names) for each in live]


def _greeting(request: HttpRequest) -> str:
    person = frame(request).person
    if helps(request):
        return gettext("The record of %(name)s") % {"name": person.name}
    return gettext("Hello, %(name)s") % {"name": person.spoken}


def _corrections(request: HttpRequest, last: StoredResponse) -> list[tuple[str, str]]:
    """A helper corrects only what was filled in with a helper."""
    given = records_queries.occasion(last.occasion)
    if helps(request):
        given = [each for each in given if sent_queries.for_helpers(each)]
    return sittings.corrections(given)


def _welcome(of: Frame) -> Link | None:
    """The card of the welcome, until all of it was read."""
    left = of.learnt.left
    if not left or of.last_record_at is not None:
        return None
    begun = len(left) < len(Lesson) or of.learnt.put_off_at is not None
    label = gettext("Go on looking round") if begun else gettext("Look round first")
    return Link(reverse("patient_welcome"), label)


def _links(request: HttpRequest, of: Frame, found: Home, *, trend_above: bool) -> list[Link]:
    """Ways to what is done every week; somebody new sees none before the welcome is read."""
    if _welcome_first(request, of, found):
        return []
    known = bool(found.recent)
    ways = [
        # The card above is about the rest of an occasion, so a new record has its way here.
        (found.sitting is not None, Permission.ENTER_RECORD, _way(NOW)),
        (True, Permission.ENTER_RECORD, _diary(found)),
        (known and not trend_above, Permission.READ_RECORD, _way(TREND)),
        (known, Permission.READ_RECORD, _way(REPLIES)),
        (known, Permission.READ_RECORD, _way(ADVICE)),
        (known, Permission.ASK_VISIT, _way(VISITS)),
    ]
    return _allowed(request, ways)


def _more(request: HttpRequest, of: Frame, found: Home) -> list[Link]:
    """Ways to what is needed now and then, quieter and below."""
    if _welcome_first(request, of, found):
        return []
    ways = [
        (bool(found.recent), Permission.OWN_RECORD, _way(RHYTHM)),
        (True, Permission.PATIENT_PAGES, _way(TEAM)),
        (True, Permission.OWN_RECORD, _way(FAMILY)),
        (bool(of.learnt.left), Permission.OWN_RECORD, _way(LOOK_ROUND)),
        (
            of.learnt.tried_at is None and len(found.recent) < PRACTISED,
            Permission.PATIENT_PAGES,
            _way(PRACTISE),
        ),
        (True, Permission.PATIENT_PAGES, _way(HELP)),
    ]
    return _allowed(request, ways)


def _welcome_first(request: HttpRequest, of: Frame, found: Home) -> bool:
    return not found.recent and bool(of.learnt.left) and not helps(request)


def _allowed(request: HttpRequest, ways: Sequence[tuple[bool, Permission, Link]]) -> list[Link]:
    return [link for there, permission, link in ways if there and may(request, permission)]


def _diary(found: Home) -> Link:
    """The way into the diary, or on with an entry that is not finished."""
    way = _way(DIARY)
    if found.diary is None:
        return way
    return way._replace(href=next_page(found.diary), tag=gettext("Not finished"))


def _way(to: tuple[str, Promise | str, str]) -> Link:
    name, label, icon = to
    return Link(reverse(name), str(label), icon)
