"""A transcript is frozen anew while its round is settled: work goes on in the new version."""

from uuid import uuid4

import pytest

from osteopro.research import actions, versions
from osteopro.research.actions import Agreed
from osteopro.research.doing import Refused
from osteopro.research.models import Discrepancy, Round, Statement
from osteopro.research.queries.places import PlaceView
from osteopro.research.terms import DiscrepancyState, StatementState
from osteopro.research.text.normal import Span
from tests import settling
from tests.coding import Coded
from tests.settling import DOUBT, FORM, NURSE, TEDIOUS, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


def settle(coded: Coded, place: PlaceView, words: str | None, *meanings: str) -> None:
    """Let these words of the newest version stand at the place; nothing for None."""
    agreed = None
    if words:
        start = versions.text_of(coded.newest).index(words)
        agreed = Agreed(Span(start, start + len(words)), meanings, coded.newest)
    actions.settle(
        **coded.doing(coded.studied.luo),
        discrepancies=guids(place),
        decision=decided(coded.studied),
        agreed=agreed,
        key=uuid4(),
    )


def standing(consensus: Round) -> list[tuple[str, int]]:
    rows = Statement.objects.filter(round=consensus, state=StatementState.ACCEPTED)
    return [(row.quote, row.version_id) for row in rows.order_by("start")]


def test_a_place_is_settled_in_the_new_version_and_one_statement_stands(
    handed_in: Coded,
) -> None:
    consensus = handed_in.bring_together()
    settle(handed_in, of(places(handed_in, consensus), FORM), DOUBT, "看不到记录的去处")
    before = places(handed_in, consensus)
    for _ in range(2):
        newest = handed_in.freeze_anew()
        now = places(handed_in, consensus)
        assert [guids(each) for each in now] == [guids(each) for each in before]
        assert [each.settled for each in now] == [each.settled for each in before]
        text = versions.text_of(newest)
        assert all(text[r.start : r.end] == r.quote for each in now for r in each.rows)
        doubt = of(now, FORM)
        assert doubt.agreed is not None
        assert doubt.agreed.version_id == newest
        settle(handed_in, doubt, FORM, "希望得到回音")
        assert standing(consensus) == [(FORM, newest), (NURSE, newest)]
        again = of(places(handed_in, consensus), FORM).agreed
        assert again is not None
        assert [each.label for each in again.meanings] == ["希望得到回音"]
        assert doubt.names < of(places(handed_in, consensus), FORM).names
    settle(handed_in, of(places(handed_in, consensus), FORM), None)
    assert standing(consensus) == [(NURSE, newest)]
    settle(handed_in, of(places(handed_in, consensus), TEDIOUS), TEDIOUS, "嫌麻烦")
    assert standing(consensus) == [(TEDIOUS, newest), (NURSE, newest)]


def test_where_agreed_words_are_gone_the_team_decides_anew(handed_in: Coded) -> None:
    consensus = handed_in.bring_together()
    settle(handed_in, of(places(handed_in, consensus), TEDIOUS), TEDIOUS, "嫌麻烦")
    newest = handed_in.freeze_anew(("要填的多", "题目太长"), (NURSE, "打来就好了"))
    assert standing(consensus) == []
    now = places(handed_in, consensus)
    tedious, nurse = of(now, TEDIOUS), of(now, NURSE)
    for place in (tedious, nurse):
        assert not place.settled
        assert place.lost is not None
        assert all(row.gone for row in place.rows)
    assert [len(nurse.rows), len(guids(nurse)), len(guids(tedious))] == [2, 1, 1]
    with pytest.raises(Refused, match="outside"):
        actions.settle(
            **handed_in.doing(handed_in.studied.qin),
            discrepancies=guids(nurse),
            decision=decided(handed_in.studied),
            agreed=Agreed(Span(90_000, 90_010), ("x",), newest),
            key=uuid4(),
        )
    settle(handed_in, nurse, "打来就好了", "接到电话，心里踏实")
    settle(handed_in, tedious, None)
    assert standing(consensus) == [("打来就好了", newest)]
    assert not Statement.objects.filter(state=StatementState.ORPHAN).exists()
    assert [of(places(handed_in, consensus), each).lost for each in (TEDIOUS, NURSE)] == [None] * 2


def test_what_was_frozen_before_it_was_brought_together_is_what_the_team_goes_on_with(
    handed_in: Coded,
) -> None:
    newest = handed_in.freeze_anew((NURSE, "打来就好了"))
    consensus = handed_in.bring_together()
    assert standing(consensus) == []
    nurse = of(places(handed_in, consensus), NURSE)
    assert not nurse.settled
    settle(handed_in, of(places(handed_in, consensus), TEDIOUS), TEDIOUS, "嫌麻烦")
    assert standing(consensus) == [(TEDIOUS, newest)]
    later = handed_in.freeze_anew()
    assert standing(consensus) == [(TEDIOUS, later)]
    coded = Statement.objects.filter(round_id=handed_in.round_id)
    assert set(coded.values_list("version_id", flat=True)) == {handed_in.version_id}
    open_now = Discrepancy.objects.filter(state=DiscrepancyState.OPEN).count()
    assert open_now == Discrepancy.objects.count() - 1
