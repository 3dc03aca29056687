"""Codes of recruitment in words."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.queries.recruitment import ScreeningView
from osteopro.research.stages import Opening, Stage
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    CriterionKind,
    Met,
    SubjectKind,
)

STAGES: Mapping[Stage, tuple[object, str]] = {
    Stage.TO_SCREEN: (_("screen"), "warn"),
    Stage.EXCLUDED: (_("not eligible"), ""),
    Stage.TO_ASK: (_("ask"), "warn"),
    Stage.TO_ASK_AGAIN: (_("ask again"), "warn"),
    Stage.ON_PAGE: (_("asked on their page"), ""),
    Stage.REFUSED: (_("said no"), ""),
    Stage.TO_CONSENT: (_("consent"), "warn"),
    Stage.TAKES_PART: (_("participant"), "ok"),
    Stage.WITHDRAWN: (_("withdrawn"), "bad"),
}
SUBJECTS: Mapping[SubjectKind, object] = {
    SubjectKind.PATIENT: _("Patient"),
    SubjectKind.PROVIDER: _("Care provider"),
}
KINDS: Mapping[CriterionKind, object] = {
    CriterionKind.INCLUDE: _("Must be so"),
    CriterionKind.EXCLUDE: _("Must not be so"),
}
MET: Mapping[Met, object] = {
    Met.YES: _("yes"),
    Met.NO: _("no"),
    Met.UNKNOWN: _("not known yet"),
}
WAYS: Mapping[ApproachWay, object] = {
    ApproachWay.PHONE: _("By phone"),
    ApproachWay.FACE_TO_FACE: _("Face to face"),
    ApproachWay.MESSAGE: _("By message"),
    ApproachWay.PAGE: _("On their own page"),
}
OUTCOMES: Mapping[Approached, object] = {
    Approached.AGREED: _("Wants to take part"),
    Approached.REFUSED: _("Does not want to"),
    Approached.DEFERRED: _("Later"),
    Approached.UNREACHABLE: _("Not reached"),
}
OPENINGS: Mapping[Opening, object] = {
    Opening.SCREEN: _("To look into their file for the screening"),
    Opening.ASK: _("To ask them to take part"),
    Opening.ARRANGE: _("To agree on an interview"),
    Opening.RETURN: _("To bring a transcript or results back"),
    Opening.CONCERN: _("Something was said that must not wait"),
}


def stage(each: ScreeningView) -> tuple[str, str]:
    """Where somebody stands: words and tone; a participant by their number."""
    words, tone = STAGES[each.stage]
    if each.stage is Stage.TAKES_PART:
        return participant(each.participant or 0), tone
    return str(words), tone


def participant(number: int) -> str:
    """Participant 7."""
    return gettext("Participant %(no)s") % {"no": number}


def day(moment: datetime) -> str:
    """The day at the hospital."""
    return moment.astimezone(HOSPITAL).date().isoformat()
