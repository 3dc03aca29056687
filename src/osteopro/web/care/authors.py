"""Who filled in a record: in which way, and who of the family it was."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.patients.helpers import helper_people
from osteopro.patients.terms import HelperPerson
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ByWhom
from osteopro.web.care import labels
from osteopro.web.care.frame import language
from osteopro.web.care.helpers_page import name_and_relation

WITH_FAMILY = (ByWhom.SELF_READ, ByWhom.PROXY)


def authors(patient_id: int, records: Sequence[StoredResponse]) -> list[str]:
    """By family: 王芳（女儿）; 李护士陪着填, at a session. One query if family had a hand in any of
    them, one if staff sat beside, else none.

    Whoever used the patient's own phone is not known by name.
    """
    helped = any(each.by_whom in WITH_FAMILY and each.by is not None for each in records)
    family = helper_people(patient_id) if helped else {}
    staff = accounts_queries.staff_names({each.beside for each in records if each.beside})
    return [
        " ".join(filter(None, [_author(each, family), _beside(staff.get(each.beside or 0))]))
        for each in records
    ]


def _author(record: StoredResponse, family: Mapping[int, HelperPerson]) -> str:
    way = str(labels.AUTHORS.get(record.by_whom, ""))
    person = family.get(record.by or 0) if record.by_whom in WITH_FAMILY else None
    return f"{way} {name_and_relation(person)}" if person else way


def _beside(name: StaffName | None) -> str:
    return gettext("together with %(who)s") % {"who": name.shown(language())} if name else ""
