"""Somebody who wants to join and waits for a physician's decision."""

from random import Random

from osteopro.access.queries import staff_viewer
from osteopro.access.terms import Permission
from osteopro.accounts.models import Account
from osteopro.enrolment import admitting
from osteopro.patients import intake_drafts
from osteopro.simulation.chance import uuid
from osteopro.simulation.material import material
from osteopro.simulation.people import phone
from osteopro.simulation.staffing import Colleague
from osteopro.web.care.intake.reading import candidate_of, read
from osteopro.web.care.intake.setting import setting_for
from osteopro.web.care.intake.sheet import Typed


def ask_physician(nurse: Colleague, site_id: int, source: Random) -> None:
    """Fill in the enrolment form as far as the page that asks a physician, and ask.

    Raises LookupError when waiting.json no longer describes somebody to decide upon.
    """
    about = material("waiting")
    fields = {**about["fields"], "phone": phone(about["number"]), "site": str(site_id)}
    viewer = staff_viewer(Account.objects.get(pk=nurse.account_id))
    by, key = viewer.acting(Permission.ENROL), uuid(source)
    intake_drafts.save_draft(by=by, key=key, site_id=site_id, fields=fields)
    at = setting_for(viewer)
    candidate = candidate_of(key, read(Typed(fields), at), at)
    if candidate is None:
        raise LookupError("the form of waiting.json is not complete")
    admitting.ask_clinician(by=by, candidate=candidate)
