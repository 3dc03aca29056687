"""Who filled in a record: in which way, and who of the family it was."""

from collections.abc import Mapping, Sequence

from osteopro.patients.helpers import helper_people
from osteopro.patients.terms import HelperPerson
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ByWhom
from osteopro.web.care import labels
from osteopro.web.care.helpers_page import name_and_relation

WITH_FAMILY = (ByWhom.SELF_READ, ByWhom.PROXY)


def authors(patient_id: int, records: Sequence[StoredResponse]) -> list[str]:
    """By family: 王芳（女儿）. One query if family had a hand in any of them, else none.

    Whoever used the patient's own phone is not known by name.
    """
    helped = any(each.by_whom in WITH_FAMILY and each.by is not None for each in records)
    family = helper_people(patient_id) if helped else {}
    return [_author(each, family) for each in records]


def _author(record: StoredResponse, family: Mapping[int, HelperPerson]) -> str:
    way = str(labels.AUTHORS.get(record.by_whom, ""))
    person = family.get(record.by or 0) if record.by_whom in WITH_FAMILY else None
    return f"{way} {name_and_relation(person)}" if person else way
