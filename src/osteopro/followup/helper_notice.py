"""The text message to somebody who was asked to help a patient."""

from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import Purpose
from osteopro.followup import contact
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.patients import helpers
from osteopro.patients.helpers import HelperView

# `params["helper"]` says who.
KIND = "helper-link"


def helper_of(pending: Pending) -> HelperView | None:
    """The helper a message goes to; None for one to the patient."""
    found = pending.params.get("helper")
    return helpers.helper(int(found)) if found is not None else None


def _compose(pending: Pending) -> Wording | None:
    """It does not say whom: the number may have been mistyped."""
    helper = helper_of(pending)
    if helper is None:
        return None
    return contact.helper_contact(helper).worded(
        pending.channel,
        "{clinic}：家人请您帮忙。点开：{link} 要填家人的出生日期。不认识？别理这条。电话 {phone}",
        "{clinic}: someone in your family asks for your help. Open: {link} You will need their "
        "date of birth. Not you? Ignore this. Call {phone}",
        link=contact.helper_link(helper),
    )


def _still_wanted(pending: Pending) -> bool:
    helper = helper_of(pending)
    return (
        helper is not None
        and not helper.over
        and contact.takes_part(helper.patient_id)
        and enrolment_queries.may(helper.patient_id, Purpose.HELPER)
    )


NOTICE = Kind(_compose, _still_wanted)
