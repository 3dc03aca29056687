"""What the pages about a file of patients show, in words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.enrolment.reading import text_language
from osteopro.followup.importing.checking import Same, same_from_json
from osteopro.followup.importing.columns import COLUMNS, Column
from osteopro.followup.importing.problems import problems_from_json
from osteopro.followup.queries.people import Found, short
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.patients import staging
from osteopro.patients.staging import Batch, StagedRow
from osteopro.patients.terms import BatchState, RowState, SameBy
from osteopro.sites import queries as sites_queries
from osteopro.ui import components as c
from osteopro.web.care import words
from osteopro.web.care.frame import language
from osteopro.web.care.importing.labels import SAME_BY, STATES

ON_A_PAGE = 50
ANOTHER, SKIP = "another", "skip"
LATER, NOW = "later", "now"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A row that may be somebody who is here: who it is, whom it resembles, what to do."""

    number: int
    name: str
    about: str
    like: tuple[tuple[str, str], ...]
    answers: tuple[c.Answer, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a longer list."""

    page: int
    pages: int
    total: int


def texts() -> str:
    """The language of the data's words: "zh-CN" or "en"."""
    return text_language(language())


def column_rows() -> list[list[object]]:
    """Every column: its heading, whether it must be there, and what may stand in it."""
    return [
        [
            column.title[texts()],
            gettext("required") if column.required else "",
            _explained(column),
        ]
        for column in COLUMNS.values()
    ]


def files_of(viewer: Viewer) -> list[tuple[str, str, str]]:
    """Address, moment and state of each file this person brought."""
    now = clock.now()
    return [
        (
            reverse("care_import_file", args=[batch.uuid]),
            words.when(batch.staged_at, HOSPITAL, now),
            f"{clinic_name(batch)}{gettext(': ')}{STATES[batch.state]}",
        )
        for batch in staging.batches_of(viewer.account_id)
        if batch.note is not None or batch.state is BatchState.DONE
    ]


def clinic_name(batch: Batch) -> str:
    """The clinic for which the file was brought."""
    return sites_queries.clinic(batch.site_id).shown(language())


def part(total: int, wanted: str) -> Part:
    """Which page of a list of `total` is shown; the first for anything that is none."""
    pages = max(1, math.ceil(total / ON_A_PAGE))
    asked = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    return Part(min(max(asked, 1), pages), pages, total)


def rows_of(batch: Batch, states: Sequence[RowState], shown: Part) -> list[StagedRow]:
    """The rows on this page of the list."""
    start = (shown.page - 1) * ON_A_PAGE
    return staging.rows(batch.batch_id, states, start=start, limit=ON_A_PAGE)


def reason_rows(found: Iterable[StagedRow]) -> list[list[object]]:
    """Row, name, and why it is not taken: each reason on a line with what stands there."""
    return [[str(row.number), row.cells.get("name", "") or "–", _reasons(row)] for row in found]


def look_alikes(viewer: Viewer, batch: Batch, found: Sequence[StagedRow]) -> list[LookAlike]:
    """The rows that may be somebody who is here already, with whom."""
    like = {row.number: same_from_json(row.same) for row in found}
    everyone = [each for same in like.values() for each in same]
    patients = _known(viewer, [each.patient_id for each in everyone if each.patient_id])
    rows = staging.numbered(batch.batch_id, [each.row for each in everyone if each.row])
    return [
        LookAlike(
            number=row.number,
            name=row.cells.get("name", ""),
            about=", ".join(row.cells.get(each, "") for each in ("birth", "phone")),
            like=tuple(_like(each, patients, rows) for each in like[row.number]),
            answers=(
                c.Answer(SKIP, gettext("Pass over: is here already"), checked=not row.another),
                c.Answer(ANOTHER, gettext("Add: is another person"), checked=row.another),
            ),
        )
        for row in found
    ]


def added_rows(viewer: Viewer, found: Iterable[StagedRow]) -> list[list[object]]:
    """Row and person of who came in, as a link."""
    listed = list(found)
    patients = _known(viewer, [row.patient_id for row in listed if row.patient_id])
    return [[str(row.number), _person(patients.get(row.patient_id or 0))] for row in listed]


def counted(counts: Mapping[RowState, int]) -> list[c.Stat]:
    """How many rows stand where, only what there is."""
    names = {
        RowState.READY: gettext("Can be added"),
        RowState.ADDED: gettext("Brought in"),
        RowState.SAME: gettext("Perhaps here already"),
        RowState.SKIPPED: gettext("Passed over"),
        RowState.REFUSED: gettext("Refused"),
    }
    return [
        c.Stat(name, str(counts[state]), ngettext("person", "people", counts[state]))
        for state, name in names.items()
        if counts[state]
    ]


def _explained(column: Column) -> Markup:
    told = column.help[texts()]
    accepted = gettext(", ").join(column.word(code, texts()) for code in column.codes)
    return Markup("<br>").join(each for each in (told, accepted) if each)


def _reasons(row: StagedRow) -> Markup:
    lines = []
    for problem in problems_from_json(row.problems):
        given = row.cells.get(problem.column, "")
        quoted = gettext("“%(given)s”") % {"given": given[:60]} if given else ""
        lines.append(
            Markup("{} <span class='note'>{}</span>").format(problem.said(texts()), quoted)
            if quoted
            else Markup("{}").format(problem.said(texts()))
        )
    return Markup("<br>").join(lines)


def _known(viewer: Viewer, patient_ids: Sequence[int]) -> Mapping[int, Found]:
    """These patients as far as this viewer may know of them."""
    visible = patients_queries.visible_to(viewer).filter(pk__in=set(patient_ids))
    found = short(sorted(visible.values_list("pk", flat=True)))
    return {each.patient_id: each for each in found}


def _like(
    same: Same, patients: Mapping[int, Found], rows: Mapping[int, StagedRow]
) -> tuple[str, str]:
    """Address and words of somebody who is like this row."""
    in_what = str(SAME_BY[SameBy(same.by)])
    if same.row is not None:
        name = rows[same.row].cells.get("name", "") if same.row in rows else ""
        return "", gettext("Row %(n)s, %(name)s: %(same)s") % {
            "n": same.row,
            "name": name,
            "same": in_what,
        }
    found = patients.get(same.patient_id or 0)
    if found is None:
        return "", gettext("Somebody at another clinic: %(same)s") % {"same": in_what}
    who = words.named(found.person, found.sex, clock.today(HOSPITAL))
    return reverse("care_patient", args=[found.patient_id]), gettext("%(who)s: %(same)s") % {
        "who": who,
        "same": in_what,
    }


def _person(found: Found | None) -> object:
    if found is None:
        return "–"
    address = reverse("care_patient", args=[found.patient_id])
    return Markup('<a href="{}">{}</a>').format(
        address, words.named(found.person, found.sex, clock.today(HOSPITAL))
    )
