"""Which lines of the report answer which item of a checklist, and where what is missing is
entered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from osteopro.research.checklists import Checklist, Item, items
from osteopro.research.queries.report import Facts
from osteopro.web.study.page import language
from osteopro.web.study.reported import Lines, fieldwork, findings, setting, team

Answer = Callable[[Facts], Lines]
# The functions that answer an item; the page on which what it asks for is entered.
Source = tuple[tuple[Answer, ...], str]

TEAM, HOME, PLAN = "study_background", "study_describe", "study_guide"
COREQ: Mapping[int, Source] = {
    1: ((team.interviewers,), "study_team"),
    2: ((team.credentials,), TEAM),
    3: ((team.occupations,), TEAM),
    4: ((team.genders,), TEAM),
    5: ((team.training,), TEAM),
    6: ((team.relationships,), TEAM),
    7: ((team.relationships,), TEAM),
    8: ((team.positions,), TEAM),
    9: ((setting.method,), HOME),
    10: ((setting.sampling,), HOME),
    11: ((fieldwork.approach,), "study_home"),
    12: ((fieldwork.size,), "study_home"),
    13: ((fieldwork.losses,), "study_home"),
    14: ((fieldwork.places,), "study_home"),
    15: ((fieldwork.others,), "study_home"),
    16: ((fieldwork.sample,), "study_home"),
    17: ((setting.guide,), PLAN),
    18: ((fieldwork.repeats,), "study_home"),
    19: ((fieldwork.recordings,), "study_home"),
    20: ((fieldwork.notes,), "study_home"),
    21: ((fieldwork.minutes,), "study_home"),
    22: ((findings.saturated,), "study_home"),
    23: ((fieldwork.returned,), "study_home"),
    24: ((findings.coders,), "study_home"),
    25: ((findings.tree,), "study_themes"),
    26: ((findings.derivation,), "study_themes"),
    27: ((setting.software,), "study_home"),
    28: ((findings.member_checks,), "study_home"),
    29: ((findings.quotations,), "study_report"),
    30: ((findings.consistent,), "study_themes"),
    31: ((findings.major,), "study_themes"),
    32: ((findings.minor,), "study_themes"),
}
SRQR: Mapping[int, Source] = {
    1: ((setting.title,), HOME),
    2: ((findings.structure,), "study_structure"),
    3: ((setting.phenomenon,), HOME),
    4: ((setting.phenomenon,), HOME),
    5: ((setting.method,), HOME),
    6: ((team.relationships, team.positions), TEAM),
    7: ((fieldwork.places,), "study_home"),
    8: ((setting.sampling, findings.saturated), HOME),
    9: ((setting.ethics, fieldwork.losses), HOME),
    10: ((fieldwork.minutes, setting.window), HOME),
    11: ((setting.guide, fieldwork.recordings), PLAN),
    12: ((fieldwork.size, fieldwork.sample), "study_home"),
    13: ((fieldwork.reviews, fieldwork.returned), "study_home"),
    14: ((findings.coders, findings.derivation), "study_themes"),
    15: ((findings.member_checks, findings.beside, setting.trail), "study_home"),
    16: ((findings.major, findings.structure), "study_themes"),
    17: ((findings.quotations, fieldwork.notes), "study_report"),
    18: ((), HOME),
    19: ((setting.limitations,), HOME),
    20: ((setting.conflicts,), HOME),
    21: ((setting.funding,), HOME),
}
SOURCES: Mapping[Checklist, Mapping[int, Source]] = {
    Checklist.COREQ: COREQ,
    Checklist.SRQR: SRQR,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """An item in the reader's language with the lines that answer it; `href` is where what is
    missing is entered."""

    number: int
    topic: str
    asks: str
    lines: Lines
    href: str


def checked(checklist: Checklist, facts: Facts) -> list[Checked]:
    """Every item of the list."""
    return [_checked(item, SOURCES[checklist][item.number], facts) for item in items(checklist)]


def _checked(item: Item, source: Source, facts: Facts) -> Checked:
    answers, page = source
    lang = "en" if language().startswith("en") else "zh"
    return Checked(
        number=item.number,
        topic=item.topic[lang],
        asks=item.asks[lang],
        lines=[line for answer in answers for line in answer(facts)],
        href=reverse(page, args=[facts.study.study_id]),
    )
