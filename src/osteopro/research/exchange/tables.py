"""Which tables of a study an archive holds, in the order in which they can be put back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Field, Model

from osteopro.research import models as m

if TYPE_CHECKING:
    AnyField = Field[Any, Any]
else:
    AnyField = Field  # takes no types when it runs

_PARTICIPANT = "participant__study"
_INTERVIEW = f"interview__{_PARTICIPANT}"
_VERSION = f"version__transcript__{_INTERVIEW}"
# Each with the way from its rows to the study.
TABLES: Mapping[type[Model], str] = {
    m.Study: "pk",
    m.Member: "study",
    m.Paper: "study",
    m.GuideVersion: "study",
    m.GuideQuestion: "guide__study",
    m.LogEntry: "study",
    m.Criterion: "study",
    m.Screening: "study",
    m.ScreeningAnswer: "screening__study",
    m.Approach: "screening__study",
    m.StudyConsent: "screening__study",
    m.Participant: "study",
    m.CaseVariable: "study",
    m.CaseValue: _PARTICIPANT,
    m.Interview: _PARTICIPANT,
    m.FieldNote: _INTERVIEW,
    m.Transcript: _INTERVIEW,
    m.TranscriptVersion: f"transcript__{_INTERVIEW}",
    m.Block: _VERSION,
    m.Review: _VERSION,
    m.TranscriptReturn: _VERSION,
    m.Reading: _VERSION,
    m.Round: "study",
    m.RoundCoder: "round__study",
    m.Statement: "round__study",
    m.Translation: "statement__round__study",
    m.Theme: "study",
    m.Cluster: "study",
    m.Meaning: "study",
    m.StatementMeaning: "meaning__study",
    m.BoardMove: "study",
    m.DeviantCase: "theme__study",
    m.Narrative: "study",
    m.NarrativeCite: "narrative__study",
    m.MemberCheck: "narrative__study",
    m.Discrepancy: "round__study",
    m.DiscussionNote: "discrepancy__round__study",
    m.Resolution: "discrepancy__round__study",
    m.Confirmation: "resolution__discrepancy__round__study",
    m.AgreementRun: "round__study",
    m.SaturationEntry: _INTERVIEW,
    m.CrossCheck: "study",
    m.ReportQuote: "theme__study",
}
# Each with the reason why it stays.
LEFT_OUT: Mapping[type[Model], str] = {
    m.Recording: "voices are never part of an export",
    m.RecordingPart: "voices are never part of an export",
    m.Incoming: "a file on its way in is of no study yet",
    m.ExportRun: "an export that told of itself would differ each time",
    m.ReportRelease: "it belongs to a file that left",
}
# Not in archives that were written before there was such a table.
LATER: frozenset[type[Model]] = frozenset({m.Confirmation})
# Fields that stay: what was typed before names were taken out, and files beside the database.
NOT_TOLD: Mapping[type[Model], Mapping[str, object]] = {
    m.Transcript: {"draft_at": None},
    m.Paper: {"file": None},
    m.Block: {"text": ""},  # it stands in the file of its version
}
# Lists of accounts inside JSON.
LISTS_OF_ACCOUNTS: Mapping[type[Model], frozenset[str]] = {
    m.Resolution: frozenset({"deciders"}),
    m.SaturationEntry: frozenset({"deciders", "team"}),
}


def name_of(table: type[Model]) -> str:
    """What a table is called in the note of the archive."""
    return table._meta.model_name or ""
