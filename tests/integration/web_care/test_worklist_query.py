"""What the worklist costs: the same few queries by index, however many patients there are."""

import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.followup import actions
from osteopro.followup.models import Review
from osteopro.followup.queries import figures, people, worklist
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.terms import Lane, PauseReason
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, page

MINE, CLINICS = Filter(Whose.MINE), Filter(Whose.CLINICS)
# Reading session and account, and the roles of the account, belong to signing in.
WHO = re.compile(r'SELECT "(django_session|accounts_account|access_rolegrant)"')
MOST = 6


def some_patients(clinic: builders.Clinic, number: int) -> None:
    """Patients with a record each: one in three urgent, one in three routine, one late."""
    first = len(clinic.people)
    for n in range(first, first + number):
        someone = builders.patient(clinic, name=f"王{n}", phone=f"+86138{n:08d}")
        if n % 3:
            builders.send(someone, sym_pain_rest="9" if n % 3 == 1 else "3")


def cost(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get("/care/").status_code == 200
    mine = [query["sql"] for query in caught.captured_queries]
    return [sql for sql in mine if not WHO.match(sql) or "counted" in sql]


def test_the_page_costs_at_most_six_queries_however_many_patients(
    clinic: builders.Clinic, monday: datetime, sign_in: SignIn
) -> None:
    some_patients(clinic, 5)
    li = sign_in(clinic.li)
    li.get("/care/")  # compiles rules and notes that the list was read
    with clock.frozen(MONDAY + timedelta(seconds=30)):
        few = cost(li)
        some_patients(clinic, 75)
        many = cost(li)
    assert len(few) == len(many) <= MOST, "\n".join(many)


def test_a_lane_shows_fifty_and_counts_all(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    some_patients(clinic, 156)
    # Three full lanes still travel light (ux T5: 60 KB for 50 rows).
    assert len(gzip.compress(li.get("/care/").content)) < 60_000
    viewer = clinic.li.viewer
    numbers = figures.figures(viewer, MINE)
    assert numbers.lanes[Lane.NOW] == numbers.lanes[Lane.REPLY] == 52
    first = worklist.lanes(viewer, MINE, numbers)[0]
    second = worklist.lanes(viewer, MINE, numbers, page_of={Lane.NOW: 2})[0]
    assert (len(first.rows), first.more) == (50, True)
    assert (len(second.rows), second.more) == (2, False)
    ids = [row.patient_id for row in (*first.rows, *second.rows)]
    assert len(set(ids)) == 52


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Tiny tables are read whole; what counts is whether the index can be used.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + sql)
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
        return "\n".join(str(row) for row in cursor.fetchall())


def queries_of(ask: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        ask()
    return [q["sql"] for q in caught.captured_queries if "followup_carestate" in q["sql"]]


@pytest.mark.parametrize("chosen", [MINE, CLINICS])
def test_rows_and_figures_come_by_the_indexes_of_the_state_row(
    clinic: builders.Clinic, monday: datetime, chosen: Filter
) -> None:
    some_patients(clinic, 3)
    viewer: Viewer = clinic.li.viewer
    numbers = figures.figures(viewer, chosen)
    asked = queries_of(lambda: figures.figures(viewer, chosen))
    asked += queries_of(lambda: worklist.lanes(viewer, chosen, numbers))
    assert len(asked) == 2
    for sql in asked:
        steps = plan(sql)
        assert "SCAN U0" not in steps, steps
        assert "Seq Scan on followup_" not in steps, steps
        assert "SCAN followup_" not in steps, steps
        assert "followup_ca" in steps, steps


def test_the_order_is_level_then_promise(clinic: builders.Clinic, monday: datetime) -> None:
    late, soon, worst = (
        builders.patient(clinic, name=name, phone=f"+861380000700{n}")
        for n, name in enumerate("甲乙丙")
    )
    builders.send(soon, at=MONDAY - timedelta(minutes=50), sym_pain_rest="9")
    builders.send(late, at=MONDAY - timedelta(minutes=40), sym_pain_rest="9")
    builders.send(worst, at=MONDAY - timedelta(minutes=1), rf_check=["chest"])
    numbers = figures.figures(clinic.li.viewer, MINE)
    now = worklist.lanes(clinic.li.viewer, MINE, numbers)[0]
    assert [row.person.name for row in now.rows] == ["丙", "乙", "甲"]


def test_mine_are_those_i_manage_or_back_up(clinic: builders.Clinic, monday: datetime) -> None:
    builders.send(builders.patient(clinic))
    for viewer, chosen, waiting in (
        (clinic.li.viewer, MINE, 1),
        (clinic.wang.viewer, MINE, 1),
        (clinic.lead.viewer, MINE, 0),
        (clinic.lead.viewer, CLINICS, 1),
        (clinic.admin.viewer, CLINICS, 1),
    ):
        assert figures.waiting(viewer, chosen) == waiting


def test_another_clinic_is_not_counted(clinic: builders.Clinic, monday: datetime) -> None:
    elsewhere = builders.clinic("east")
    builders.send(builders.patient(elsewhere))
    for chosen in (MINE, CLINICS):
        assert figures.waiting(clinic.li.viewer, chosen) == 0
        assert figures.figures(clinic.li.viewer, chosen).waiting == 0


def test_how_long_replies_took_is_told_in_service_time(
    clinic: builders.Clinic, monday: datetime, sign_in: SignIn
) -> None:
    """Sent on Friday at 16:30 and answered on Monday at 10:00: two and a half hours."""
    li = sign_in(clinic.li)
    assert "平均回复" not in page(li.get("/care/"))
    with clock.frozen(MONDAY - timedelta(days=4)):
        someone = builders.patient(clinic)
    friday = MONDAY - timedelta(days=2, hours=17, minutes=30)
    receipt = builders.send(someone, at=friday)
    builders.reply(clinic, someone, receipt)
    assert Review.objects.get().waited_s == 2.5 * 3600
    quick = builders.send(builders.patient(clinic, phone="+8613800006699"))
    with clock.frozen(MONDAY + timedelta(minutes=10)):
        builders.reply(clinic, clinic.people[-1], quick)
        text = page(li.get("/care/"))
    assert "平均回复（上班时间）" in text
    assert figures.figures(clinic.li.viewer, MINE).mean_reply == timedelta(minutes=80)


def test_every_patient_stands_on_one_page_of_the_panel(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    for n in range(60):
        someone = builders.patient(clinic, name=f"王{n}", phone=f"+86138{n:08d}")
        if n % 12:
            actions.pause(
                by=someone.actor,
                patient_id=someone.patient_id,
                until=MONDAY.date() + timedelta(days=1 + n % 7),
                reason=PauseReason.HOLIDAY,
            )
    everybody = people.panel(clinic.li.viewer, MINE)
    assert (len(everybody.found), everybody.page, everybody.pages) == (50, 1, 2)
    rest = people.panel(clinic.li.viewer, MINE, 2)
    listed = [*everybody.found, *rest.found]
    assert sorted(each.patient_id for each in listed) == sorted(
        each.patient_id for each in clinic.people
    )
    order = [(each.next_due_on, each.patient_id) for each in listed]
    assert order == sorted(order)
    assert people.panel(clinic.li.viewer, MINE, 9).page == 2
    first = page(li.get("/care/patients/"))
    assert "第 1 页，共 2 页" in first
    assert first.count("已暂停") == sum(each.paused for each in everybody.found)
    assert page(li.get("/care/patients/?who=mine&page=2")).count("data-row-link") == len(rest.found)
