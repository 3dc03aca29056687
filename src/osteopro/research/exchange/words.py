"""Transcripts and the statements in them, in the terms of REFI-QDA."""

from uuid import UUID, uuid5

from osteopro.research import models as m
from osteopro.research.exchange.coders import Coders
from osteopro.research.exchange.gathering import Gathered
from osteopro.research.exchange.people import STANDING, clean, facts
from osteopro.research.exchange.rows import versions_of
from osteopro.research.refi.model import Coding, PlainTextSelection, Set, TextSource
from osteopro.research.terms import RoundMode


class Words:
    """The texts of a study with what was marked in them. `together` is the coder who stands for
    what was agreed on."""

    def __init__(self, gathered: Gathered, study: UUID, coders: Coders, together: UUID) -> None:
        self._gathered = gathered
        self._study = study
        self._coders = coders
        self._together = together
        said = {row.version_id for row in gathered.of(m.Block)}
        self.versions = [row for row in gathered.of(m.TranscriptVersion) if row.pk in said]
        self.participants = self._participants()
        self._agreed = {r.pk for r in gathered.of(m.Round) if r.mode == RoundMode.CONSENSUS}
        self._interviews = gathered.by_id(m.Interview)
        self._transcripts = gathered.by_id(m.Transcript)
        self._entries = {row.interview_id: row for row in gathered.of(m.SaturationEntry)}
        self.numbers = {row.pk: row.number for row in gathered.of(m.Participant)}
        self.statements = self._standing()
        self.notes_of: dict[UUID, list[UUID]] = {}
        self.texts = self._texts()

    def _participants(self) -> dict[int, int]:
        """The participant of each version, by keys."""
        interviews = {row.pk: row.participant_id for row in self._gathered.of(m.Interview)}
        transcripts = {row.pk: row.interview_id for row in self._gathered.of(m.Transcript)}
        return {row.pk: interviews[transcripts[row.transcript_id]] for row in self.versions}

    def _texts(self) -> dict[int, str]:
        pieces: dict[int, list[tuple[int, str]]] = {}
        for row in self._gathered.of(m.Block):
            pieces.setdefault(row.version_id, []).append((row.no, row.text))
        return {key: "".join(text for _, text in sorted(held)) for key, held in pieces.items()}

    def _standing(self) -> list[m.Statement]:
        """Statements that stand; of several of one coder on the same words the newest."""
        newest: dict[tuple[int, int, int, UUID], m.Statement] = {}
        for row in self._gathered.of(m.Statement):
            if row.state in STANDING:
                newest[row.version_id, row.start, row.end, self._marker(row)] = row
        return sorted(newest.values(), key=lambda row: (row.start, row.end, row.pk))

    def _marker(self, row: m.Statement) -> UUID:
        return self._together if row.round_id in self._agreed else self._coders.guid(row.coder)

    def newest(self) -> dict[int, m.TranscriptVersion]:
        """The version of each transcript that is analysed: the newest frozen one."""
        return {row.transcript_id: row for row in sorted(self.versions, key=lambda row: row.no)}

    def sources(self) -> tuple[TextSource, ...]:
        """A source for each version that goes, the participants in order."""
        codings = self._codings()
        of_version: dict[int, list[PlainTextSelection]] = {}
        for row in self.statements:
            of_version.setdefault(row.version_id, []).append(self._selection(row, codings))
        versions = sorted(
            self.versions,
            key=lambda row: (self.numbers[self.participants[row.pk]], row.transcript_id, row.no),
        )
        return tuple(self._source(row, of_version.get(row.pk, [])) for row in versions)

    def _source(self, row: m.TranscriptVersion, marks: list[PlainTextSelection]) -> TextSource:
        interview = self._interviews[self._transcripts[row.transcript_id].interview_id]
        number = self.numbers[interview.participant_id]
        return TextSource(
            guid=row.guid,
            name=f"P{number:02} interview {interview.seq} version {row.no}",
            text=self.texts.get(row.pk, ""),
            creating_user=self._coders.guid(row.by),
            creation_date_time=row.at,
            description=row.stage,
            selections=tuple(marks),
            note_refs=tuple(self.notes_of.get(row.guid, ())),
            variable_values=tuple(facts(interview, self._entries.get(interview.pk), self._study)),
        )

    def _selection(self, row: m.Statement, codings: dict[int, list[Coding]]) -> PlainTextSelection:
        number = self.numbers[self.participants[row.version_id]]
        return PlainTextSelection(
            guid=row.guid,
            name=f"P{number:02}-S{row.no:03}",
            start_position=row.start,
            end_position=row.end,
            creating_user=self._marker(row),
            creation_date_time=row.at,
            description=clean(row.memo) or None,
            codings=tuple(codings.get(row.pk, ())),
            note_refs=tuple(self.notes_of.get(row.guid, ())),
        )

    def _codings(self) -> dict[int, list[Coding]]:
        meanings = {
            row.pk: row.guid for row in self._gathered.of(m.Meaning) if row.removed_at is None
        }
        agreed = {row.pk for row in self.statements if row.round_id in self._agreed}
        found: dict[int, list[Coding]] = {}
        for row in self._gathered.of(m.StatementMeaning):
            if row.removed_at is None and row.meaning_id in meanings:
                notes = (uuid5(row.guid, "note"),) if row.rationale.strip() else ()
                code = meanings[row.meaning_id]
                # What was agreed on is nobody's alone; who wrote it down stands in our own note.
                together = row.statement_id in agreed
                coder = self._together if together else self._coders.guid(row.coder)
                coding = Coding(row.guid, code, coder, row.at, notes)
                found.setdefault(row.statement_id, []).append(coding)
        return found

    def sets(self) -> list[Set]:
        """Versions that another took the place of, and the texts of each round."""
        current = {row.pk for row in self.newest().values()}
        old = tuple(row.guid for row in self.versions if row.pk not in current)
        guids = {row.pk: row.guid for row in self.versions}
        sets = (
            [Set(uuid5(self._study, "superseded"), "superseded", member_sources=old)] if old else []
        )
        for row in self._gathered.of(m.Round):
            members = tuple(guids[key] for key in versions_of(row) if key in guids)
            sets.append(Set(row.guid, f"round {row.no} ({row.mode})", member_sources=members))
        return sets
