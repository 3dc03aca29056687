"""Positions of a file, brought to the texts as we keep them."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import (
    AudioSource,
    Note,
    PlainTextSelection,
    Project,
    Source,
    TextSource,
    Transcript,
)
from osteopro.research.refi.positions import LITERAL, Reading, Rewritten, proven
from osteopro.research.refi.terms import ORIGIN, Why

_TAG = "PlainTextSelection"


class Placing:
    """Places the selections of a project; `rewritten` has each text by the GUID of its source."""

    def __init__(self, rewritten: Mapping[UUID, Rewritten], losses: Losses) -> None:
        self._rewritten = rewritten
        self._losses = losses
        self._ours = False

    def project(self, project: Project) -> Project:
        """The project with every position in code points of the texts it now has. Of a file of
        ours they are taken at their word: a name could agree with another way by chance."""
        self._ours = (project.origin or "").startswith(ORIGIN)
        anchored = {note.guid: note for note in project.notes if note.anchored}
        held_by = _holders(project.sources, anchored)
        notes: dict[UUID, Note] = {}
        sources: list[Source] = []
        for source in project.sources:
            if isinstance(source, AudioSource):
                sources.append(self._audio(source))
                continue
            hanging = [
                anchored[guid] for guid in source.note_refs if held_by.get(guid) == source.guid
            ]
            rewritten = self._rewritten[source.guid]
            reading = self._reading(source, hanging)
            sources.append(
                replace(source, selections=self._placed(source.selections, rewritten, reading))
            )
            for note in hanging:
                placed = self._placed(note.selections, rewritten, reading)
                notes[note.guid] = replace(note, selections=placed, anchored=bool(placed))
        return replace(
            project,
            sources=tuple(sources),
            notes=tuple(notes.get(note.guid) or self._own(note) for note in project.notes),
        )

    def _own(self, note: Note) -> Note:
        """A note whose selections are of its own words."""
        if note.anchored:
            self._losses.changed("Note", Why.ANCHOR)
        rewritten = self._rewritten[note.guid]
        placed = self._placed(note.selections, rewritten, self._reading(note, []))
        return replace(note, selections=placed, anchored=False)

    def _reading(self, source: TextSource, hanging: list[Note]) -> Reading:
        if self._ours:
            return LITERAL
        rewritten = self._rewritten[source.guid]
        selections = [*source.selections, *(each for note in hanging for each in note.selections)]
        named = [(each.start_position, each.end_position, each.name or "") for each in selections]
        reading, told = proven(rewritten, named)
        if reading.crlf_is_one:
            self._losses.changed(_TAG, Why.CRLF, len(selections))
        if reading.utf_16:
            self._losses.changed(_TAG, Why.UTF_16, len(selections))
        if not told and "\r\n" in rewritten.raw:
            self._losses.assumed(_TAG, Why.UNSURE, len(selections))
        return reading

    def _placed(
        self, selections: tuple[PlainTextSelection, ...], rewritten: Rewritten, reading: Reading
    ) -> tuple[PlainTextSelection, ...]:
        placed = []
        for each in selections:
            span = rewritten.span(each.start_position, each.end_position, reading)
            if span is None:
                self._losses.left_out(_TAG, Why.OFF_THE_TEXT)
                continue
            if span.moved:
                self._losses.changed(_TAG, Why.ON_THE_EDGE)
            if (span.start, span.end) != (each.start_position, each.end_position):
                each = replace(each, start_position=span.start, end_position=span.end)
            placed.append(each)
        return tuple(placed)

    def _audio(self, source: AudioSource) -> AudioSource:
        transcripts = tuple(self._transcript(each) for each in source.transcripts)
        return replace(source, transcripts=transcripts)

    def _transcript(self, transcript: Transcript) -> Transcript:
        rewritten = self._rewritten[transcript.guid]
        points = tuple(
            replace(
                each,
                time_stamp=each.time_stamp if (each.time_stamp or 0) >= 0 else None,
                position=None if each.position is None else rewritten.point(max(0, each.position)),
            )
            for each in transcript.sync_points
        )
        return replace(transcript, sync_points=points)


def _holders(sources: tuple[Source, ...], anchored: Mapping[UUID, Note]) -> dict[UUID, UUID]:
    """The source that an anchored note hangs on: the one text that refers to it."""
    found: dict[UUID, UUID] = {}
    several: set[UUID] = set()
    for source in sources:
        for guid in source.note_refs:
            if guid in anchored and isinstance(source, TextSource):
                if found.setdefault(guid, source.guid) != source.guid:
                    several.add(guid)
    return {guid: source for guid, source in found.items() if guid not in several}
