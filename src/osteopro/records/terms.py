"""Codes of records."""

from enum import StrEnum


class ResponseStatus(StrEnum):
    """FHIR QuestionnaireResponse.status, as far as we use it."""

    COMPLETED = "completed"
    AMENDED = "amended"
    STOPPED = "stopped"  # a form left half-way, kept as it stood
    ENTERED_IN_ERROR = "entered-in-error"


class DraftState(StrEnum):
    OPEN = "open"
    SENT = "sent"
    LEFT = "left"


class ByWhom(StrEnum):
    """Who gave the answers (clinical content 1.3 `by-whom`)."""

    SELF = "self"
    SELF_READ = "self-read"
    PROXY = "proxy"
    STAFF_PHONE = "staff-phone"


class MeasuredHow(StrEnum):
    """At which occasion staff measured height and weight."""

    ENROLMENT = "enrolment"
    SESSION = "session"
    VISIT = "visit"


class AttachmentKind(StrEnum):
    """What may be added to an entry."""

    PHOTO = "photo"
    VOICE = "voice"
