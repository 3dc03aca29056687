"""Step 3: what statements mean; and every act is done once and leaves its line."""

from uuid import uuid4

import pytest

from osteopro.audit.models import Event
from osteopro.audit.terms import study_stream
from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.doing import Refused
from osteopro.research.models import Meaning, Statement, StatementMeaning
from tests import coding as builder
from tests import studies
from tests.coding import Coded
from tests.studies import Studied

pytestmark = pytest.mark.django_db
FORM = "有时候觉得更像走形式"


@pytest.fixture
def coded(study: Studied) -> Coded:
    return builder.blind(study)


def test_a_form_sent_twice_marks_once(coded: Coded, study: Studied) -> None:
    key = uuid4()
    for _ in range(2):
        actions.mark_statement(
            **coded.doing(study.qin),
            round_id=coded.round_id,
            version_id=coded.version_id,
            span=coded.span(FORM),
            key=key,
        )
    link = uuid4()
    for _ in range(2):
        actions.say_meaning(**coded.doing(study.qin), statement=key, label="走过场", key=link)
    assert Statement.objects.count() == StatementMeaning.objects.count() == 1


def test_several_meanings_of_a_statement_and_several_statements_of_a_meaning(
    coded: Coded, study: Studied
) -> None:
    one = coded.mark(study.qin, "觉得麻烦，要填的多", "嫌麻烦", "要填的多")
    other = coded.mark(study.qin, FORM, "嫌麻烦")
    with pytest.raises(Refused, match="already-meant"):
        actions.say_meaning(**coded.doing(study.qin), statement=other, label="嫌麻烦", key=uuid4())
    assert Meaning.objects.count() == 2
    first = coded.page(study.qin).statements[0]
    assert (first.guid, len(first.meanings)) == (one, 2)
    link = first.meanings[0].link
    actions.unlink_meaning(**coded.doing(study.qin), link=link)
    assert len(coded.page(study.qin).statements[0].meanings) == 1
    actions.relink_meaning(**coded.doing(study.qin), link=link)
    actions.reword_meaning(
        **coded.doing(study.qin), meaning=first.meanings[0].meaning, label="觉得麻烦", text="……"
    )
    labels = [each.label for one in coded.page(study.qin).statements for each in one.meanings]
    assert sorted(labels) == ["要填的多", "觉得麻烦", "觉得麻烦"]


@pytest.mark.invariant(11)
def test_the_trail_names_rows_and_holds_no_words(coded: Coded, study: Studied) -> None:
    guid = coded.mark(study.qin, FORM, "怀疑没有人看")
    actions.write_memo(**coded.doing(study.qin), statement=guid, memo="她说得很轻")
    events = Event.objects.filter(stream=study_stream(study.study_id))
    said = {each.kind for each in events}
    assert {"round.opened", "statement.marked", "meaning.linked", "statement.memo"} <= said
    written = " ".join(f"{each.detail} {each.reason}" for each in events)
    assert not any(words in written for words in ("走形式", "没有人看", "说得很轻"))


def test_what_somebody_wrote_blind_is_theirs_whatever_the_board_calls_it_later(
    coded: Coded, study: Studied
) -> None:
    version = studies.frozen(study, "P8：填起来麻烦。", 8)
    team = studies.agreed(study, version, {"填起来麻烦": "嫌麻烦"})["嫌麻烦"]
    guid = coded.mark(study.qin, "觉得麻烦，要填的多", "嫌麻烦")
    link = StatementMeaning.objects.select_related("meaning").get(statement__guid=guid)
    own = link.meaning
    assert (own.round_id, own.coder) == (coded.round_id, study.qin.account_id)
    actions.name_item(
        **coded.doing(study.luo),
        kind=Kind.MEANING,
        guid=team,
        name="填报的负担",
        words="",
        key=uuid4(),
    )
    (shown,) = coded.page(study.qin).statements
    assert [each.label for each in shown.meanings] == ["嫌麻烦"]
