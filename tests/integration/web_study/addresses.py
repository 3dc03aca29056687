"""Every address of the study's pages: which ids stand in it, and in what is sent there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.full_study import Ids

# What is sent: fields with the names of ids in braces.
Body = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """`ids`: parts of the address and which id each is. `bodies`: what is sent there that names
    a thing of the study. `leaves_out`: what is unknown is left out of what is kept."""

    ids: Mapping[str, str] = field(default_factory=lambda: {"study_id": "study_id"})
    bodies: tuple[Body, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    method: str = "POST"
    leaves_out: bool = False

    def address(self, name: str, ids: Ids) -> str:
        return reverse(name, kwargs={part: ids[key] for part, key in self.ids.items()} | self.fixed)


def row(*parts: str, bodies: tuple[Body, ...] = (), **other: Any) -> Row:
    """An address of a study; of `parts` those that are called otherwise here as part=id."""
    named = {part.split("=")[0]: part.split("=")[-1] for part in ("study_id", *parts)}
    return Row(named, bodies, **other)


TALK = row("interview_id")
SCREENED = row("screening_no=number")
CODING: tuple[Body, ...] = (
    {"do": "move", "statement": "{statement}", "turn": "0", "words": "访谈"},
    {"do": "reject", "statement": "{statement}"},
    {"do": "restore", "statement": "{statement}"},
    {"do": "memo", "statement": "{statement}", "memo": "想"},
    {"do": "mean", "statement": "{statement}", "label": "怕"},
    {"do": "reword", "statement": "{statement}", "meaning": "{meaning}", "label": "怕"},
    {"do": "unlink", "statement": "{statement}", "link": "{link}"},
    {"do": "relink", "statement": "{statement}", "link": "{link}"},
    {"do": "put", "meaning": "{meaning}", "into": ""},
)
ROWS: Mapping[str, Row] = {
    "studies": Row({}),
    "study_mine": Row({}, ({"part": "{interview}", "do": "stop"},)),
    "study_mine_results": Row({}, ({"check": "{check}", "outcome": "confirmed"},)),
    "study_new": Row({}),
    "study_bring": Row({}),
    "study_brought": Row({"key": "statement"}),
    "study_home": row(),
    "study_closing": row(),
    "study_describe": row(),
    "study_sampling": row(),
    "study_criteria": row(bodies=({"do": "retire:{criterion}"}, {"do": "up:{criterion}"})),
    "study_screenings": row(),
    "study_screening": SCREENED,
    "study_approach": SCREENED,
    "study_consent": SCREENED,
    "study_who": SCREENED,
    "study_participants": row(),
    "study_participant": row("number"),
    "study_team": row(
        bodies=(
            {"do": "leave", "member": "{member}"},
            {"do": "give", "member": "{member}", "duties": "lead"},
        )
    ),
    "study_background": row(),
    "study_papers": row(),
    "study_paper": row("guid=paper"),
    "study_guide": row(),
    "study_interviews": row(
        bodies=(
            {
                "participant": "{participant}",
                "interviewer": "{coder}",
                "at": "2026-12-01T09:00",
                "place": "谈话间",
            },
        )
    ),
    "study_interview": row("interview_id", bodies=({"do": "ask", "question": "{question}"},)),
    "study_recording": row(
        "interview_id",
        bodies=(
            {"do": "open", "recording": "{recording}"},
            {"do": "wipe", "recording": "{recording}", "why": "重传"},
        ),
    ),
    "study_recording_begin": TALK,
    "study_sound": row("interview_id", "recording"),
    "study_recording_part": row("interview_id", "recording", fixed={"no": 0}, method="PUT"),
    "study_transcripts": row(),
    "study_transcript": TALK,
    "study_listen": TALK,
    "study_transcript_draft": TALK,
    "study_review": TALK,
    "study_names": TALK,
    "study_freeze": TALK,
    "study_originals": TALK,
    "study_colaizzi": row(bodies=({"text": "{version_id}", "coder": "{coder}"},)),
    "study_reading": row("version"),
    "study_meanings": row(),
    "study_round": row("round_no"),
    "study_coding": row("round_no", "version", bodies=CODING),
    "study_changes": row("round_no", "version"),
    "study_themes": row(
        bodies=(
            {"kind": "theme", "name": "别家的", "into": "{theme}"},
            {"kind": "cluster", "name": "别家的", "into": "{theme}"},
        )
    ),
    "study_undo": row("move"),
    "study_board_item": row(
        "guid=theme",
        fixed={"kind": "theme"},
        bodies=(
            {"do": "move", "into": "{theme}"},
            {"do": "quote", "statement": "{agreed}"},
        ),
    ),
    "study_description": row(bodies=({"approve": "{text}"},)),
    "study_structure": row(bodies=({"approve": "{text}"},)),
    "study_step": row(
        fixed={"nth": 7},
        bodies=({"gates": "x", "reason": "说好的", "people": "{member_guid}"},),
    ),
    "study_saturation": row(bodies=({"interview": "{interview}", "new": "new"},)),
    "study_checking": row(),
    "study_check": row(
        "number",
        bodies=(
            {"do": "answer", "check": "{check}", "outcome": "confirmed"},
            {"do": "led", "check": "{check}", "text": "{text}"},
        ),
    ),
    "study_crosscheck": row(
        "guid=theme",
        fixed={"kind": "theme"},
        bodies=(
            {"participant": "{number}", "reason": "核对", "measures": "x"},
            {"do": "conclude", "participant": "{number}", "reason": "核对", "measures": "x"},
        ),
    ),
    "study_statement": row(
        "guid=agreed",
        bodies=(
            {"do": "deviant", "theme": "{theme}", "comment": "不合"},
            {"do": "fits", "row": "{deviant}"},
        ),
    ),
    "study_exchange": row(),
    "study_report": row(),
    "study_release": row(),
    "study_quote": row(bodies=({"statement": "{agreed}", "theme": "{theme}", "place": "1"},)),
    "study_log": row(
        bodies=({"kind": "meeting", "text": "谈了", "people": "{member_guid}"},), leaves_out=True
    ),
}
