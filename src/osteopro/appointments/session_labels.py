"""In-person sessions in words, for whoever holds them or reads of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from osteopro.appointments import kept
from osteopro.appointments.guide import guide
from osteopro.appointments.terms import SessionState, Trigger

# Nothing here tells a reason to come from another that only the manager may know (5.1).
WHY: Mapping[Trigger, object] = {
    Trigger.MEDICINE: _("a question about medicine"),
    Trigger.ADVICE: _("better looked at in person"),
    Trigger.UNCLEAR: _("better looked at in person"),
    Trigger.LONG_UNSEEN: _("not seen for half a year"),
    Trigger.TWELVE_WEEKS: _("12 weeks since the last session or the beginning"),
    Trigger.WISH: _("a wish"),
}
STATES: Mapping[SessionState, object] = {
    SessionState.INVITED: _("invited"),
    SessionState.HELD: _("held"),
    SessionState.DECLINED: _("Did not want to come to a session"),
    SessionState.CANCELLED: _("Invitation to a session ended"),
}


def looked(version: str, content: Mapping[str, Any], language: str) -> list[str]:
    """What was looked at, one sentence for each, as the patient reads it; `language` is "zh-CN"
    or "en". Empty where nothing was."""
    if not content:
        return []
    found, by = kept.looks_of(content), guide(version)
    sentences = []
    for look in by.looks:
        answer = look.answer(found.answers.get(look.code, ""))
        if answer is None:
            continue
        said = answer.told[language]
        number = found.numbers.get(look.code)
        if number is not None and look.number is not None:
            said += f"{_COMMA[language]}{look.number.told[language].format(number=number)}"
        sentences.append(said)
    return sentences


_COMMA = {"zh-CN": "，", "en": ", "}
