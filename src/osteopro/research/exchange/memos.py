"""What people wrote, as notes: field notes, narratives, member checks, discussions, the log."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from osteopro.research import models as m
from osteopro.research.exchange.coders import Coders
from osteopro.research.exchange.gathering import Gathered
from osteopro.research.exchange.people import clean
from osteopro.research.refi.model import Coding, Link, Note, PlainTextSelection, Set
from osteopro.research.refi.positions import Rewritten
from osteopro.research.refi.terms import Direction
from osteopro.research.terms import PaperKind


class Memos:
    """Collects notes, and what refers to them: `on` has the notes of each source and statement."""

    def __init__(self, gathered: Gathered, study: UUID, coders: Coders) -> None:
        self._gathered = gathered
        self._study = study
        self._coders = coders
        self._members: dict[str, list[UUID]] = {}
        self.notes: list[Note] = []
        self.links: list[Link] = []
        self.on: dict[UUID, list[UUID]] = {}
        self.of_project: tuple[UUID, ...] = ()

    def collect(self, frozen: dict[int, m.TranscriptVersion], themes: set[UUID]) -> None:
        """Go through all that was written. `frozen` has the analysed version of each transcript,
        `themes` the themes that stand."""
        self._field_notes(frozen)
        self._comments()
        self._narratives(themes)
        self._checks()
        self._discussions()
        self._cross_checks()
        self._log()
        self._protocol()

    def sets(self) -> list[Set]:
        """A set for each kind of note."""
        return [
            Set(uuid5(self._study, f"set {kind}"), kind, member_notes=tuple(held))
            for kind, held in sorted(self._members.items())
        ]

    def _note(self, guid: UUID, name: str, text: str, by: int, at: datetime, kind: str = "",
              marks: tuple[PlainTextSelection, ...] = ()) -> None:  # fmt: skip
        self.notes.append(
            Note(
                guid=guid,
                name=name,
                text=clean(text),
                creating_user=self._coders.guid(by),
                creation_date_time=at,
                selections=marks,
            )
        )
        if kind:
            self._members.setdefault(kind, []).append(guid)

    def _field_notes(self, frozen: dict[int, m.TranscriptVersion]) -> None:
        of_interview = {
            row.interview_id: frozen.get(row.pk) for row in self._gathered.of(m.Transcript)
        }
        for row in self._gathered.of(m.FieldNote):
            at = "" if row.t_ms is None else f" at {row.t_ms // 60000}:{row.t_ms // 1000 % 60:02}"
            self._note(row.guid, f"{row.kind}{at}", row.text, row.by, row.at, "field notes")
            version = of_interview.get(row.interview_id)
            if version is not None:
                self.on.setdefault(version.guid, []).append(row.guid)

    def _comments(self) -> None:
        """What stands beside a link: why a statement has a meaning, why it is against a theme."""
        for row in self._gathered.of(m.StatementMeaning):
            if row.removed_at is None and row.rationale.strip():
                self._note(uuid5(row.guid, "note"), "rationale", row.rationale, row.coder, row.at)
        for row in self._gathered.of(m.DeviantCase):
            if row.removed_at is None and row.comment.strip():
                self._note(uuid5(row.guid, "note"), "deviant case", row.comment, row.by, row.at)

    def _narratives(self, themes: set[UUID]) -> None:
        cites: dict[int, list[Any]] = {}
        for row in self._gathered.of(m.NarrativeCite):
            cites.setdefault(row.narrative_id, []).append(row)
        of_theme = {row.pk: row.guid for row in self._gathered.of(m.Theme)}
        for row in self._gathered.of(m.Narrative):
            rewritten = Rewritten(row.text)
            marks: dict[tuple[int, int], PlainTextSelection] = {}
            for cite in cites.get(row.pk, ()):
                span = rewritten.span(cite.start, cite.end)
                theme = of_theme[cite.theme_id]
                if span is not None and theme in themes and (span.start, span.end) not in marks:
                    marks[span.start, span.end] = self._cite(row, cite.guid, span, theme)
            name = f"{row.kind} v{row.version}"
            self._note(
                row.guid, name, row.text, row.by, row.at, "narratives", tuple(marks.values())
            )

    def _cite(self, row: m.Narrative, guid: UUID, span: Any, theme: UUID) -> PlainTextSelection:
        by = self._coders.guid(row.by)
        return PlainTextSelection(
            guid=guid,
            start_position=span.start,
            end_position=span.end,
            creating_user=by,
            creation_date_time=row.at,
            codings=(Coding(uuid5(guid, "coding"), theme, by, row.at),),
        )

    def _checks(self) -> None:
        first = {note.guid: note.selections[0].guid for note in self.notes if note.selections}
        narratives = self._gathered.by_id(m.Narrative)
        numbers = self._gathered.by_id(m.Participant)
        for row in self._gathered.of(m.MemberCheck):
            name = f"member check, Participant {numbers[row.participant_id].number}"
            text = f"{row.outcome}\n{row.comment}".strip()
            self._note(
                row.guid, name, text, row.noted_by or row.sent_by, row.sent_at, "member checks"
            )
            origin = first.get(narratives[row.narrative_id].guid)
            if origin is not None:
                link = uuid5(row.guid, "link")
                self.links.append(
                    Link(link, "validated-by", Direction.ONE_WAY, origin=origin, target=row.guid)
                )

    def _discussions(self) -> None:
        said: dict[int, list[str]] = {}
        for row in self._gathered.of(m.DiscussionNote):
            said.setdefault(row.discrepancy_id, []).append(row.text)
        for row in self._gathered.of(m.Resolution):
            parts = (row.state, row.decision, row.rationale, row.asked_words)
            said.setdefault(row.discrepancy_id, []).append("\n".join(p for p in parts if p))
        for row in self._gathered.of(m.Discrepancy):
            text = "\n\n".join(said.get(row.pk, ()))
            name = f"{row.kind} discrepancy ({row.state})"
            self._note(row.guid, name, text, row.opened_by, row.opened_at, "discrepancies")
            for each in row.items:
                self.on.setdefault(UUID(str(each)), []).append(row.guid)

    def _cross_checks(self) -> None:
        cases = self._gathered.by_id(m.Participant)
        for row in self._gathered.of(m.CrossCheck):
            # What the records say stays with us: the relation alone goes along.
            text = f"{row.relation}\n{row.note}".strip()
            self._note(
                row.guid, f"cross-check: {clean(row.measure)}", text, row.by, row.at, "cross-checks"
            )
            self.on.setdefault(row.about, []).append(row.guid)
            link, case = uuid5(row.guid, "link"), cases[row.participant_id].guid
            self.links.append(
                Link(link, "cross-check", Direction.ASSOCIATIVE, origin=row.guid, target=case)
            )

    def _log(self) -> None:
        for row in self._gathered.of(m.LogEntry):
            name = f"{row.kind}: {clean(row.topic)}" if row.topic else row.kind
            text = f"{row.text}\n\n{row.reason}".strip()
            self._note(row.guid, name, text, row.by, row.at, row.kind)

    def _protocol(self) -> None:
        papers = [r for r in self._gathered.of(m.Paper) if r.kind == PaperKind.PROTOCOL and r.text]
        for row in papers[-1:]:
            self._note(row.guid, f"protocol {clean(row.version)}", row.text, row.by, row.at)
            self.of_project = (row.guid,)
