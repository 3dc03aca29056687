"""The home page: the one next thing, then what was answered, then the rest (mockup 02)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.home import Home
from osteopro.followup.terms import Lesson
from osteopro.records import rules as records_rules
from osteopro.ui.components import Link
from osteopro.web.patient.page import frame, render
from osteopro.web.patient.presenters import dates
from osteopro.web.patient.presenters.standing import due_view, fate_steps, reply_view, sentence
from osteopro.web.patient.views import consent

# Who sent this many records needs no try-out.
PRACTISED = 2


@access(Permission.OWN_RECORD)
def home(request: HttpRequest) -> HttpResponse:
    """What is due, the latest reply, what became of the last record, how things go."""
    if consent.waits(request):
        return redirect("patient_consent_again")
    of = frame(request)
    found = home_queries.home(of)
    last = found.recent[0] if found.recent else None
    correctable = (
        last is not None
        and last.complete
        and found.draft is None
        and records_rules.may_correct(last.received, clock.now())
    )
    how = sentence(of, found.recent)
    return render(
        request,
        "patient/home.html",
        keeping=True,
        greeting=gettext("Hello, %(name)s") % {"name": of.person.spoken},
        today=dates.long_day(of, of.today),
        due=due_view(of, found),
        reply=reply_view(of, found),
        last_on=dates.long_day(of, of.local(last.effective).date()) if last else "",
        steps=fate_steps(of, found),
        correct_href=reverse("patient_correct", args=[last.uuid]) if last and correctable else "",
        sentence=how,
        welcome=_welcome(of),
        links=_links(of, found, trend_above=bool(how)),
    )


def _welcome(of: Frame) -> Link | None:
    """The card of the welcome, until all of it was read."""
    left = of.learnt.left
    if not left or of.last_record_at is not None:
        return None
    begun = len(left) < len(Lesson) or of.learnt.put_off_at is not None
    label = gettext("Go on looking round") if begun else gettext("Look round first")
    return Link(reverse("patient_welcome"), label)


def _links(of: Frame, found: Home, *, trend_above: bool) -> list[Link]:
    """Ways to what exists; somebody new sees none before the welcome is read."""
    first_time = not found.recent
    if first_time and of.learnt.left:
        return []
    links = []
    if found.sitting is not None:
        # The card above is about the rest of an occasion, so the way to a new record stands here.
        links.append(Link(reverse("patient_start"), gettext("Tell us how you are now"), "pencil"))
    if not first_time and not trend_above:
        links.append(Link(reverse("patient_trend"), gettext("How I am doing"), "chart"))
    if not first_time:
        links.append(Link(reverse("patient_messages"), gettext("Replies"), "message"))
        links.append(
            Link(reverse("patient_rhythm"), gettext("How often, and taking a break"), "calendar")
        )
    if of.learnt.left:
        links.append(Link(reverse("patient_welcome"), gettext("Look round"), "people"))
    if of.learnt.tried_at is None and len(found.recent) < PRACTISED:
        links.append(Link(reverse("patient_practice"), gettext("Practise first"), "pencil"))
    return [*links, Link(reverse("patient_help"), gettext("Help"), "bulb")]
