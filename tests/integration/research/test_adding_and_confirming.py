"""What nobody marked is agreed upon too, and who decided says so in their own session."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps

from osteopro.research import actions
from osteopro.research.actions import Agreed
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import (
    Confirmation,
    Discrepancy,
    Meaning,
    Resolution,
    Statement,
    StatementMeaning,
)
from osteopro.research.queries import differences
from osteopro.research.terms import DiscrepancyState, StatementState
from tests import coding as builder
from tests import settling, studies
from tests.coding import Coded
from tests.settling import FORM, TEDIOUS, decided, guids, of, places
from tests.studies import Studied

pytestmark = pytest.mark.django_db
EASY = "后头熟了，几分钟就好"


@pytest.fixture
def handed_in(study: Studied) -> Coded:
    return settling.handed_in(study)


def test_what_nobody_marked_is_added_and_settled_anew(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    words = Agreed(handed_in.span(EASY), ("熟了就快",), handed_in.version_id)
    act = {**handed_in.doing(study.qin), "round_id": consensus.pk, "agreed": words}
    for wrong, code in (
        (decided(study, deciders=frozenset({study.qin.account_id})), "two-decide"),
        (decided(study, state=DiscrepancyState.CLARIFY), "not-decided"),
    ):
        with pytest.raises(Refused, match=code):
            actions.add_agreed(**act, decision=wrong, key=uuid4())
    key = uuid4()
    for _ in range(2):
        assert actions.add_agreed(**act, decision=decided(study), key=key) == key
    with pytest.raises(Refused, match="already-marked"):
        actions.add_agreed(**act, decision=decided(study), key=uuid4())
    place = next(each for each in places(handed_in, consensus) if each.names == {key})
    assert place.settled
    assert place.rows == ()
    assert place.agreed is not None
    assert [each.label for each in place.agreed.meanings] == ["熟了就快"]
    actions.settle(
        **handed_in.doing(study.luo),
        discrepancies=guids(place),
        decision=decided(study),
        agreed=Agreed(handed_in.span("几分钟就好"), ("很快",), handed_in.version_id),
        key=uuid4(),
    )
    assert Statement.objects.get(guid=key).state == StatementState.SUPERSEDED
    again = next(each for each in places(handed_in, consensus) if key in each.names)
    assert again.agreed is not None
    assert again.agreed.quote == "几分钟就好"
    with pytest.raises(Refused, match="no-consensus-round"):
        actions.add_agreed(
            **{**act, "round_id": handed_in.round_id}, decision=decided(study), key=uuid4()
        )


def test_who_is_named_confirms_or_opens_it_again(handed_in: Coded, study: Studied) -> None:
    consensus = handed_in.bring_together()
    place = of(places(handed_in, consensus), FORM)
    assert len(guids(place)) == 2
    actions.settle(
        **handed_in.doing(study.qin),
        discrepancies=guids(place),
        decision=decided(study),
        agreed=Agreed(handed_in.span(FORM), ("希望得到回音",)),
        key=uuid4(),
    )
    luo, about = handed_in.doing(study.luo), {"discrepancies": guids(place)}
    for who in (study.qin, study.zhou):
        with pytest.raises(Refused, match="not-a-decider"):
            actions.confirm_decision(**handed_in.doing(who), **about, key=uuid4())
    with pytest.raises(NotAllowed):
        actions.confirm_decision(**handed_in.doing(study.outsider), **about, key=uuid4())
    (waiting,) = differences.to_confirm(handed_in.round_id, study.luo.account_id)
    assert waiting[0] in {row.guid for row in place.rows}
    assert differences.to_confirm(handed_in.round_id, study.qin.account_id) == []
    for _ in range(2):
        actions.confirm_decision(**luo, **about, key=uuid4())
    assert Confirmation.objects.count() == 2
    assert differences.to_confirm(handed_in.round_id, study.luo.account_id) == []
    (settled,) = differences.discussion(guids(place))[1]
    assert [who for who, _ in settled.confirmed] == [study.luo.account_id]
    assert settled.waits_for == ()
    with pytest.raises(Refused, match="nothing-said"):
        actions.contest_decision(**luo, **about, text="", key=uuid4())
    actions.contest_decision(**luo, **about, text="我说的是另一处", key=uuid4())
    open_again = of(places(handed_in, consensus), FORM)
    assert not open_again.settled
    assert open_again.agreed is not None
    said, _ = differences.discussion(guids(place))
    assert [each.text for each in said] == ["我说的是另一处"]
    assert Resolution.objects.count() == 2


def test_blind_rows_that_were_linked_to_the_teams_meaning_get_their_own(study: Studied) -> None:
    coded = builder.blind(study)
    other = studies.frozen(study, "P8：填起来麻烦。", 8)
    team = Meaning.objects.get(
        guid=studies.agreed(study, other, {"填起来麻烦": "嫌麻烦"})["嫌麻烦"]
    )
    coded.mark(study.qin, TEDIOUS, "别的")
    coded.mark(study.qin, FORM, "别的")
    StatementMeaning.objects.filter(statement__round=coded.round_id).update(meaning=team)
    migration = import_module("osteopro.research.migrations.0004_confirmations")
    migration.own_meanings(apps, None)
    own = {
        (link.meaning.round_id, link.meaning.label)
        for link in StatementMeaning.objects.filter(statement__round=coded.round_id)
    }
    assert own == {(coded.round_id, "嫌麻烦")}
    assert team.links.count() == 1
    assert Discrepancy.objects.count() == 0
