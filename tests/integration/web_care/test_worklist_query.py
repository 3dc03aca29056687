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
from osteopro.followup.queries import figures, worklist
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.terms import Lane
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn

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
