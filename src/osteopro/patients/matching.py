"""Many people at once: who of them is probably here already."""

from collections.abc import Iterator, Mapping, Sequence

from osteopro.patients import search
from osteopro.patients.models import SearchKey
from osteopro.patients.search import KeyKind
from osteopro.patients.terms import Person, SameBy

# People asked about together: three queries, whatever their number up to this.
AT_ONCE = 300

Matches = dict[int, set[SameBy]]


def same_people(people: Sequence[Person]) -> list[Mapping[int, frozenset[SameBy]]]:
    """For each person the patients who agree with them in phone, identity number, or name and
    birth date, and in which of these. Three queries for every 300 people."""
    found: list[Mapping[int, frozenset[SameBy]]] = []
    for start in range(0, len(people), AT_ONCE):
        found += _same(people[start : start + AT_ONCE])
    return found


def _same(people: Sequence[Person]) -> Iterator[Mapping[int, frozenset[SameBy]]]:
    phones = [search.digest(KeyKind.PHONE, each.phone) for each in people]
    numbers = [
        search.digest(KeyKind.ID_NUMBER, each.id_number.upper()) if each.id_number else ""
        for each in people
    ]
    named = [
        (
            search.digest(KeyKind.NAME, search.normal_name(each.name)),
            search.digest(KeyKind.BIRTH, each.birth.isoformat()),
        )
        for each in people
    ]
    by_phone = _holders(KeyKind.PHONE, phones)
    by_number = _holders(KeyKind.ID_NUMBER, [each for each in numbers if each])
    by_name = _named_and_born(named)
    for phone, number, name in zip(phones, numbers, named, strict=True):
        matches: Matches = {}
        for why, patients in (
            (SameBy.PHONE, by_phone.get(phone, ())),
            (SameBy.ID_NUMBER, by_number.get(number, ())),
            (SameBy.NAME_AND_BIRTH, by_name.get(name, ())),
        ):
            for patient_id in patients:
                matches.setdefault(patient_id, set()).add(why)
        yield {patient_id: frozenset(why) for patient_id, why in matches.items()}


def _holders(kind: KeyKind, digests: Sequence[str]) -> Mapping[str, list[int]]:
    rows = SearchKey.objects.filter(kind=kind, digest__in=set(digests)).order_by("patient_id")
    found: dict[str, list[int]] = {}
    for digest, patient_id in rows.values_list("digest", "patient_id"):
        found.setdefault(digest, []).append(patient_id)
    return found


def _named_and_born(pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], list[int]]:
    """Patients by name and birth date. Birth dates say more than names, so they narrow first."""
    births = SearchKey.objects.filter(kind=KeyKind.BIRTH, digest__in={born for _, born in pairs})
    born = dict(births.values_list("patient_id", "digest"))
    names = SearchKey.objects.filter(
        kind=KeyKind.NAME,
        digest__in={name for name, _ in pairs},
        patient_id__in=births.values("patient_id"),
    )
    found: dict[tuple[str, str], list[int]] = {}
    for name, patient_id in names.order_by("patient_id").values_list("digest", "patient_id"):
        found.setdefault((name, born[patient_id]), []).append(patient_id)
    return found
