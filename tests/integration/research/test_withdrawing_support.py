"""Who withdraws may leave a theme without anybody who said it (invariant 1)."""

from uuid import UUID

import pytest

from osteopro import clock
from osteopro.research.models import StudyConsent
from osteopro.research.queries import support
from osteopro.research.queries.support import Unsupported
from tests import study_results
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(study: Studied) -> list[UUID]:
    """Participant 1 said both things, Participant 2 the first only."""
    study_results.interviewed(study, 2, ["填起来麻烦"])
    return study_results.structured(study)


@pytest.mark.invariant(1)
def test_a_withdrawal_lists_every_theme_it_leaves_without_support(
    study: Studied, themes: list[UUID]
) -> None:
    assert support.unsupported(study.study_id) == []
    StudyConsent.objects.filter(screening__participant__number=1).update(withdrawn_at=clock.now())
    assert support.unsupported(study.study_id) == [Unsupported(themes[1], "安心", (1,))]
