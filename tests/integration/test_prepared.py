"""Queries that Django words once give what the plain queries give."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.test.utils import CaptureQueriesContext

from osteopro.db import Given, Prepared
from osteopro.followup.models import CareState
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from tests import builders
from tests.builders import Someone

pytestmark = pytest.mark.django_db


def _since(patient: object, since: object) -> object:
    rows = Response.objects.filter(patient_id=patient, effective__gte=since)
    return rows.exclude(status="it's 100 % other").order_by("-effective")


def test_each_call_has_its_own_values_and_the_words_are_made_once(
    monday: datetime, wang_xiuying: Someone
) -> None:
    for week in range(3):
        builders.send(wang_xiuying, at=monday + timedelta(days=7 * week))
    words = Mock(
        side_effect=lambda: _since(
            Given("patient", BigIntegerField()), Given("since", DateTimeField())
        )
    )
    prepared: Prepared[Response] = Prepared(words)
    for week in range(4):
        since = monday + timedelta(days=7 * week)
        found = prepared.rows(patient=wang_xiuying.patient_id, since=since)
        assert found == list(_since(wang_xiuying.patient_id, since))  # type: ignore[call-overload]
        assert len(found) == 3 - week
    words.assert_called_once_with()


def test_a_row_reads_like_any_other(monday: datetime, wang_xiuying: Someone) -> None:
    sent = builders.send(wang_xiuying)
    by_uuid = Prepared(lambda: Response.objects.filter(uuid=Given("uuid", UUIDField())))
    row, plain = by_uuid.row(uuid=sent.uuid), Response.objects.get()
    assert row is not None
    columns = [field.attname for field in Response._meta.concrete_fields]
    assert [getattr(row, c) for c in columns] == [getattr(plain, c) for c in columns]
    assert by_uuid.row(uuid=uuid4()) is None
    assert by_uuid.row(uuid=None) is None


def test_columns_besides_the_models_own_are_read_as_django_reads_them(
    monday: datetime, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    builders.send(wang_xiuying, at=monday + timedelta(days=7))

    def newest(patient: object) -> QuerySet[CareState]:
        last = Response.objects.filter(patient_id=OuterRef("patient_id")).order_by("-effective")
        return CareState.objects.filter(patient_id=patient).annotate(
            uuid=Subquery(last.values("uuid")[:1]),
            at=Subquery(last.values("received")[:1]),
            since=F("last_record_at") - F("last_full_at"),
            age=Subquery(last.annotate(age=F("received") - monday).values("age")[:1]),
        )

    prepared = Prepared(lambda: newest(Given("patient", BigIntegerField())))
    row = prepared.row(patient=wang_xiuying.patient_id)
    plain: Any = newest(wang_xiuying.patient_id).get()
    assert row is not None
    for name in ("uuid", "at", "since", "age"):
        assert getattr(row, name) == getattr(plain, name)
    assert plain.age == timedelta(days=7)
    assert plain.since is None


def test_what_can_have_no_row_has_none() -> None:
    assert Prepared(CareState.objects.none).rows() == []


def test_a_lock_is_part_of_the_words(monday: datetime, wang_xiuying: Someone) -> None:
    mine = Prepared(
        lambda: CareState.objects.select_for_update().filter(
            patient_id=Given("patient", BigIntegerField())
        )
    )
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        assert mine.row(patient=wang_xiuying.patient_id) is not None
    locks = any("FOR UPDATE" in query["sql"] for query in captured)
    assert locks is (connection.vendor == "postgresql")


def test_the_history_of_somebody_long_here_begins_with_their_first_long_form(
    monday: datetime, wang_xiuying: Someone
) -> None:
    """Both shapes of the look around a submission: within half a year, and of all time."""
    long_ago = monday - timedelta(days=400)
    first = builders.send(wang_xiuying, full=True, at=long_ago)
    builders.send(wang_xiuying, at=long_ago + timedelta(days=7))
    last = builders.send(wang_xiuying, at=monday - timedelta(days=7))

    def history(joined: datetime) -> list[object]:
        around = records_queries.surroundings(
            wang_xiuying.patient_id, before=monday, joined=joined.date()
        )
        return [each.uuid for each in around.history]

    assert history(long_ago) == [last.uuid, first.uuid]
    assert history(monday - timedelta(days=30)) == [last.uuid]


def test_postgresql_compiles_no_query() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no compiler")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
