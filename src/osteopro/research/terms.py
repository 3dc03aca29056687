"""Codes of the study, in the words of the field (COREQ, Colaizzi 1978, REFI-QDA)."""

from enum import StrEnum


class Duty(StrEnum):
    """What a member of the team does in the study; one person may have several."""

    LEAD = "lead"  # set-up, team, protocol, approving; answers for the study
    RECRUIT = "recruit"  # screens, approaches, takes consent; opens the key to identities
    INTERVIEW = "interview"
    TRANSCRIBE = "transcribe"
    CODE = "code"  # reads, marks statements, words meanings, builds themes
    ADVISE = "advise"  # reads along and discusses, changes nothing


class GuidePart(StrEnum):
    OPENING = "opening"
    PROBE = "probe"
    CLOSING = "closing"


class PaperKind(StrEnum):
    """What a study keeps on paper, each in versions."""

    PROTOCOL = "protocol"
    ETHICS = "ethics"  # the committee's approval
    INFORMATION = "information"  # what participants read
    CONSENT = "consent"  # what they sign


class LogKind(StrEnum):
    """Entries of the trail that people write."""

    REFLEXIVITY = "reflexivity"
    MEETING = "meeting"
    DECISION = "decision"
    MEMO = "memo"
    DEVIATION = "deviation"  # from a rule of the study, with its reason


class SubjectKind(StrEnum):
    """Who takes part (resolution 37)."""

    PATIENT = "patient"
    PROVIDER = "provider"


class CriterionKind(StrEnum):
    INCLUDE = "include"
    EXCLUDE = "exclude"


class Met(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Screened(StrEnum):
    """What came of a screening."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not-eligible"
    UNSURE = "unsure"  # a criterion is not known yet


class ApproachWay(StrEnum):
    FACE_TO_FACE = "face-to-face"
    PHONE = "phone"
    MESSAGE = "message"
    PAGE = "page"


class Approached(StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNREACHABLE = "unreachable"


class ConsentScope(StrEnum):
    """What a participant agrees to by itself, beside taking part."""

    AUDIO = "audio"  # the interview is recorded
    QUOTES = "quotes"  # their words may be printed without a name
    RECONTACT = "recontact"  # results are brought back to them
    PRO_LINK = "pro-link"  # the analysis is laid beside their records of the programme


class ConsentWay(StrEnum):
    PAPER = "paper"
    PAGE = "page"
    PHONE = "phone"


class VariableType(StrEnum):
    """Types of case variables, as REFI-QDA names them."""

    TEXT = "Text"
    BOOLEAN = "Boolean"
    INTEGER = "Integer"
    FLOAT = "Float"
    DATE = "Date"


class RecordingState(StrEnum):
    ARRIVING = "arriving"
    WHOLE = "whole"
    WIPED = "wiped"


class NoteKind(StrEnum):
    """What a field note is about."""

    TONE = "tone"
    FACE = "face"
    GESTURE = "gesture"
    CONTEXT = "context"


class Stage(StrEnum):
    """Of a version of a transcript, in this order."""

    RAW = "raw"
    REVIEWED = "reviewed"
    DEIDENTIFIED = "deidentified"
    FROZEN = "frozen"


class RoundMode(StrEnum):
    INDEPENDENT = "independent"
    CONSENSUS = "consensus"


class StatementState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    ORPHAN = "orphan"  # its words are not in the newest version any more


class NarrativeKind(StrEnum):
    EXHAUSTIVE = "exhaustive"  # step 5: the exhaustive description
    STRUCTURE = "structure"  # step 6: the fundamental structure


class CheckWay(StrEnum):
    PHONE = "phone"
    PAGE = "page"
    FACE_TO_FACE = "face-to-face"


class Checked(StrEnum):
    """What a participant says to the results brought back to them (step 7)."""

    CONFIRMED = "confirmed"
    AMENDED = "amended"
    DISAGREED = "disagreed"
    NO_ANSWER = "no-answer"


class DiscrepancyKind(StrEnum):
    SPAN = "span"  # one marked it, another did not, or otherwise
    MEANING = "meaning"
    CLUSTER = "cluster"
    THEME = "theme"


class DiscrepancyState(StrEnum):
    OPEN = "open"
    CONSENSUS = "consensus"
    ADJUDICATED = "adjudicated"
    CLARIFY = "clarify"  # the participant is asked what was meant


SETTLED = (DiscrepancyState.CONSENSUS, DiscrepancyState.ADJUDICATED)


class AboutKind(StrEnum):
    """What is laid beside a participant's records."""

    STATEMENT = "statement"
    THEME = "theme"


class Relation(StrEnum):
    """How a participant's records stand to what they said."""

    CORROBORATES = "corroborates"
    CONTRADICTS = "contradicts"
    EXTENDS = "extends"  # it holds in part, or at times
    SILENT = "silent"  # there is no record to lay beside it


class Profile(StrEnum):
    """Of an export of the analysis."""

    ARCHIVE = "archive"  # everything, to keep and to put back
    INTEROP = "interop"  # REFI-QDA for other programs
    QDC = "qdc"  # a codebook
    CODEBOOK = "codebook-csv"
    HIGHLIGHTS = "highlights-csv"
    TAGUETTE = "taguette"


class Sort(StrEnum):
    """Of a file that brings a study in."""

    ARCHIVE = "archive"  # ours, loss-free
    PROJECT = "project"  # of another program
    CODEBOOK = "codebook"
