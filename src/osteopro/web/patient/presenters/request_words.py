"""Codes of requests in the words of patients."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from osteopro.followup.terms import Companion, DeclineReason, Possible, RequestKind, VisitReason

TITLES: Mapping[RequestKind, Promise] = {
    RequestKind.VISIT: _("You asked to see a doctor"),
    RequestKind.CALL: _("You asked us to phone you"),
    RequestKind.ADVICE: _("You asked for advice"),
}
REASONS: Mapping[VisitReason, Promise] = {
    VisitReason.PAIN: _("The pain"),
    VisitReason.MEDICINE: _("Something about my medicine"),
    VisitReason.CHECK: _("A check, a prescription or an injection"),
    VisitReason.WORRY: _("I am worried"),
    VisitReason.OTHER: _("Another matter"),
}
TIMES: Mapping[Possible, Promise] = {
    Possible.ANY: _("Any time"),
    Possible.MORNING: _("In the morning"),
    Possible.AFTERNOON: _("In the afternoon"),
}
COMPANIONS: Mapping[Companion, Promise] = {
    Companion.ALONE: _("I come by myself"),
    Companion.FAMILY: _("Family comes with me"),
    Companion.NEEDS_HELP: _("I need help on the way"),
}
DECLINED: Mapping[DeclineReason, Promise] = {
    DeclineReason.NO_ROOM: _("no place was free"),
    DeclineReason.SEEN_ALREADY: _("you have seen a doctor since"),
    DeclineReason.ELSEWHERE: _("another place is better for it"),
    DeclineReason.NOT_REACHED: _("we could not reach you"),
    DeclineReason.OTHER: _("our reply says why"),
}
