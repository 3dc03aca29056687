"""Step 2: significant statements are the words of their place (invariant 3)."""

from uuid import uuid4

import pytest

from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.models import Statement, TranscriptVersion
from osteopro.research.text.normal import Span
from tests import coding as builder
from tests import studies
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


def versions_of(coded: Coded) -> list[int]:
    found = TranscriptVersion.objects.get(pk=coded.version_id)
    return list(found.transcript.versions.order_by("no").values_list("pk", flat=True))


@pytest.mark.invariant(3)
def test_the_quote_is_the_text_of_its_span(coded: Coded, study: Studied) -> None:
    whole = coded.span("😖我也不晓得")
    guid = actions.mark_statement(
        **coded.doing(study.qin),
        round_id=coded.round_id,
        version_id=coded.version_id,
        span=Span(whole.start, whole.end),
        key=uuid4(),
    )
    actions.move_statement(
        **coded.doing(study.qin), statement=guid, span=Span(whole.start + 1, whole.end + 5)
    )
    row = Statement.objects.get(guid=guid)
    assert row.quote == coded.text[row.start : row.end] == "我也不晓得医生有没有"
    blanks = coded.span("？\n")
    coded_blank = actions.mark_statement(
        **coded.doing(study.qin),
        round_id=coded.round_id,
        version_id=coded.version_id,
        span=blanks,
        key=uuid4(),
    )
    assert Statement.objects.get(guid=coded_blank).quote == "？"


@pytest.mark.invariant(3)
def test_only_frozen_versions_of_the_round_are_coded(coded: Coded, study: Studied) -> None:
    other = studies.frozen(study, "P8：疼。", 8)
    for version_id in (other, coded.version_id - 1):
        with pytest.raises(Refused, match="not-in-round"):
            actions.mark_statement(
                **coded.doing(study.qin),
                round_id=coded.round_id,
                version_id=version_id,
                span=Span(0, 2),
                key=uuid4(),
            )
    reviewed = versions_of(coded)[-2]
    with pytest.raises(Refused, match="not-frozen"):
        actions.open_round(
            **coded.doing(study.qin),
            versions=[reviewed],
            coders=[study.qin.account_id, study.luo.account_id],
            key=uuid4(),
        )
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("span", "code"),
    [
        (Span(100_000, 100_010), "outside"),
        (Span(0, 2_001), "too-long"),
    ],
)
def test_what_cannot_be_a_statement_is_refused(
    coded: Coded, study: Studied, span: Span, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        actions.mark_statement(
            **coded.doing(study.qin),
            round_id=coded.round_id,
            version_id=coded.version_id,
            span=span,
            key=uuid4(),
        )


def test_spans_may_overlap_but_not_be_marked_twice(coded: Coded, study: Studied) -> None:
    coded.mark(study.qin, "我也不晓得医生有没有看，有时候觉得更像走形式")
    first = coded.mark(study.qin, FORM)
    with pytest.raises(Refused, match="already-marked"):
        coded.mark(study.qin, FORM)
    actions.reject_statement(**coded.doing(study.qin), statement=first)
    again = coded.mark(study.qin, FORM)
    with pytest.raises(Refused, match="already-marked"):
        actions.restore_statement(**coded.doing(study.qin), statement=first)
    assert [each.no for each in coded.page(study.qin).statements] == [1, 3]
    actions.reject_statement(**coded.doing(study.qin), statement=again)
    actions.restore_statement(**coded.doing(study.qin), statement=first)
    assert [each.no for each in coded.page(study.qin).statements] == [1, 2]
