"""Codes of the talk with patients in the words of staff."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.followup.terms import AskedIn, Companion, DeclineReason, NoReplyReason, Possible

DECLINES: Mapping[DeclineReason, object] = {
    DeclineReason.NO_ROOM: _("not granted: no place free"),
    DeclineReason.SEEN_ALREADY: _("not granted: has seen a doctor since"),
    DeclineReason.ELSEWHERE: _("not granted: better seen elsewhere"),
    DeclineReason.NOT_REACHED: _("not granted: could not be reached"),
    DeclineReason.OTHER: _("not granted: another reason"),
}
WAYS: Mapping[AskedIn, object] = {
    AskedIn.RECORD: _("in a record"),
    AskedIn.PAGE: _("on the patient's page"),
    AskedIn.TEXT: _("by text message"),
    AskedIn.DOCTOR: _("by the doctor"),
}
TIMES: Mapping[Possible, object] = {
    Possible.ANY: _("any time"),
    Possible.MORNING: _("in the morning"),
    Possible.AFTERNOON: _("in the afternoon"),
}
COMPANIONS: Mapping[Companion, object] = {
    Companion.ALONE: _("comes alone"),
    Companion.FAMILY: _("with family"),
    Companion.NEEDS_HELP: _("needs help on the way"),
}
NO_REPLY: Mapping[NoReplyReason, object] = {NoReplyReason.THANKS: _("Only says thank you")}
