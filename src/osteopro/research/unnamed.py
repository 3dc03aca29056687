"""Texts of the team are looked through for the name and numbers of whom they are about."""

from uuid import UUID

from osteopro.patients import study_vault
from osteopro.patients.study_vault import NotInVault
from osteopro.research.doing import Refused
from osteopro.research.models import Statement

NAMES_SOMEBODY = "names-somebody"


def unnamed(key: UUID, *texts: str) -> None:
    """Raises Refused when a text names who is behind the row `key` of the vault; of somebody the
    vault does not know (a study that was brought in from a file) nothing can be told."""
    try:
        if any(study_vault.names_somebody(key, text) for text in texts):
            raise Refused(NAMES_SOMEBODY)
    except NotInVault:
        return


def speaker(statement: Statement) -> UUID:
    """The row in the vault of who said it."""
    return statement.version.transcript.interview.participant.screening.guid
