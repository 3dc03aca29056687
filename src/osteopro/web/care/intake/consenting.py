"""The consent step: the answers as they will be stored."""

from django.utils.translation import gettext

from osteopro.enrolment.admission import Agreement
from osteopro.enrolment.reading import chosen, field_of, text_language
from osteopro.enrolment.terms import REQUIRED, How, Witness
from osteopro.web.care.consent_sheet import HOWS
from osteopro.web.care.fields import Wrong, number_of
from osteopro.web.care.frame import language
from osteopro.web.care.intake.setting import Setting
from osteopro.web.care.intake.sheet import Typed


def agreement(typed: Typed, wrong: Wrong, at: Setting) -> Agreement | None:
    """What was answered to each purpose that is asked; taking part needs some of them. None for
    somebody who comes back and is asked nothing anew."""
    purposes = at.asked
    if not purposes:
        return None
    found = chosen({field_of(p): typed.one(field_of(p)) for p in purposes}, purposes)
    for purpose in purposes:
        if purpose in found.open:
            wrong(field_of(purpose), gettext("Choose an answer."))
        elif purpose in found.declined & REQUIRED:
            wrong(field_of(purpose), gettext("Nobody takes part without this."))
    how = typed.one("how")
    if how not in HOWS:
        wrong("how", gettext("Say how you asked."))
        return None
    return Agreement(
        version=at.consent.version,
        purposes=found.given,
        declined=found.declined,
        how=How(how),
        language=text_language(language()),
        witness=_witness(typed, wrong, at) if how == How.PHONE else None,
    )


def _witness(typed: Typed, wrong: Wrong, at: Setting) -> Witness | None:
    """The colleague who heard it: never the one who asked (clinical content 6.4)."""
    site = typed.one("site")
    known = at.colleagues(int(site)) if site.isdecimal() and len(site) < 18 else ()
    sentence = gettext("Choose the colleague who listened.")
    account = number_of(typed.one("witness"), known, "witness", sentence, wrong)
    return Witness(account) if account is not None else None
