"""A study whose analysis is done as far as the fundamental structure."""

import csv
import io
import zipfile
from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.research import actions
from osteopro.research.board import Kind
from osteopro.research.models import (
    CaseValue,
    CaseVariable,
    Meaning,
    MemberCheck,
    Narrative,
    Participant,
    Reading,
    TranscriptVersion,
)
from osteopro.research.passages import Passage
from osteopro.research.queries import report
from osteopro.research.queries import studies as study_queries
from osteopro.research.terms import CheckWay, NarrativeKind
from tests import studies
from tests.studies import Studied

TEXT = "访谈者：怎么样？\nP1：填起来麻烦。\nP1：回得快，心里踏实。"
WORDS = {"填起来麻烦": "嫌麻烦", "回得快，心里踏实": "安心"}
STRUCTURE = "您一开始觉得填表麻烦。后来有人回得快，您心里踏实。"


def interviewed(
    studied: Studied, number: int, words: Collection[str] = tuple(WORDS)
) -> dict[str, UUID]:
    """An interview read by everybody, with these of WORDS agreed upon as statements. Returns what
    they mean."""
    version = studies.frozen(studied, TEXT, number)
    meanings = studies.agreed(studied, version, {quote: WORDS[quote] for quote in words})
    for coder in (studied.zhou, studied.qin, studied.luo):
        Reading.objects.create(
            guid=uuid4(),
            version=TranscriptVersion.objects.get(pk=version),
            coder=coder.account_id,
            pass_no=1,
            at=clock.now(),
        )
    return meanings


def of_sex(studied: Studied, number: int, sex: str) -> None:
    """A participant's sex in their row of Table 1; the newest counts."""
    CaseValue.objects.create(
        participant=Participant.objects.get(number=number),
        variable=CaseVariable.objects.get(name="sex"),
        value=sex,
        as_of=clock.now().date(),
        at=clock.now(),
        by=studied.zhou.account_id,
    )


def facts(studied: Studied) -> report.Facts:
    """What the report says of the study now."""
    return report.facts(study_queries.own_study(studied.qin.viewer, studied.study_id).study)


def tables(data: bytes) -> dict[str, list[list[str]]]:
    """The tables of a report, from its zip, by the names of the files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def ordered(studied: Studied, meanings: dict[str, UUID]) -> list[UUID]:
    """A theme with a cluster for each meaning."""
    made = []
    for name, meaning in meanings.items():
        theme = actions.add_item(**by_qin(studied), kind=Kind.THEME, name=name, into=None)
        group = actions.add_item(**by_qin(studied), kind=Kind.CLUSTER, name=name, into=theme)
        actions.move_item(**by_qin(studied), kind=Kind.MEANING, guid=meaning, into=group)
        made.append(theme)
    return made


def write(studied: Studied, kind: NarrativeKind, text: str, themes: Collection[UUID] = ()) -> UUID:
    """Another version of a text, approved."""
    guid = actions.write_narrative(
        **by_qin(studied),
        kind=kind,
        passages=[Passage(text, tuple(themes))],
        translated="At first it was a burden. Then answers came fast and you felt safe.",
    )
    actions.approve_narrative(by=studied.qin.actor, study_id=studied.study_id, guid=guid)
    return guid


def brought_back(studied: Studied, whose: Participant) -> MemberCheck:
    """A structure, brought back to somebody on their own page."""
    now, qin = clock.now(), studied.qin.account_id
    text = Narrative.objects.create(
        guid=uuid4(),
        study_id=studied.study_id,
        kind=NarrativeKind.STRUCTURE,
        version=1,
        text=STRUCTURE,
        at=now,
        by=qin,
        approved_at=now,
        approved_by=qin,
    )
    return MemberCheck.objects.create(
        guid=uuid4(),
        narrative=text,
        participant=whose,
        way=CheckWay.PAGE,
        sent_at=now,
        sent_by=qin,
    )


def by_qin(studied: Studied) -> dict[str, Any]:
    return {"by": studied.qin.actor, "study_id": studied.study_id, "key": uuid4()}


def structured(studied: Studied, people: int = 1, first: int = 1) -> list[UUID]:
    """Everything as far as step 6, of participants from number `first`. Returns the themes."""
    for number in range(first, first + people):
        interviewed(studied, number)
    rows = Meaning.objects.filter(study_id=studied.study_id).order_by("pk")
    themes = ordered(studied, {row.label: row.guid for row in rows})
    write(studied, NarrativeKind.EXHAUSTIVE, "先嫌麻烦，后来安心。", themes)
    write(studied, NarrativeKind.STRUCTURE, STRUCTURE)
    return themes
