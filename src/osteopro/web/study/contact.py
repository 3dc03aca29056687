"""Who somebody is and how to reach them, shown once when the key is opened."""

from django.utils.translation import gettext

from osteopro.accounts import queries as accounts_queries
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import StudySubject
from osteopro.web.study.page import language


def of(subject: StudySubject) -> list[tuple[str, str]]:
    """Who it is, and how to reach them."""
    if subject.patient_id is not None:
        person = patients_queries.person(subject.patient_id)
        return [
            (gettext("Name"), person.name),
            (gettext("Call them"), person.spoken),
            (gettext("Phone"), _dialled(person.phone)),
        ]
    staff = accounts_queries.staff_name(subject.account_id or 0)
    return [
        (gettext("Name"), staff.shown(language())),
        (gettext("Phone"), _dialled(staff.phone) or "–"),
        (gettext("E-mail"), staff.email or "–"),
    ]


def _dialled(phone: str) -> str:
    """A number as one dials it."""
    return phone.removeprefix("+86")
