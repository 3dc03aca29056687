"""What somebody may choose about their pages: the same on the settings and in the welcome."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.accounts import actions as accounts_actions
from osteopro.followup import actions as followup_actions
from osteopro.followup import contact
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, ReminderWay
from osteopro.ui.components import Answer
from osteopro.web.patient.page import author, frame

SIZES = ("standard", "large", "largest")
SAMPLE = Markup('<span class="sample {}">{}</span>')


def sizes(chosen: str) -> list[Answer]:
    """Text sizes, each shown in itself."""
    names = {
        "standard": gettext("Standard"),
        "large": gettext("Large"),
        "largest": gettext("Very large"),
    }
    return [
        Answer(size, SAMPLE.format(size, names[size]), checked=size == chosen) for size in SIZES
    ]


def languages(chosen: str) -> list[Answer]:
    """The languages of the pages, each in its own name."""
    return [Answer(code, name, checked=code == chosen) for code, name in settings.LANGUAGES]


def ways(request: HttpRequest) -> list[Answer]:
    """How we may reach her, in her own words; a call is always one of them."""
    of = frame(request)
    plan = patients_queries.contact_plan(of.patient_id)
    now = ReminderWay.NONE if of.channel == Channel.PHONE else plan.reminders
    words: Mapping[ReminderWay, tuple[str, str]] = {
        ReminderWay.SMS: (
            gettext("By text message"),
            gettext("To the end of %(number)s") % {"number": f"…{of.person.phone[-4:]}"},
        ),
        ReminderWay.EMAIL: (gettext("By e-mail"), of.person.email),
        ReminderWay.WECOM: (gettext("By WeCom"), ""),
        ReminderWay.NONE: (
            gettext("Phone me instead"),
            gettext("No messages. We phone you when something is due."),
        ),
    }
    return [Answer(way, *words[way], checked=way == now) for way in contact.offered(of.person)]


def keep_look(request: HttpRequest, **more: str | None) -> bool:
    """Store text size and sound as posted, and `more` of the preferences; False for a size
    that does not exist."""
    size = request.POST.get("text_size", "")
    if size not in SIZES:
        return False
    by = author(request)
    accounts_actions.set_preference(
        by=by,
        account_id=by.person,
        text_size=size,
        sound="sound" in request.POST,
        **more,
    )
    return True


def keep_way(request: HttpRequest) -> bool:
    """Store the way chosen on the page; False when none of those offered was."""
    of, chosen = frame(request), request.POST.get("reach", "")
    wanted = next((way for way in contact.offered(of.person) if way == chosen), None)
    if wanted is None:
        return False
    followup_actions.choose_way(by=author(request), patient_id=of.patient_id, way=wanted)
    return True
