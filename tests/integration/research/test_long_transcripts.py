"""Long transcripts with many statements cost no more than short ones."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.research import actions, versions
from osteopro.research.models import Statement
from osteopro.research.queries import coding
from osteopro.research.terms import StatementState
from osteopro.research.text.normal import Span
from tests import coding as builder
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


def long_talk(turns: int) -> str:
    return "\n".join(
        f"{'访谈者' if n % 2 else 'P7'}：第{n}句话，" + "疼" * 120 for n in range(turns)
    )


def test_a_page_costs_the_same_for_any_number_of_statements(study: Studied) -> None:
    coded = builder.blind(study, long_talk(400))
    now = clock.now()
    text = coded.text
    Statement.objects.bulk_create(
        Statement(
            guid=uuid4(),
            version_id=coded.version_id,
            round_id=coded.round_id,
            coder=study.qin.account_id,
            no=no,
            start=no * 20,
            end=no * 20 + 10,
            quote=text[no * 20 : no * 20 + 10],
            state=StatementState.PROPOSED,
            at=now,
        )
        for no in range(2000)
    )
    with CaptureQueriesContext(connection) as counted:
        shown = coded.page(study.qin, 2)
    assert len(counted) <= 4
    assert shown.pages > 10
    assert len(shown.statements) < 250
    assert all(shown.start < each.end and each.start < shown.end for each in shown.statements)
    assert shown.turns[0].no == coded.page(study.qin, 1).turns[-1].no + 1
    assert coding.page_at(coded.version_id, shown.start) == 2


def test_marking_reads_only_the_blocks_it_touches(study: Studied) -> None:
    coded = builder.blind(study, long_talk(400))
    with CaptureQueriesContext(connection) as counted:
        coded_at = Span(45_000, 45_010)
        actions.mark_statement(
            **coded.doing(study.qin),
            round_id=coded.round_id,
            version_id=coded.version_id,
            span=coded_at,
            key=uuid4(),
        )
    assert len(counted) <= 16
    assert versions.words_at(coded.version_id, Span(45_000, 45_010)) in coded.text
