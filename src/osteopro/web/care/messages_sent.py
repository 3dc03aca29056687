"""Which messages went to a patient, in a few words each."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from osteopro import clock
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import SentOut
from osteopro.messaging.terms import Channel, Delivered, DeliveryState
from osteopro.web.care.words import when

SHOWN = 6
KINDS = ("reminder", "personal-link", "reply-notice")


def lines(patient_id: int, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Moment and words of the newest messages, newest first."""
    sent = messaging_queries.sent_out(patient_id, KINDS, SHOWN)
    return [(when(each.at, zone, clock.now()), _words(each)) for each in sent]


def _words(sent: SentOut) -> str:
    channel = {
        Channel.SMS: gettext("text message"),
        Channel.EMAIL: gettext("e-mail"),
        Channel.WECOM: gettext("WeCom"),
    }[sent.channel]
    return gettext("%(what)s, %(channel)s: %(fate)s") % {
        "what": _what(sent),
        "channel": channel,
        "fate": _fate(sent),
    }


def _what(sent: SentOut) -> str:
    if sent.kind == "reminder":
        return gettext("Reminder %(n)s") % {"n": sent.params["number"]}
    return gettext("Link") if sent.kind == "personal-link" else gettext("Reply announced")


def _fate(sent: SentOut) -> str:
    """What the operator reported counts for more than that it was handed over."""
    if sent.delivered is not None:
        arrived = sent.delivered == Delivered.ARRIVED
        return gettext("delivered") if arrived else gettext("not delivered")
    return {
        DeliveryState.SENT: gettext("sent"),
        DeliveryState.FAILED: gettext("could not be sent"),
        DeliveryState.WAITING: gettext("waits to be sent"),
    }[sent.state]
