"""Who of the family helps whom: kept sealed, for a time, until somebody stops it."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import BigIntegerField, BooleanField, Exists, F, OuterRef, Q, QuerySet, Value

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.accounts import actions as accounts_actions
from osteopro.accounts.terms import AccountKind
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import sealing, search
from osteopro.patients.models import Helper
from osteopro.patients.search import KeyKind
from osteopro.patients.terms import HelperPerson, Relation

# Last use is shown by the day: within this time it is not written again.
USE_NOTED_EVERY = timedelta(minutes=10)
# To allow something else, what was allowed before is stopped in the same action.
_ONE_ACT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HelperView:
    """Somebody who helps a patient. `until` is the first moment at which it no longer holds;
    `accepted_at` None: they have not agreed yet and see nothing."""

    helper_id: int
    account_id: int
    patient_id: int
    person: HelperPerson
    scopes: frozenset[Scope]
    since: datetime
    until: datetime
    accepted_at: datetime | None
    stopped_at: datetime | None
    last_used: datetime | None

    @property
    def over(self) -> bool:
        """Whether it was stopped or its time is up."""
        return self.stopped_at is not None or self.until <= clock.now()


class Change(StrEnum):
    """What happened to somebody's help."""

    ADDED = "added"
    RENEWED = "renewed"  # may do something else, or for longer
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class HelperStep:
    """One change of who helps; `number` tells changes of one moment apart. `by` is known of
    those that were stopped."""

    at: datetime
    number: int
    change: Change
    person: HelperPerson
    scopes: frozenset[Scope]
    until: datetime
    by: int | None


@journal.action
def add_helper(
    *,
    by: Actor,
    patient_id: int,
    person: HelperPerson,
    scopes: Collection[Scope],
    until: datetime,
    key: UUID,
) -> int:
    """Let somebody help from now on, once they agree; returns the row's id.

    `person.phone` must be E.164. What the same number was allowed before for this patient ends.
    The same `key` again changes nothing. Whether the patient consents is asked above.
    """
    known = Helper.objects.filter(key=key, patient_id=patient_id).first()
    if known is not None:
        journal.nothing_changed()
        return known.pk
    digest = search.digest(KeyKind.PHONE, person.phone)
    account_id = _account(by, digest)
    same = Helper.objects.filter(
        patient_id=patient_id, account_id=account_id, stopped_at__isnull=True
    )
    for row in same.order_by("pk"):
        stop_helper(by=by, patient_id=patient_id, helper_id=row.pk)
    row = Helper.objects.create(
        key=key,
        patient_id=patient_id,
        account_id=account_id,
        sealed=_seal(person),
        phone_digest=digest,
        scopes=sorted(scopes),
        since=clock.now(),
        until=until,
    )
    journal.record(
        "helper.added",
        by=by,
        object_type="helper",
        object_id=row.pk,
        patient_id=patient_id,
        scopes=sorted(scopes),
        until=until.isoformat(),
    )
    return row.pk


@journal.action
def agree_to_help(*, by: Actor, helper_id: int) -> None:
    """The helper's own yes: from now on they may do what the patient said."""
    row = _standing().filter(pk=helper_id, account_id=by.person).first()
    if row is None or row.accepted_at is not None:
        journal.nothing_changed()
        return
    Helper.objects.filter(pk=row.pk).update(accepted_at=clock.now())
    journal.record(
        "helper.agreed",
        by=by,
        object_type="helper",
        object_id=row.pk,
        patient_id=row.patient_id,
    )


@journal.action
def stop_helper(*, by: Actor, patient_id: int, helper_id: int) -> bool:
    """End it at once; False when it had ended or is not this patient's."""
    stopped = Helper.objects.filter(
        pk=helper_id, patient_id=patient_id, stopped_at__isnull=True
    ).update(stopped_at=clock.now(), stopped_by=by.account_id)
    if not stopped:
        journal.nothing_changed()
        return False
    journal.record(
        "helper.stopped", by=by, object_type="helper", object_id=helper_id, patient_id=patient_id
    )
    return True


def note_use(helper_id: int) -> None:
    """Keep when a helper last looked. No event: what they opened is one of its own."""
    now = clock.now()
    before = Q(last_used__isnull=True) | Q(last_used__lt=now - USE_NOTED_EVERY)
    Helper.objects.filter(before, pk=helper_id).update(last_used=now)


def reseal_helpers() -> None:
    """Seal every helper under the newest key and index them anew; part of the rotation of keys."""
    for row in Helper.objects.select_for_update().iterator(chunk_size=200):
        row.sealed = sealing.reseal_text(row.sealed)
        row.phone_digest = search.digest(KeyKind.PHONE, _unseal(row.sealed).phone)
        row.save(update_fields=["sealed", "phone_digest"])


def helper(helper_id: int) -> HelperView | None:
    """One helper, whether it still holds or not."""
    return next(iter(_views(Helper.objects.filter(pk=helper_id))), None)


def helpers_of(patient_id: int) -> list[HelperView]:
    """Everybody who was ever asked to help this patient; those who may now come first."""
    rows = Helper.objects.filter(patient_id=patient_id)
    return _views(rows.order_by(F("stopped_at").desc(nulls_first=True), "-pk"))


def helped_by(account_id: int) -> list[HelperView]:
    """Whom this account helps now or was asked to help, in the order in which it was asked."""
    return _views(_standing().filter(account_id=account_id).order_by("pk"))


def helping(account_id: int, patient_id: int) -> HelperView | None:
    """What holds now between a helper who agreed and a patient."""
    rows = _standing().filter(
        account_id=account_id, patient_id=patient_id, accepted_at__isnull=False
    )
    return next(iter(_views(rows)), None)


def helper_with_phone(phone: str) -> HelperView | None:
    """Somebody with this E.164 number who agreed to help and may now; None for a number on which
    nobody has opened the link yet: it may have been mistyped."""
    digest = search.digest(KeyKind.PHONE, phone)
    rows = _standing().filter(phone_digest=digest, accepted_at__isnull=False)
    return next(iter(_views(rows.order_by("pk"))), None)


def helper_people(patient_id: int) -> Mapping[int, HelperPerson]:
    """Everybody who ever helped this patient by account, the newest word about each."""
    rows = Helper.objects.filter(patient_id=patient_id).order_by("pk")
    return {row.account_id: _unseal(row.sealed) for row in rows}


def every_helper_person(patient_ids: Collection[int]) -> Mapping[int, tuple[HelperPerson, ...]]:
    """Everybody who ever helped each of these patients, with every word about them. One query."""
    found: dict[int, list[HelperPerson]] = {}
    for row in Helper.objects.filter(patient_id__in=patient_ids).order_by("pk"):
        found.setdefault(row.patient_id, []).append(_unseal(row.sealed))
    return {patient_id: tuple(people) for patient_id, people in found.items()}


def steps(patient_id: int, older: Q, limit: int) -> list[HelperStep]:
    """What changed about who helps, newest first, in one query: somebody was asked, was asked
    anew for something else, or was stopped. `older` may ask for `at` and `number`."""
    mine = Helper.objects.filter(patient_id=patient_id)
    same = mine.filter(account_id=OuterRef("account_id"))
    ended = same.filter(
        pk__lt=OuterRef("pk"),
        stopped_at__lte=OuterRef("since"),
        stopped_at__gte=OuterRef("since") - _ONE_ACT,
    )
    anew = same.filter(
        pk__gt=OuterRef("pk"),
        since__gte=OuterRef("stopped_at"),
        since__lte=OuterRef("stopped_at") + _ONE_ACT,
    )
    added = mine.annotate(
        at=F("since"), number=F("pk") * 2, renewed=Exists(ended), who=Value(None, BigIntegerField())
    )
    stopped = mine.filter(stopped_at__isnull=False).exclude(Exists(anew))
    stopped = stopped.annotate(
        at=F("stopped_at"),
        number=F("pk") * 2 + 1,
        renewed=Value(False, BooleanField()),
        who=F("stopped_by"),
    )
    columns = ("at", "number", "renewed", "who", "sealed", "scopes", "until")
    parts = [rows.filter(older).values_list(*columns) for rows in (added, stopped)]
    found = parts[0].union(parts[1], all=True).order_by("-at", "-number")[:limit]
    return [
        HelperStep(
            at=at,
            number=number,
            change=Change.STOPPED if number % 2 else Change.RENEWED if renewed else Change.ADDED,
            person=_unseal(sealed),
            scopes=frozenset(Scope(each) for each in scopes),
            until=until,
            by=who,
        )
        for at, number, renewed, who, sealed, scopes, until in found
    ]


def _standing() -> QuerySet[Helper]:
    return Helper.objects.filter(stopped_at__isnull=True, until__gt=clock.now())


def _account(by: Actor, digest: str) -> int:
    known = Helper.objects.filter(phone_digest=digest).order_by("pk")
    account_id = known.values_list("account_id", flat=True).first()
    return account_id or accounts_actions.add_patient_account(by=by, kind=AccountKind.HELPER)


def _views(rows: Iterable[Helper]) -> list[HelperView]:
    return [
        HelperView(
            helper_id=row.pk,
            account_id=row.account_id,
            patient_id=row.patient_id,
            person=_unseal(row.sealed),
            scopes=frozenset(Scope(scope) for scope in row.scopes),
            since=row.since,
            until=row.until,
            accepted_at=row.accepted_at,
            stopped_at=row.stopped_at,
            last_used=row.last_used,
        )
        for row in rows
    ]


def _seal(person: HelperPerson) -> str:
    fields = {"name": person.name, "phone": person.phone, "relation": person.relation}
    return sealing.seal_text(json.dumps(fields, ensure_ascii=False))


def _unseal(sealed: str) -> HelperPerson:
    fields = json.loads(sealing.unseal_text(sealed))
    return HelperPerson(fields["name"], fields["phone"], Relation(fields["relation"]))
