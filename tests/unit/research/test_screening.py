"""What a screening comes to, for every mix of answers, and where somebody stands next."""

from hypothesis import given
from hypothesis import strategies as st

from osteopro.research import screening, stages
from osteopro.research.screening import Judged
from osteopro.research.stages import Asked, Stage
from osteopro.research.terms import Approached, ApproachWay, CriterionKind, Met, Screened

JUDGED = st.builds(Judged, st.sampled_from(CriterionKind), st.sampled_from(Met))
ASKED = st.builds(Asked, st.sampled_from(ApproachWay), st.sampled_from(Approached))


@given(st.lists(JUDGED, max_size=12))
def test_eligible_is_every_inclusion_met_and_no_exclusion(judged: list[Judged]) -> None:
    fits = all(
        each.met is (Met.YES if each.kind is CriterionKind.INCLUDE else Met.NO) for each in judged
    )
    assert (screening.result(judged) is Screened.ELIGIBLE) is (fits and bool(judged))


@given(st.lists(JUDGED, min_size=1, max_size=12))
def test_an_answer_that_is_not_known_decides_nothing_alone(judged: list[Judged]) -> None:
    found = screening.result(judged)
    if found is Screened.UNSURE:
        assert any(each.met is Met.UNKNOWN for each in judged)
        assert not any(screening.fails(each) for each in judged)
    if found is Screened.NOT_ELIGIBLE:
        assert any(screening.fails(each) for each in judged)


@given(st.lists(JUDGED, max_size=8), st.lists(JUDGED, max_size=8))
def test_who_is_kept_out_stays_out_whatever_else_is_found(
    some: list[Judged], more: list[Judged]
) -> None:
    if screening.result(some) is Screened.NOT_ELIGIBLE:
        assert screening.result([*some, *more]) is Screened.NOT_ELIGIBLE


@given(st.lists(JUDGED, max_size=8))
def test_the_order_of_criteria_does_not_matter(judged: list[Judged]) -> None:
    assert screening.result(judged) == screening.result(reversed(judged))


@given(st.sampled_from(Screened), st.lists(ASKED, max_size=5), st.booleans(), st.booleans())
def test_a_consent_outweighs_and_who_refused_is_not_asked_again(
    screened: Screened, asked: list[Asked], consented: bool, withdrawn: bool
) -> None:
    at = stages.stage(screened, asked, consented=consented, withdrawn=withdrawn)
    assert (at is Stage.TAKES_PART) is consented
    if not consented and not withdrawn and asked and asked[-1].outcome is Approached.REFUSED:
        assert at is Stage.REFUSED
    if stages.may_be_approached(at):
        assert screened is Screened.ELIGIBLE
        assert not consented
        assert not asked or asked[-1].outcome in {Approached.DEFERRED, Approached.UNREACHABLE}


def test_put_off_and_unreachable_come_back_and_a_question_on_the_page_waits() -> None:
    def at(*asked: Asked) -> Stage:
        return stages.stage(Screened.ELIGIBLE, asked, consented=False, withdrawn=False)

    assert at() is Stage.TO_ASK
    assert at(Asked(ApproachWay.PHONE, Approached.UNREACHABLE)) is Stage.TO_ASK_AGAIN
    assert at(Asked(ApproachWay.PHONE, Approached.DEFERRED)) is Stage.TO_ASK_AGAIN
    assert at(Asked(ApproachWay.PAGE, Approached.DEFERRED)) is Stage.ON_PAGE
    assert at(Asked(ApproachWay.PAGE, Approached.AGREED)) is Stage.TO_CONSENT
