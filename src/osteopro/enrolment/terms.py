"""States of taking part (clinical content 6.5), and consent (6.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"
    LEFT_SILENT = "left-silent"  # nothing was heard of them any more
    COMPLETED = "completed"
    DIED = "died"


# Nothing is sent to or asked of who is in one of these.
ENDED = frozenset({State.LEFT, State.LEFT_SILENT, State.COMPLETED, State.DIED})


# Whose ways in were shut; who only fell silent may come back by them.
SHUT_OUT = ENDED - {State.LEFT_SILENT}


class DecidedBy(StrEnum):
    """Who decided that somebody leaves."""

    PATIENT = "patient"
    FAMILY = "family"
    CLINICIAN = "clinician"
    SYSTEM = "system"


class Purpose(StrEnum):
    """What somebody agrees to, each with a tick of its own (clinical content 6.4)."""

    PROGRAMME = "programme"
    HEALTH_DATA = "health-data"  # sensitive personal information: asked separately
    MEDIA = "media"  # voice messages and photos
    CALL_RECORDING = "call-recording"
    HELPER = "helper"  # family who read and fill in
    QUALITY = "quality"  # records without names, to improve the service
    RESEARCH = "research"  # records without names, for research


# Nobody takes part without these; everything else is free to refuse.
REQUIRED = frozenset({Purpose.PROGRAMME, Purpose.HEALTH_DATA})


class Decision(StrEnum):
    GIVEN = "given"
    DECLINED = "declined"  # asked, and answered no
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """How consent was given or withdrawn."""

    OWN_PAGE = "own-page"
    IN_PERSON = "in-person"  # on the screen of a member of staff
    PHONE = "phone"
    PAPER = "paper"  # signed before this system was there; brought in with its date


@dataclass(frozen=True, slots=True)
class Witness:
    """Who heard a consent on the phone: a member of staff, or somebody by name (family)."""

    account_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A consent signed on paper: the day beside the signature, and the version printed on it."""

    on: date
    version: str


class Status(StrEnum):
    """The three answers of clinical content 6.2, in its own words."""

    ELIGIBLE = "eligible"
    NEEDS_DECISION = "needs clinician decision"
    NOT_ELIGIBLE = "not eligible"


class ScreeningState(StrEnum):
    """Where somebody stands who did not simply join."""

    WAITING = "waiting"  # for a clinician
    INCLUDED = "included"
    EXCLUDED = "excluded"
    NOT_ELIGIBLE = "not-eligible"
    DECLINED = "declined"  # could have joined and did not want to
    JOINED = "joined"
