"""Whether texts that are about to leave a study name anybody of it: a yes or no for each text and
no opening; who is named, and by which words, stays here."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from osteopro.accounts import queries as accounts_queries
from osteopro.patients import queries, study_vault, written_forms
from osteopro.patients.models import StudyKey
from osteopro.patients.written_forms import Known

# Nothing that is searched for reaches over it.
_BETWEEN = "\n\0\n"


@dataclass(frozen=True, slots=True)
class Named:
    """Places of the texts that name somebody, and the rows behind which the key knows nobody."""

    texts: frozenset[int]
    unknown: frozenset[UUID]


def naming(guids: Collection[UUID], texts: Sequence[str]) -> Named:
    """Which of these texts hold a name or number of anybody behind these rows, or of those around
    them. Five queries, however many they are."""
    return seeker(guids)(texts)


def seeker(guids: Collection[UUID]) -> Callable[[Sequence[str]], Named]:
    """The same for who looks through texts more than once: what is known is opened here, and asking
    costs no query."""
    rows = {row.guid: row for row in StudyKey.objects.filter(guid__in=guids)}
    subjects = {study_vault.subject_of(row) for row in rows.values()}
    patients = [each.patient_id for each in subjects if each.patient_id is not None]
    staff = [each.account_id for each in subjects if each.account_id is not None]
    names = accounts_queries.staff_names(staff)
    known = [
        *queries.known_of(patients).values(),
        *(study_vault.known_of_staff(names.get(account)) for account in staff),
    ]
    unknown = frozenset(guids) - frozenset(rows)
    return lambda texts: Named(_holding(known, texts), unknown)


def _holding(known: Iterable[Known], texts: Sequence[str]) -> frozenset[int]:
    """One search for each person: their expressions are made once, not for each text."""
    whole = _BETWEEN.join(texts)
    starts = list(accumulate((len(each) + len(_BETWEEN) for each in texts[:-1]), initial=0))
    spans = (span for each in known for span in written_forms.find(whole, each))
    return frozenset(bisect_right(starts, span.start) - 1 for span in spans)
