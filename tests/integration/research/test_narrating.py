"""Steps 5 and 6 (invariant 7): every theme is cited, the structure comes from what was approved."""

from uuid import UUID

import pytest

from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.doing import Refused
from osteopro.research.passages import Passage
from osteopro.research.queries import narratives, steps
from osteopro.research.terms import LogKind, NarrativeKind
from tests import study_results
from tests.studies import Studied
from tests.study_results import by_qin

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(study: Studied) -> list[UUID]:
    """An analysis as far as step 4, in two themes."""
    return study_results.ordered(study, study_results.interviewed(study, 1))


def write(study: Studied, kind: NarrativeKind, *passages: Passage) -> UUID:
    return actions.write_narrative(**by_qin(study), kind=kind, passages=passages, translated="")


def approve(study: Studied, guid: UUID) -> None:
    actions.approve_narrative(by=study.qin.actor, study_id=study.study_id, guid=guid)


@pytest.mark.invariant(7)
def test_a_description_cites_every_theme_before_it_is_approved(
    study: Studied, themes: list[UUID]
) -> None:
    first = write(study, NarrativeKind.EXHAUSTIVE, Passage("患者嫌麻烦。", (themes[0],)))
    with pytest.raises(Refused, match="theme-not-cited") as refused:
        approve(study, first)
    assert refused.value.about == (str(themes[1]),)
    second = write(
        study,
        NarrativeKind.EXHAUSTIVE,
        Passage("患者嫌麻烦。", (themes[0],)),
        Passage("回得快就安心。", (themes[1],)),
    )
    with pytest.raises(Refused, match="text-not-current"):
        approve(study, first)
    approve(study, second)
    current = narratives.current(study.study_id, NarrativeKind.EXHAUSTIVE)
    assert current is not None
    assert [each.themes for each in current.passages] == [(themes[0],), (themes[1],)]
    assert current.text == "患者嫌麻烦。\n\n回得快就安心。"


@pytest.mark.invariant(7)
def test_a_structure_comes_from_an_approved_description(study: Studied, themes: list[UUID]) -> None:
    with pytest.raises(Refused, match="step-blocked"):
        write(study, NarrativeKind.STRUCTURE, Passage("先嫌麻烦，后安心。", ()))
    description = write(study, NarrativeKind.EXHAUSTIVE, Passage("都有。", tuple(themes)))
    with pytest.raises(Refused, match="step-blocked"):
        write(study, NarrativeKind.STRUCTURE, Passage("先嫌麻烦，后安心。", ()))
    approve(study, description)
    approve(study, write(study, NarrativeKind.STRUCTURE, Passage("先嫌麻烦，后安心。", ())))
    found = narratives.current(study.study_id, NarrativeKind.STRUCTURE)
    assert found is not None
    assert found.source_version == 1


@pytest.mark.invariant(7)
def test_a_gate_is_passed_by_a_decision_and_by_nothing_else(
    study: Studied, themes: list[UUID]
) -> None:
    odd = actions.add_item(**by_qin(study), kind=Kind.CLUSTER, name="还没想好", into=None)
    with pytest.raises(Refused, match="step-blocked"):
        write(study, NarrativeKind.EXHAUSTIVE, Passage("都有。", tuple(themes)))
    for failure in steps.steps(study.study_id)[3].failures:
        assert str(odd) in failure.ids
        actions.write_log(
            **by_qin(study),
            kind=LogKind.DECISION,
            text="这一群先放着。",
            about_kind=steps.GATE,
            about=steps.gate_key(failure),
        )
    assert write(study, NarrativeKind.EXHAUSTIVE, Passage("都有。", tuple(themes)))


def test_written_twice_is_one_version_and_empty_is_none(study: Studied, themes: list[UUID]) -> None:
    with pytest.raises(Refused, match="nothing-written"):
        write(study, NarrativeKind.EXHAUSTIVE, Passage("  ", ()))
    same = {**by_qin(study), "kind": NarrativeKind.EXHAUSTIVE, "translated": ""}
    for _ in range(2):
        actions.write_narrative(**same, passages=[Passage("都有。", tuple(themes))])
    assert len(narratives.narratives(study.study_id, NarrativeKind.EXHAUSTIVE)) == 1
