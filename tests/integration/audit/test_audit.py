"""The trail is whole, and says so when it is not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from osteopro import clock
from osteopro.audit import actions, append_only, journal, one_chain, queries
from osteopro.audit.models import Event, Head, Seal
from osteopro.audit.terms import system
from tests import builders
from tests.builders import Someone

pytestmark = pytest.mark.django_db

BY = system("tests")


def tamper(sql: str) -> None:
    append_only.uninstall()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    append_only.install()


def test_a_busy_day_leaves_a_whole_trail(wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    actions.seal_day(by=BY, day=date(2026, 11, 23))
    assert list(queries.verify()) == []
    assert Event.objects.values("stream").distinct().count() == Head.objects.count()


@pytest.mark.invariant(11)
@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE audit_event SET capacity = 'nobody' WHERE seq = 2", "changed"),
        ("DELETE FROM audit_event WHERE seq = 2", "missing"),
        (
            "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)",
            "missing at the end",
        ),
    ],
)
def test_tampering_is_found(wang_xiuying: Someone, sql: str, what: str) -> None:
    builders.send(wang_xiuying)
    tamper(sql)
    assert any(what in found.what for found in queries.verify())


def test_cutting_a_chain_with_its_head_breaks_the_seal(wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    actions.seal_day(by=BY, day=date(2026, 11, 23))
    stream = f"patient:{wang_xiuying.patient_id}"
    last = Event.objects.filter(stream=stream).latest("seq")
    before = Event.objects.get(stream=stream, seq=last.seq - 1)
    tamper(f"DELETE FROM audit_event WHERE id = {last.pk}")
    Head.objects.filter(stream=stream).update(seq=before.seq, hash=before.hash)
    assert [found.what for found in queries.verify()] == ["events sealed on 2026-11-23 are gone"]


def test_a_day_is_sealed_once() -> None:
    assert actions.seal_day(by=BY, day=date(2026, 11, 23))
    assert not actions.seal_day(by=BY, day=date(2026, 11, 23))
    assert Seal.objects.count() == 1


@pytest.mark.invariant(11)
def test_an_action_without_an_event_changes_nothing() -> None:
    @journal.action
    def silent() -> None:
        Head.objects.create(stream="made in silence")

    with pytest.raises(journal.AuditMissing), transaction.atomic():
        silent()
    assert not Head.objects.filter(stream="made in silence").exists()
    journal.REGISTRY.pop(next(name for name in journal.REGISTRY if name.endswith("silent")))


def test_an_inner_action_that_changed_nothing_does_not_excuse_its_caller() -> None:
    @journal.action
    def repeated() -> None:
        journal.nothing_changed()

    @journal.action
    def silent_around() -> None:
        Head.objects.create(stream="made in silence")
        repeated()

    with pytest.raises(journal.AuditMissing), transaction.atomic():
        silent_around()
    for name in [n for n in journal.REGISTRY if "does_not_excuse" in n]:
        journal.REGISTRY.pop(name)


@pytest.mark.invariant(11)
def test_history_cannot_be_rewritten(wang_xiuying: Someone) -> None:
    for model in append_only.protected_models():
        if not model._default_manager.exists():
            continue
        with pytest.raises(Exception, match="append only"), transaction.atomic():
            # Straight to the table: Django's own protection is not what is tested.
            model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_a_missing_trigger_is_an_error_of_the_system_check() -> None:
    assert append_only.check_triggers(databases=["default"]) == []
    append_only.uninstall()
    assert append_only.check_triggers(databases=["default"])
    append_only.install()
    assert append_only.missing(connection) == []


def found() -> list[str]:
    return [each.what for each in queries.verify()]


def test_a_head_without_events_and_events_without_a_head_are_found(wang_xiuying: Someone) -> None:
    stream = f"patient:{wang_xiuying.patient_id}"
    tamper(f"DELETE FROM audit_event WHERE stream = '{stream}'")
    assert found() == ["the head has no events"]
    Head.objects.filter(stream=stream).delete()
    assert found() == []
    Head.objects.all().delete()
    assert found() == ["the events have no head"]


def test_a_head_with_another_digest_is_found(wang_xiuying: Someone) -> None:
    stream = f"patient:{wang_xiuying.patient_id}"
    Head.objects.filter(stream=stream).update(hash="0" * 64)
    assert found() == ["the head is not that of the last event"]


def seal_days(first: date, count: int) -> None:
    for number in range(count):
        day = first + timedelta(days=number)
        with clock.frozen(datetime(day.year, day.month, day.day, 18, tzinfo=UTC)):
            actions.seal_day(by=BY, day=day)


def test_every_day_of_work_is_sealed(wang_xiuying: Someone) -> None:
    seal_days(date(2026, 11, 23), 6)
    with clock.frozen(datetime(2026, 11, 30, 2, tzinfo=UTC)):
        assert found() == []


def test_a_day_of_work_without_a_seal_is_found(wang_xiuying: Someone) -> None:
    seal_days(date(2026, 11, 23), 2)
    with clock.frozen(datetime(2026, 11, 26, 2, tzinfo=UTC)):
        builders.send(wang_xiuying)
    seal_days(date(2026, 11, 26), 2)
    with clock.frozen(datetime(2026, 11, 29, 2, tzinfo=UTC)):
        assert "the day has events and no seal" in found()


def test_seals_cut_off_at_the_end_are_found(wang_xiuying: Someone) -> None:
    seal_days(date(2026, 11, 23), 3)
    with clock.frozen(datetime(2026, 12, 1, 2, tzinfo=UTC)):
        assert found() == ["the newest seal is older than two days"]


def test_without_any_seal_the_trail_is_not_whole_for_long(wang_xiuying: Someone) -> None:
    with clock.frozen(datetime(2026, 11, 26, 2, tzinfo=UTC)):
        assert found() == ["the newest seal is older than two days"]


def test_the_command_names_the_newest_seal(
    wang_xiuying: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    actions.seal_day(by=BY, day=date(2026, 11, 23))
    call_command("audit_verify")
    assert f"2026-11-23 {Seal.objects.get().hash}" in capsys.readouterr().out


def test_a_chain_that_grows_while_it_is_read_is_whole(
    wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = queries._verify_events

    def meanwhile(walk: queries._Walk) -> Iterator[queries.Break]:
        builders.send(wang_xiuying)
        yield from plain(walk)

    monkeypatch.setattr(queries, "_verify_events", meanwhile)
    assert found() == []


def test_replacing_a_row_is_refused(wang_xiuying: Someone) -> None:
    """REPLACE deletes first; SQLite tells the triggers of it only when asked to."""
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    builders.send(wang_xiuying)
    for model in append_only.protected_models():
        row = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        if row is None:
            continue
        table = model._meta.db_table
        with (
            pytest.raises(Exception, match="append only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = {row}")


def test_a_trail_made_anew_is_not_the_one_that_was_kept(wang_xiuying: Someone) -> None:
    actions.seal_day(by=BY, day=date(2026, 11, 23))
    kept = ("2026-11-23", Seal.objects.get().hash)
    call_command("audit_verify", kept=[kept])
    with pytest.raises(CommandError, match="1 breaks"):
        call_command("audit_verify", kept=[("2026-11-23", "0" * 64)])
    with pytest.raises(CommandError, match="DAY DIGEST"):
        call_command("audit_verify", kept=[("yesterday", kept[1])])


def test_one_chain_is_proved_as_it_stands_and_as_it_stood(wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    stream = f"patient:{wang_xiuying.patient_id}"
    head = Head.objects.get(stream=stream)
    now = one_chain.prove(stream)
    assert (now.lines, now.head, now.holds) == (head.seq, head.hash, True)
    before = one_chain.prove(stream, lines=2)
    assert (before.lines, before.holds) == (2, True)
    assert before.head == Event.objects.get(stream=stream, seq=2).hash
    assert one_chain.prove("study:0").holds


@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        ("UPDATE audit_event SET capacity = 'nobody' WHERE seq = 2", 2),
        ("DELETE FROM audit_event WHERE seq = 2", 2),
        ("DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)", 0),
    ],
)
def test_a_chain_that_was_tampered_with_is_not_proved(
    wang_xiuying: Someone, sql: str, broken_at: int
) -> None:
    builders.send(wang_xiuying)
    stream = Event.objects.latest("pk").stream
    tamper(sql)
    found = one_chain.prove(stream)
    assert not found.holds
    assert found.broken_at == broken_at
