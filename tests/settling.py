"""Two coders who handed in, agree on one place and differ on three."""

from typing import Any
from uuid import UUID

from osteopro.research.actions import Decision
from osteopro.research.models import Round
from osteopro.research.queries import coding, rounds
from osteopro.research.queries import places as queries
from osteopro.research.queries.places import PlaceView
from osteopro.research.terms import DiscrepancyState
from tests import coding as builder
from tests.coding import Coded
from tests.studies import Studied

FORM = "有时候觉得更像走形式"
DOUBT = "我也不晓得医生有没有看，有时候觉得更像走形式"
NURSE = "打电话来那次就不一样，心里一下就踏实了"
TEDIOUS = "觉得麻烦，要填的多"


def handed_in(study: Studied) -> Coded:
    """They agree on the nurse, differ in words and meaning on the doubt; Luo found it tedious."""
    coded = builder.blind(study)
    coded.mark(study.qin, NURSE, "接到电话，心里踏实")
    coded.mark(study.luo, NURSE, "接到电话，心里踏实。")
    coded.mark(study.qin, DOUBT, "怀疑记录没有被使用")
    coded.mark(study.luo, FORM, "希望得到回音")
    coded.mark(study.luo, "我也不晓得医生有没有看，有时候", "不晓得")
    coded.mark(study.luo, TEDIOUS, "嫌麻烦")
    coded.submit(study.qin, study.luo)
    return coded


def both(study: Studied) -> frozenset[int]:
    return frozenset({study.qin.account_id, study.luo.account_id})


def decided(study: Studied, **other: Any) -> Decision:
    return Decision(
        **{
            "state": DiscrepancyState.CONSENSUS,
            "deciders": both(study),
            "words": "两人商定",
            **other,
        }
    )


def places(coded: Coded, consensus: Round, number: int = 1) -> list[PlaceView]:
    """The places on a page of the text as the consensus round has it now."""
    account = coded.studied.qin.account_id
    together = rounds.round_of(coded.studied.study_id, consensus.no)
    (text,) = together.texts
    page = coding.page_of(account, (), text.version_id, number)
    return queries.places(account, page, coded.view, together, text)


def of(places: list[PlaceView], words: str) -> PlaceView:
    return next(each for each in places if any(words in row.quote for row in each.rows))


def guids(place: PlaceView) -> list[UUID]:
    return [each.guid for each in place.differences]
