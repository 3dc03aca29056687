"""Step 4: meanings into clusters, clusters into themes, and every step undone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.board import Kind
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.models import (
    Meaning,
    ReportQuote,
    Round,
    RoundCoder,
    Statement,
    StudyConsent,
)
from osteopro.research.queries import steps, themes
from osteopro.research.terms import RoundMode
from tests import studies
from tests.studies import Studied
from tests.study_results import by_qin

pytestmark = pytest.mark.django_db
TEXT = "访谈者：怎么样？\nP1：填起来麻烦。\nP1：回得快，心里踏实。\nP1：不晓得有没有人看。"
WORDS = {"填起来麻烦": "嫌麻烦", "回得快，心里踏实": "安心", "不晓得有没有人看": "怀疑没人看"}


@pytest.fixture
def meanings(study: Studied) -> dict[str, UUID]:
    return studies.agreed(study, studies.frozen(study, TEXT), WORDS)


def add(study: Studied, kind: Kind, name: str, into: UUID | None = None) -> UUID:
    return actions.add_item(**by_qin(study), kind=kind, name=name, into=into)


def move(study: Studied, kind: Kind, guid: UUID, into: UUID | None) -> None:
    actions.move_item(**by_qin(study), kind=kind, guid=guid, into=into)


def test_a_theme_counts_the_people_and_statements_behind_it(
    study: Studied, meanings: dict[str, UUID]
) -> None:
    second = studies.frozen(study, TEXT, number=2)
    studies.agreed(study, second, {"填起来麻烦": "嫌麻烦"})
    theme = add(study, Kind.THEME, "对项目看法不一")
    sub = add(study, Kind.THEME, "太麻烦", theme)
    cluster = add(study, Kind.CLUSTER, "填报负担", sub)
    assert len(themes.board(study.study_id).meanings) == 3
    move(study, Kind.MEANING, meanings["嫌麻烦"], cluster)
    (found,) = themes.board(study.study_id).themes
    assert (len(found.behind.statements), found.behind.participants) == (2, frozenset({1, 2}))
    assert found.children[0].clusters[0].meanings[0].name == "嫌麻烦"


def test_who_withdraws_stands_behind_nothing(study: Studied, meanings: dict[str, UUID]) -> None:
    cluster = add(study, Kind.CLUSTER, "填报负担")
    move(study, Kind.MEANING, meanings["嫌麻烦"], cluster)
    StudyConsent.objects.update(withdrawn_at=clock.now())
    (found,) = themes.board(study.study_id).clusters
    assert not found.behind.statements
    assert not found.behind.participants


@pytest.mark.invariant(7)
def test_two_levels_and_no_more(study: Studied) -> None:
    theme = add(study, Kind.THEME, "甲")
    sub = add(study, Kind.THEME, "乙", theme)
    with pytest.raises(Refused, match="too-deep"):
        add(study, Kind.THEME, "丙", sub)
    other = add(study, Kind.THEME, "丁")
    with pytest.raises(Refused, match="too-deep"):
        move(study, Kind.THEME, theme, other)
    with pytest.raises(Refused, match="named-already"):
        add(study, Kind.THEME, "甲")


def test_every_step_can_be_undone(study: Studied, meanings: dict[str, UUID]) -> None:
    theme = add(study, Kind.THEME, "甲")
    cluster = add(study, Kind.CLUSTER, "乙", theme)
    before = themes.board(study.study_id)
    guid = meanings["安心"]
    steps = [
        lambda: move(study, Kind.MEANING, guid, cluster),
        lambda: actions.name_item(
            **by_qin(study), kind=Kind.CLUSTER, guid=cluster, name="踏实", words="回得快"
        ),
        lambda: add(study, Kind.CLUSTER, "丙", theme),
        lambda: move(study, Kind.CLUSTER, cluster, None),
        lambda: actions.shift_item(
            **by_qin(study), kind=Kind.THEME, guid=add(study, Kind.THEME, "丁"), places=-1
        ),
        lambda: actions.remove_item(
            **by_qin(study), kind=Kind.CLUSTER, guid=add(study, Kind.CLUSTER, "戊")
        ),
    ]
    for step in steps:
        step()
    assert themes.board(study.study_id) != before
    while (last := themes.last_move(study.study_id, study.qin.account_id)) is not None:
        if themes.board(study.study_id) == before:
            break
        actions.undo_move(by=study.qin.actor, study_id=study.study_id, move=last.guid)
    assert themes.board(study.study_id) == before


def test_what_was_changed_since_is_not_undone(study: Studied, meanings: dict[str, UUID]) -> None:
    one, two = add(study, Kind.CLUSTER, "甲"), add(study, Kind.CLUSTER, "乙")
    guid = meanings["安心"]
    move(study, Kind.MEANING, guid, one)
    first = themes.last_move(study.study_id, study.qin.account_id)
    assert first is not None
    actions.move_item(
        by=study.luo.actor,
        study_id=study.study_id,
        kind=Kind.MEANING,
        guid=guid,
        into=two,
        key=uuid4(),
    )
    with pytest.raises(Refused, match="moved-since"):
        actions.undo_move(by=study.qin.actor, study_id=study.study_id, move=first.guid)


def test_an_undo_makes_nothing_that_could_not_be_made(study: Studied) -> None:
    theme = add(study, Kind.THEME, "甲")
    cluster = add(study, Kind.CLUSTER, "乙", theme)
    actions.remove_item(**by_qin(study), kind=Kind.CLUSTER, guid=cluster)
    removed = themes.last_move(study.study_id, study.qin.account_id)
    luo = {"by": study.luo.actor, "study_id": study.study_id}
    actions.remove_item(**luo, kind=Kind.THEME, guid=theme, key=uuid4())
    assert removed is not None
    with pytest.raises(Refused, match="moved-since"):
        actions.undo_move(by=study.qin.actor, study_id=study.study_id, move=removed.guid)
    assert steps.chain_of(study.study_id).themes == {}


def test_an_undo_puts_no_theme_into_itself(study: Studied) -> None:
    outer = add(study, Kind.THEME, "甲")
    inner = add(study, Kind.THEME, "乙", outer)
    move(study, Kind.THEME, inner, None)
    out = themes.last_move(study.study_id, study.qin.account_id)
    luo = {"by": study.luo.actor, "study_id": study.study_id}
    actions.move_item(**luo, kind=Kind.THEME, guid=outer, into=inner, key=uuid4())
    assert out is not None
    with pytest.raises(Refused, match="too-deep"):
        actions.undo_move(by=study.qin.actor, study_id=study.study_id, move=out.guid)
    assert [each.name for each in themes.board(study.study_id).every_theme()] == ["乙", "甲"]


def test_moving_a_meaning_leaves_blind_ones_alone(
    study: Studied, meanings: dict[str, UUID]
) -> None:
    blind = Round.objects.create(
        guid=uuid4(),
        study_id=study.study_id,
        no=9,
        mode=RoundMode.INDEPENDENT,
        opened_at=clock.now(),
        opened_by=study.zhou.account_id,
    )
    for coder in (study.qin, study.luo):
        RoundCoder.objects.create(round=blind, coder=coder.account_id)
    own = Meaning.objects.create(
        guid=uuid4(),
        study_id=study.study_id,
        round=blind,
        coder=study.luo.account_id,
        label="还没交",
        at=clock.now(),
    )
    actions.shift_item(**by_qin(study), kind=Kind.MEANING, guid=meanings["安心"], places=1)
    own.refresh_from_db()
    assert own.order == 0


def test_a_full_cluster_is_not_taken_off(study: Studied, meanings: dict[str, UUID]) -> None:
    cluster = add(study, Kind.CLUSTER, "甲")
    move(study, Kind.MEANING, meanings["安心"], cluster)
    with pytest.raises(Refused, match="not-empty"):
        actions.remove_item(**by_qin(study), kind=Kind.CLUSTER, guid=cluster)


def test_what_others_coded_too_waits_for_consensus(
    study: Studied, meanings: dict[str, UUID]
) -> None:
    Round.objects.update(mode=RoundMode.INDEPENDENT)
    round_ = Round.objects.get()
    for coder in (study.qin, study.luo):
        RoundCoder.objects.create(round=round_, coder=coder.account_id, submitted_at=clock.now())
    assert themes.board(study.study_id).meanings == ()
    with pytest.raises(NoSuchItem):
        move(study, Kind.MEANING, meanings["安心"], None)
    # One person alone needs nobody's agreement once it is handed in.
    RoundCoder.objects.filter(coder=study.luo.account_id).delete()
    assert len(themes.board(study.study_id).meanings) == 3


def test_deviant_cases_stand_under_their_theme(study: Studied, meanings: dict[str, UUID]) -> None:
    theme = add(study, Kind.THEME, "太麻烦")
    odd = Statement.objects.get(quote="回得快，心里踏实")
    actions.note_deviant(**by_qin(study), statement=odd.guid, theme=theme, comment="不觉得麻烦")
    (found,) = themes.board(study.study_id).themes
    (deviant,) = found.deviants
    assert (deviant.participant, deviant.words) == (1, "回得快，心里踏实")
    assert (deviant.statement, deviant.comment) == (odd.guid, "不觉得麻烦")


def test_only_who_analyses(study: Studied) -> None:
    with pytest.raises(NotAllowed):
        actions.add_item(
            by=study.outsider.actor,
            study_id=study.study_id,
            kind=Kind.THEME,
            name="甲",
            into=None,
            key=uuid4(),
        )


def test_the_board_costs_a_constant_number_of_queries(
    study: Studied, meanings: dict[str, UUID]
) -> None:
    for n in range(6):
        theme = add(study, Kind.THEME, f"主题{n}")
        add(study, Kind.CLUSTER, f"群{n}", theme)
    with CaptureQueriesContext(connection) as counted:
        themes.board(study.study_id)
    assert len(counted) == 5


@pytest.mark.django_db(transaction=True)
def test_a_quote_chosen_by_two_at_once_stands_once(
    study: Studied, meanings: dict[str, UUID]
) -> None:
    statement = Statement.objects.get(quote="填起来麻烦")
    theme = add(study, Kind.THEME, "安心")
    together = Barrier(2)

    def choose(by: Actor) -> None:
        try:
            together.wait()
            actions.choose_quote(
                by=by, study_id=study.study_id, statement=statement.guid, theme=theme
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(choose, [study.qin.actor, study.luo.actor]))
    assert ReportQuote.objects.count() == 1
